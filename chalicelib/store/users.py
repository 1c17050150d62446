"""Users and the addresses by which they are found."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.records import User
from chalicelib.errors import Conflict, Moved, TryAgain
from chalicelib.store import keys
from chalicelib.store.table import Table
from chalicelib.store.writes import Refusal, Write, delete, put, update

NOBODY = "usr_nobody"
"""An id that no user has; reading it costs what reading a user costs."""


def load(table: Table, slug: str, user_id: str) -> User | None:
    """The user of this tenant, or `None`: another tenant's id finds nothing."""
    row = table.get(keys.user(slug, user_id))
    return User.model_validate(row) if row else None


def find(table: Table, slug: str, email: str) -> User | None:
    """The user with this (normalised) address, or `None`, at the same cost."""
    row = table.get(keys.address(slug, email))
    return load(table, slug, row["user"] if row else NOBODY)


def is_taken(table: Table, slug: str, email: str) -> bool:
    """Whether a user of the tenant has this (normalised) address; `claim` decides where two ask at once."""
    return table.get(keys.address(slug, email)) is not None


def taken(table: Table, slug: str, emails: list[str]) -> set[str]:
    """Which of the (normalised) addresses have a user; 100 to a read."""
    found: set[str] = set()
    for start in range(0, len(emails), 100):
        some = emails[start : start + 100]
        rows = table.get_many(*(keys.address(slug, email) for email in some))
        found |= {email for email, row in zip(some, rows, strict=True) if row}
    return found


def page(table: Table, slug: str, *, after: str | None, limit: int) -> list[User]:
    """Up to `limit` users in the order of their creation, those behind the user `after`."""
    start = keys.user(slug, after)["sk"] if after else None
    rows = table.query(keys.tenant(slug)["pk"], prefix="USER#", after=start, limit=limit)
    return [User.model_validate(row) for row in rows]


def create(user: User) -> list[Write]:
    """A new user with an address. Refused: `Conflict`, where the address is taken."""
    row = put(keys.user(user.tenant, user.id), user.model_dump(), when="attribute_not_exists(#pk)")
    return [row, claim(user.tenant, user.email, user.id)]


def claim(slug: str, email: str, user_id: str) -> Write:
    """Take an address. Refused: `Conflict`."""
    return put(
        keys.address(slug, email),
        {"user": user_id},
        when="attribute_not_exists(#pk)",
        refused=lambda _: Conflict.over("/email", "taken", "The e-mail address is taken."),
    )


def release(slug: str, email: str) -> Write:
    """Give an address up."""
    return delete(keys.address(slug, email))


def remove(user: User) -> list[Write]:
    """The user as it was read, with the address."""
    row = delete(keys.user(user.tenant, user.id), when="#version = :seen", values={"seen": user.version}, refused=Moved)
    return [row, release(user.tenant, user.email)]


def change(user: User, sets: Mapping[str, Any], *, refused: Refusal = Moved) -> Write:
    """Change anything but what mere sign-ins change, of the user as it was read. Changed meanwhile: `refused`."""
    return update(
        keys.user(user.tenant, user.id),
        sets=dict(sets),
        adds={"version": 1},
        when="#version = :seen",
        values={"seen": user.version},
        refused=refused,
    )


def note(
    user: User, sets: Mapping[str, Any], *, when: str = "", values: Mapping[str, Any] | None = None, refused: Refusal
) -> Write:
    """Change what sign-ins change (steps, failures, last uses), while the epoch is the one that was read."""
    return update(
        keys.user(user.tenant, user.id),
        sets=dict(sets),
        when=" AND ".join(filter(None, ["#epoch = :epoch", when])),
        values={"epoch": user.epoch, **(values or {})},
        refused=refused,
    )


def count_failure(user: User) -> Write:
    """One more consecutive wrong code."""
    return update(
        keys.user(user.tenant, user.id),
        adds={"authenticator.failures": 1},
        when="attribute_exists(#authenticator)",
        refused=TryAgain,
    )
