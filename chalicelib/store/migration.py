"""Rows that an older version wrote, a page at a time, with what brings each to today's shape."""

from dataclasses import dataclass

from chalicelib.domain.records import User
from chalicelib.store import admins, events, schema
from chalicelib.store.items import Item
from chalicelib.store.table import Table
from chalicelib.store.writes import Key, Write, delete, put

_POSITION: Key = {"pk": "MIGRATION", "sk": "MIGRATION"}
START: Key = {}
"""Where the table begins, for those who do not go on from where a run was left."""


@dataclass(frozen=True)
class Page:
    """Some rows of the table."""

    size: int
    writes: list[list[Write]]
    """For each row that is not in today's shape, what is to be committed."""
    following: Key | None
    """Where the next page begins."""


def read(table: Table, *, limit: int, after: Key | None = None) -> Page:
    """The next page, from `after` on or from where the last run was left. Raises `TryAgain`."""
    position = table.get(_POSITION) if after is None else None
    left = {"pk": position["at_pk"], "sk": position["at_sk"]} if position else after
    rows, following = table.scan(after=left or None, limit=limit)
    found = [writes for row in rows if (writes := _migrated(row))]
    return Page(len(rows), found, following)


def note(page: Page) -> Write:
    """Remember where the next run goes on."""
    if page.following is None:
        return delete(_POSITION)
    return put(_POSITION, {"at_pk": page.following["pk"], "at_sk": page.following["sk"]})


def _migrated(row: Item) -> list[Write]:
    if moved := events.moved(row):
        return moved
    write = schema.migrated(row)
    return [write, *_listed(row)] if write else []


def _listed(row: Item) -> list[Write]:
    """Version 1 counted the admins of a tenant; since then their ids are kept, in a row beside the tenant's."""
    if row["sk"] == "TENANT":
        return [admins.found(row["slug"])]
    user = User.model_validate(schema.current(row)) if row["sk"].startswith("USER#") else None
    return [admins.join(user)] if user and user.is_password_admin else []
