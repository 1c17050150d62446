"""Takes over the state of a service that ran on MiniStack: its rows, sealed anew with the key of this folder."""

import shutil
from collections.abc import Iterator
from typing import Any

import boto3

from chalicelib.flows.proofs import code
from chalicelib.flows.sso import provider
from chalicelib.store import signer
from chalicelib.store.items import Item, decode_item, encode_item
from chalicelib.store.vault import Vault
from emulator import environment
from emulator.dynoxide import Dynoxide
from emulator.ministack import Ministack
from local import stack, table
from local.file_key import FileKey
from local.folder import Folder
from local.place import ENVIRONMENT

AT_ONCE = 25
"""Rows that one `BatchWriteItem` takes."""


def is_due(folder: Folder) -> bool:
    """Whether there is a state of MiniStack and none of dynoxide."""
    return folder.ministack.exists() and not folder.table.exists()


def copy(folder: Folder) -> int:
    """Make the table of the old rows, and answer how many there are. It is in use once it is whole."""
    shutil.rmtree(folder.draft, ignore_errors=True)
    lock = folder.store_lock
    with Ministack(folder.ministack, lock=lock) as source, Dynoxide(folder.draft, lock=lock) as target:
        environment.use_endpoint(source.url)
        rows = list(_rows(Vault(FileKey(folder.key), str(folder.key), ENVIRONMENT)))
        environment.use_endpoint(target.url)
        _write(table.create(), rows)
    folder.draft.rename(folder.table)
    return len(rows)


def _rows(new: Vault) -> Iterator[Item]:
    """The rows as they are to be written; none where MiniStack was stopped before it had a table."""
    made = stack.look_up()
    if made is None:
        return
    old = Vault(boto3.client("kms"), made.key, ENVIRONMENT)
    for page in boto3.client("dynamodb").get_paginator("scan").paginate(TableName=made.table):
        for item in page["Items"]:
            yield _sealed_anew(decode_item(item), old, new)


def _sealed_anew(row: Item, old: Vault, new: Vault) -> Item:
    """The row, with what is sealed in it sealed by the new vault."""

    def sealed(secret: bytes, **whose: str) -> bytes:
        return new.seal(old.open(secret, **whose), **whose)

    match row:
        case {"authenticator": {"secret": secret}, "tenant": tenant, "id": user}:
            anew = sealed(secret, tenant=tenant, user=user, purpose=code.PURPOSE)
            return {**row, "authenticator": {**row["authenticator"], "secret": anew}}
        case {"secret": secret, "tenant": tenant, "user": user}:  # of an enrolment that has begun
            return {**row, "secret": sealed(secret, tenant=tenant, user=user, purpose=code.PURPOSE)}
        case {"tenant": tenant, "active": _} | {
            "tenant": tenant,
            "draft": _,
        }:  # single sign-on, as it is and as it will be
            whose = {"tenant": tenant, "user": "*", "purpose": provider.PURPOSE}
            kept = {name: row[name] for name in ("active", "draft") if name in row}
            return row | {name: {**each, "secret": sealed(each["secret"], **whose)} for name, each in kept.items()}
        case {"sealed": secret}:  # the key that signs what the service gives away
            return {**row, "sealed": sealed(secret, tenant="*", user="*", purpose=signer.PURPOSE)}
    return row


def _write(name: str, rows: list[Item]) -> None:
    client = boto3.client("dynamodb")
    for start in range(0, len(rows), AT_ONCE):
        puts: list[Any] = [{"PutRequest": {"Item": encode_item(row)}} for row in rows[start : start + AT_ONCE]]
        client.batch_write_item(RequestItems={name: puts})
