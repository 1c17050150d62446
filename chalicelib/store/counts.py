"""The maintained counts of users, which answer a preview without reading the users."""

from collections import Counter
from collections.abc import Mapping
from zlib import crc32

from chalicelib.domain.counts import cells
from chalicelib.domain.records import User
from chalicelib.store import keys
from chalicelib.store.table import Table
from chalicelib.store.writes import Write, update

SHARDS = 8
"""Rows over which the counts are spread, so that a morning of first sign-ins does not queue at one row."""


def move(before: User | None, after: User | None) -> list[Write]:
    """The write, if any, that moves a user from one cell to another; part of the commit that changes the user."""
    delta = cells(after) if after else Counter()
    delta.subtract(cells(before) if before else Counter())
    moved = {cell: change for cell, change in delta.items() if change}
    user = after or before
    if not moved or user is None:
        return []
    return [update(keys.count(user.tenant, str(crc32(user.id.encode()) % SHARDS)), adds=moved)]


def correct(slug: str, difference: Mapping[str, int]) -> Write:
    """Add a difference found by counting anew, to the first shard."""
    return update(keys.count(slug, "0"), adds=difference)


def read(table: Table, slug: str) -> Counter[str]:
    """How many users are in each cell: the sum over the shards, one query whatever their number. Raises `TryAgain`."""
    total: Counter[str] = Counter()
    for row in table.query(keys.tenant(slug)["pk"], prefix="COUNT#"):
        total.update({cell: row[cell] for cell in row if "_" in cell})  # keys and versions have none
    return total
