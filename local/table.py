"""The table of the local service on dynoxide, made by `CreateTable` from the same file as every deployment's."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import yaml
from botocore.exceptions import ClientError

from emulator.failed import Failed

NAME = "postern-local"
TEMPLATE = Path(__file__).resolve().parents[1] / "infra" / "data.yaml"
OTHER_SCHEMA = "infra/data.yaml has changed since the state was made: begin anew with FRESH=1."


def find() -> str | None:
    """The name of the table that an earlier start made, if any. Raises `Failed` where it was of another schema."""
    try:
        described = boto3.client("dynamodb").describe_table(TableName=NAME)["Table"]
    except ClientError:
        return None
    if _schema(described) != _schema(_wanted()):
        raise Failed(OTHER_SCHEMA)
    return NAME


def create() -> str:
    """Make it. The rest of the template, from encryption to backups, has no meaning here."""
    names = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    arguments = {name: _wanted()[name] for name in names if name in _wanted()}
    boto3.client("dynamodb").create_table(TableName=NAME, **arguments)
    return NAME


@cache
def _wanted() -> dict[str, Any]:
    properties: dict[str, Any] = yaml.safe_load(TEMPLATE.read_text("utf-8"))["Resources"]["Table"]["Properties"]
    return properties


def _schema(table: Mapping[str, Any]) -> object:
    """The table's key, its indexes' keys, and what of a row each index holds."""
    indexes = {each["IndexName"]: _held(each) for each in table.get("GlobalSecondaryIndexes", [])}
    return table["KeySchema"], indexes


def _held(index: Mapping[str, Any]) -> object:
    projection = index["Projection"]
    return index["KeySchema"], projection["ProjectionType"], sorted(projection.get("NonKeyAttributes", []))
