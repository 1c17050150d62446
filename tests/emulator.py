"""The emulator of DynamoDB, told how to copy a table: it does so for each write of a transaction, to go back to."""

import copy
from collections import defaultdict
from typing import Any

from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import Table

_CHANGEABLE = {"M", "L", "SS", "NS", "BS"}
"""Values that are changed in place; all others can be shared between copies."""


def hasten() -> None:
    """Copy the rows alone, and of these only what can change."""
    Table.__deepcopy__ = _copied  # type: ignore[attr-defined]


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
