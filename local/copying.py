"""Takes over the state of a service that ran on MiniStack: its rows, sealed anew with the key of the new place."""

from collections.abc import Iterator
from typing import Any

import boto3

from chalicelib.store.items import Item, decode_item, encode_item
from chalicelib.store.vault import Vault
from emulator import environment
from emulator.ministack import Ministack
from local import stack
from local.folder import Folder
from local.place import ENVIRONMENT, Place

PURPOSE = "totp"
"""The purpose of every secret that was stored before there was another place than MiniStack."""
AT_ONCE = 25
"""Rows that one `BatchWriteItem` takes."""


def copy(folder: Folder, place: Place) -> int:
    """Write every row to the new place, and put the old state aside. Can be repeated where it was interrupted."""
    ministack = Ministack(folder.ministack, lock=folder.store_lock)
    ministack.start()
    try:
        rows = list(_rows(ministack.url, place))
    finally:
        ministack.stop()
        environment.use_endpoint(place.endpoint)
    _write(place.table, rows)
    folder.ministack.rename(folder.put_aside)
    return len(rows)


def _rows(endpoint: str, place: Place) -> Iterator[Item]:
    """The rows as they are to be written; none where MiniStack was stopped before it had a table."""
    environment.use_endpoint(endpoint)
    made = stack.look_up()
    if made is None:
        return
    old, new = Vault(boto3.client("kms"), made.key, ENVIRONMENT), place.vault()
    for page in boto3.client("dynamodb").get_paginator("scan").paginate(TableName=made.table):
        for item in page["Items"]:
            yield _sealed_anew(decode_item(item), old, new)


def _sealed_anew(row: Item, old: Vault, new: Vault) -> Item:
    """A user's authenticator and a begun enrolment hold a sealed secret; nothing else does."""
    if "authenticator" in row:
        whose = {"tenant": row["tenant"], "user": row["id"], "purpose": PURPOSE}
        secret = old.open(row["authenticator"]["secret"], **whose)
        return {**row, "authenticator": {**row["authenticator"], "secret": new.seal(secret, **whose)}}
    if "secret" in row:
        whose = {"tenant": row["tenant"], "user": row["user"], "purpose": PURPOSE}
        return {**row, "secret": new.seal(old.open(row["secret"], **whose), **whose)}
    return row


def _write(table: str, rows: list[Item]) -> None:
    client = boto3.client("dynamodb")
    for start in range(0, len(rows), AT_ONCE):
        puts: list[Any] = [{"PutRequest": {"Item": encode_item(row)}} for row in rows[start : start + AT_ONCE]]
        client.batch_write_item(RequestItems={table: puts})
