"""Stored rows and their schema versions, past every reader: for tests of upgrades."""

from typing import Any

PLAIN = ("BUDGET#", "NOBODY#", "COUNT#")
"""Rows that are plain numbers and carry no version."""


def versioned(client: Any, table: str) -> list[Any]:
    """All rows that are to carry a version."""
    rows = [row for page in client.get_paginator("scan").paginate(TableName=table) for row in page["Items"]]
    return [row for row in rows if not (row["pk"]["S"].startswith(PLAIN) or row["sk"]["S"].startswith(PLAIN))]


_RENAMED = {
    "session_idle_seconds": "idle_seconds",
    "session_absolute_seconds": "absolute_seconds",
    "password_min_length": "password_min",
}


def age(client: Any, table: str) -> None:
    """Write every row as the first version did, which gave none, and take away what it did not have."""
    for row in versioned(client, table):
        if row["sk"]["S"] == "ADMINS":
            client.delete_item(TableName=table, Key={name: row[name] for name in ("pk", "sk")})
        else:
            client.put_item(TableName=table, Item=_aged(row))


def _aged(row: Any) -> Any:
    old = {_RENAMED.get(name, name): value for name, value in row.items() if name != "v"}
    if "authenticator" in old and "recovery_digest" in old:
        old["authenticator"]["M"]["recovery_digest"] = old.pop("recovery_digest")
    return old
