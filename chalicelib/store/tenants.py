"""Tenants with their policies, and the counts that answer a preview without reading the users."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from zlib import crc32

from chalicelib.domain.records import Policy, Tenant, User
from chalicelib.errors import Conflict
from chalicelib.store import keys
from chalicelib.store.table import Table
from chalicelib.store.writes import Refusal, Write, put, update

SHARDS = 8
"""Rows over which the counts are spread, so that a morning of first sign-ins does not queue at one row."""


def load(table: Table, slug: str) -> Tenant | None:
    """The tenant, or `None`."""
    row = table.get(keys.tenant(slug))
    return Tenant.model_validate(row) if row else None


def create(tenant: Tenant) -> Write:
    """A new tenant. Refused: `Conflict`, where the slug is taken."""
    return put(keys.tenant(tenant.slug), tenant.model_dump(), when="attribute_not_exists(#pk)", refused=Conflict)


def save_policy(slug: str, policy: Policy, *, replacing: int, refused: Refusal) -> Write:
    """The new policy in the place of version `replacing`: one write, whatever the number of users."""
    return update(
        keys.tenant(slug),
        sets={"policy": policy.model_dump()},
        when="#policy.#version = :replacing",
        values={"replacing": replacing},
        refused=refused,
    )


def save_settings(tenant: Tenant, changes: Mapping[str, Any], *, refused: Refusal) -> Write:
    """Changed settings of the tenant as it was read."""
    return update(
        keys.tenant(tenant.slug),
        sets=dict(changes),
        adds={"version": 1},
        when="#version = :seen",
        values={"seen": tenant.version},
        refused=refused,
    )


def add_admin(slug: str) -> Write:
    """One more admin can sign in."""
    return update(keys.tenant(slug), adds={"admins": 1}, when="attribute_exists(#pk)")


def remove_admin(slug: str) -> Write:
    """One admin fewer can sign in. Refused for the last one, also where two go at the same moment."""
    return update(
        keys.tenant(slug),
        adds={"admins": -1},
        when="#admins > :one",
        values={"one": 1},
        refused=lambda _: Conflict.over("", "last_admin", "This is the last admin who can sign in."),
    )


def cells(user: User) -> Counter[str]:
    """Where a user is counted: `admin_bare`, `member_sso`, …; with a toggle of epoch 3 also `3_admin_bare_on`.

    By the user's row alone: a policy saved at the same moment cannot make two counts of one row differ. Toggles of
    epochs gone by stay counted where nobody looks.
    """
    if user.disabled:
        return Counter()
    factor = "sso" if user.sign_in == "sso" else "enrolled" if user.authenticator else "bare"
    cell = f"{user.role}_{factor}"
    toggled = f"{user.toggle_epoch}_{cell}_{'on' if user.toggle else 'off'}"
    return Counter([cell] if user.toggle_epoch is None else [cell, toggled])


def count(before: User | None, after: User | None) -> list[Write]:
    """The write, if any, that moves a user from one cell to another; part of the commit that changes the user."""
    delta = cells(after) if after else Counter()
    delta.subtract(cells(before) if before else Counter())
    moved = {cell: change for cell, change in delta.items() if change}
    user = after or before
    if not moved or user is None:
        return []
    return [update(keys.count(user.tenant, str(crc32(user.id.encode()) % SHARDS)), adds=moved)]


def account(before: User | None, after: User | None) -> list[Write]:
    """All that a change of a user means for the tenant: the counts, and the number of admins who can sign in."""
    was, is_ = (user is not None and user.is_effective_admin for user in (before, after))
    slug = (after or before).tenant  # type: ignore[union-attr]
    admins = [remove_admin(slug)] if was and not is_ else [add_admin(slug)] if is_ and not was else []
    return [*admins, *count(before, after)]


def correct(slug: str, difference: Mapping[str, int]) -> list[Write]:
    """Add a difference found by counting anew, to the first shard; `admins` is the tenant's own number."""
    cells = {cell: change for cell, change in difference.items() if cell != "admins"}
    writes = [update(keys.count(slug, "0"), adds=cells)] if cells else []
    if "admins" in difference:
        writes.append(update(keys.tenant(slug), adds={"admins": difference["admins"]}, when="attribute_exists(#pk)"))
    return writes


def counts(table: Table, slug: str) -> Counter[str]:
    """How many users are in each cell: the sum over the shards, one query whatever the number of users."""
    total: Counter[str] = Counter()
    for row in table.query(keys.tenant(slug)["pk"], prefix="COUNT#"):
        total.update({cell: row[cell] for cell in row if "_" in cell})  # keys and versions have none
    return total
