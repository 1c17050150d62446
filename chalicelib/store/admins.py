"""Who administers a tenant: the active admins with a password, in one row of ids."""

from dataclasses import dataclass

from chalicelib.domain.records import User
from chalicelib.errors import Moved
from chalicelib.store import keys, users
from chalicelib.store.table import Table
from chalicelib.store.writes import Write, put, update

MOST = 100
"""How many of them are read: enough to mail them all, or to find one who gets in."""


@dataclass(frozen=True)
class Admins:
    """The admins as they were read."""

    users: list[User]
    version: int


def load(table: Table, slug: str) -> Admins:
    """The admins of a tenant, in two reads. Raises `TryAgain`."""
    row = table.get(keys.admins(slug)) or {"ids": {}, "changes": 0}
    return Admins(users.load_many(table, slug, sorted(row["ids"])[:MOST]), row["changes"])


def found(slug: str) -> Write:
    """The row of a new tenant, whose first admin joins by choosing a password."""
    return put(keys.admins(slug), {"ids": {}, "changes": 0})


def join(user: User) -> Write:
    """One more admin. Refused: `Moved`, where the tenant's row is missing."""
    sets, when = {f"ids.{user.id}": 1}, "attribute_exists(#pk)"
    return update(keys.admins(user.tenant), sets=sets, adds={"changes": 1}, when=when, refused=Moved)


def leave(user: User, seen: Admins) -> Write:
    """One admin fewer, while the others are those that were read. Refused: `Moved`."""
    when, values = "#changes = :seen", {"seen": seen.version}
    removes = (f"ids.{user.id}",)
    return update(
        keys.admins(user.tenant), adds={"changes": 1}, removes=removes, when=when, values=values, refused=Moved
    )
