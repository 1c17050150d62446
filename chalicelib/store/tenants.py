"""Tenants with their policies."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.records import Policy, Tenant
from chalicelib.errors import Conflict
from chalicelib.store import keys
from chalicelib.store.items import Item
from chalicelib.store.table import Table
from chalicelib.store.writes import Refusal, Write, put, update


def load(table: Table, slug: str) -> Tenant | None:
    """The tenant, or `None`. Raises `TryAgain`."""
    return read(table.get(keys.tenant(slug)))


def read(row: Item | None) -> Tenant | None:
    """The tenant of a row that was read beside others."""
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
