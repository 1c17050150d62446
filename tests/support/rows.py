"""Stored rows and their schema versions, past every reader: for tests of upgrades."""

from typing import Any

PLAIN = ("BUDGET#", "NOBODY#", "COUNT#")
"""Rows that are plain numbers and carry no version."""


def versioned(client: Any, table: str) -> list[Any]:
    """All rows that are to carry a version."""
    rows = [row for page in client.get_paginator("scan").paginate(TableName=table) for row in page["Items"]]
    return [row for row in rows if not (row["pk"]["S"].startswith(PLAIN) or row["sk"]["S"].startswith(PLAIN))]


def age(client: Any, table: str) -> None:
    """Take the version from every row, so that all are as the version before wrote them."""
    for row in versioned(client, table):
        row.pop("v", None)
        client.put_item(TableName=table, Item=row)
