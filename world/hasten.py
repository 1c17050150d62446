"""The emulator of DynamoDB, told how to copy a table, as it does for each write of a transaction, and how to answer."""

import copy
from collections import defaultdict
from typing import Any

from moto.core.serialize import ResponseSerializer
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import Table

_CHANGEABLE = {"M", "L", "SS", "NS", "BS"}
"""Values that are changed in place; all others can be shared between copies."""


_serialize_member = ResponseSerializer._serialize_structure_member


def hasten() -> None:
    """Copy the rows alone, and of these only what can change; look only for the type that a value has."""
    Table.__deepcopy__ = _copied  # type: ignore[attr-defined]
    ResponseSerializer._serialize_structure_member = _serialized  # type: ignore[method-assign,assignment]


def _serialized(serializer: ResponseSerializer, serialized: Any, value: Any, shape: Any, key: str) -> None:
    if shape.parent.name != "AttributeValue" or key in value:
        _serialize_member(serializer, serialized, value, shape, key)


def _copied(table: Table, _memo: dict[int, Any]) -> Table:
    new = copy.copy(table)
    new.items = defaultdict(dict)
    for key, rows in table.items.items():
        new.items[key] = {sort: _row(row) for sort, row in rows.items()} if isinstance(rows, dict) else _row(rows)
    return new


def _row(row: Item) -> Item:
    new = copy.copy(row)
    new.attrs = LimitedSizeDict()
    dict.update(new.attrs, {name: _value(value) for name, value in row.attrs.items()})
    return new


def _value(value: DynamoType) -> DynamoType:
    return copy.deepcopy(value) if value.type in _CHANGEABLE else value
