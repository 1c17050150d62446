"""AWS in memory, created from the template that deploys it; single calls are atomic, as the real ones are."""

import copy
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import boto3
import yaml
from botocore.client import BaseClient
from botocore.loaders import JSONFileLoader, Loader
from moto import mock_aws
from moto.dynamodb.models import dynamodb_backends
from moto.kms.models import kms_backends

from world import hasten

_read = cache(partial(JSONFileLoader.load_file, JSONFileLoader()))
JSONFileLoader.load_file = lambda _, path: _read(path)  # type: ignore[assignment,method-assign] # read once, not for every world
_services = cache(partial(Loader.list_available_services, Loader()))
Loader.list_available_services = lambda _, type_name: _services(type_name)  # type: ignore[method-assign,assignment]
hasten.hasten()

TEMPLATE = Path(__file__).parent.parent / "infra" / "data.yaml"
ACCOUNT, REGION = "123456789012", "eu-west-1"
TABLE, KEY = "postern-test", "alias/postern-test"


@contextmanager
def emulated() -> Iterator[None]:
    """An empty account with the table and the key."""
    with _memory():
        _create()
        yield


@dataclass(frozen=True)
class Stores:
    """What an account holds at a moment."""

    tables: Any
    keys: dict[str, Any]


def kept() -> Stores:
    """A copy of what the account holds now."""
    dynamodb, kms = dynamodb_backends[ACCOUNT][REGION], kms_backends[ACCOUNT][REGION]
    return Stores(copy.deepcopy(dynamodb.tables), dict(kms.keys))


@contextmanager
def restored(stores: Stores) -> Iterator[None]:
    """An account that holds a copy of what was kept."""
    with _memory():
        dynamodb, kms = dynamodb_backends[ACCOUNT][REGION], kms_backends[ACCOUNT][REGION]
        dynamodb.tables, kms.keys = copy.deepcopy(stores.tables), dict(stores.keys)
        yield


def rows() -> Any:
    """The rows of the table as the emulator keeps them, by partition."""
    return dynamodb_backends[ACCOUNT][REGION].tables[TABLE].items


@contextmanager
def _memory() -> Iterator[None]:
    call = BaseClient._make_api_call  # type: ignore[attr-defined]

    def one_at_a_time(*arguments: Any) -> Any:
        return thread.submit(copy_context().run, call, *arguments).result()

    # of coverage's measure the thread is freed: it would look at each line of the SDK and the emulator
    with mock_aws(), ThreadPoolExecutor(1, initializer=sys.settrace, initargs=(None,)) as thread:
        BaseClient._make_api_call = one_at_a_time  # type: ignore[attr-defined]
        try:
            yield
        finally:
            BaseClient._make_api_call = call  # type: ignore[attr-defined]


@cache
def _template() -> Any:
    return yaml.safe_load(TEMPLATE.read_text())


def create_table() -> None:
    """The table, as the template describes it, wherever the SDK's calls go."""
    table = _template()["Resources"]["Table"]["Properties"]
    wanted = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    boto3.client("dynamodb").create_table(TableName=TABLE, **{name: table[name] for name in wanted})


def _create() -> None:
    create_table()
    kms = boto3.client("kms")
    # moto makes a pair of keys that nobody uses for any kind of key, and for this one in no time
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="ENCRYPT_DECRYPT")["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName=KEY, TargetKeyId=key)
