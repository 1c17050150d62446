"""Sessions: rows under their user, found by the token that carries their address."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from chalicelib.domain import bearer
from chalicelib.domain.records import Session, Tenant, User
from chalicelib.errors import NotSignedIn, TryAgain
from chalicelib.store import keys
from chalicelib.store.table import Refused, Table
from chalicelib.store.writes import Key, Write, delete, put, update

TOUCH_SECONDS = 60
"""How old the last sign of life may grow before the next request writes a new one."""
_KIND = "SESSION"


class Found(NamedTuple):
    """A session with those whom it concerns, as of now."""

    session: Session
    user: User
    tenant: Tenant


def load(table: Table, token: str, *, now: int) -> Found | None:
    """The live session of a token with its user and its tenant, in one read, or `None`. Raises `TryAgain`."""
    place = bearer.address(token)
    if place is None:
        return None
    digest = bearer.digest(token)
    row, user, tenant = table.get_many(keys.token(_KIND, *place, digest), keys.user(*place), keys.tenant(place.tenant))
    if row is None or user is None or tenant is None:
        return None
    found = Found(Session.model_validate(row), User.model_validate(user), Tenant.model_validate(tenant))
    return found if is_live(*found, now=now) else None


def is_live(session: Session, user: User, tenant: Tenant, *, now: int) -> bool:
    """Whether a session counts at this moment; lifetimes that the tenant has shortened since count too."""
    is_current = session.epoch == user.epoch and session.tenant_epoch == tenant.epoch
    is_open = not user.disabled and not tenant.disabled and _is_of_provider(session, tenant)
    return is_current and is_open and now < min(expires_at(session, tenant), idle_expires_at(session, tenant))


def _is_of_provider(session: Session, tenant: Tenant) -> bool:
    """Whether the identity provider that opened the session, if one did, is still the tenant's."""
    return session.sso_epoch is None or (tenant.sso.is_on and session.sso_epoch == tenant.sso.epoch)


def expires_at(session: Session, tenant: Tenant) -> int:
    """When the session ends, whatever its user does."""
    return min(session.expires_at, session.created_at + tenant.session_absolute_seconds)


def idle_expires_at(session: Session, tenant: Tenant) -> int:
    """When the session ends unless its user does something."""
    return min(session.last_seen_at + tenant.session_idle_seconds, expires_at(session, tenant))


def create(session: Session) -> Write:
    """A new session."""
    return put(_key(session), session.model_dump())


def change(session: Session, sets: Mapping[str, Any]) -> Write:
    """Change a session that still exists; ended meanwhile: `NotSignedIn`."""
    return update(_key(session), sets=dict(sets), when="attribute_exists(#pk)", refused=NotSignedIn)


def touch(table: Table, session: Session, *, now: int) -> Session:
    """Note a sign of life: at most one write a minute, and none of any consequence where the table fails."""
    if abs(now - session.last_seen_at) < TOUCH_SECONDS:
        return session
    with suppress(Refused, TryAgain):
        table.write(change(session, {"last_seen_at": now}))
    return session.model_copy(update={"last_seen_at": now})


def end(session: Session) -> Write:
    """Remove a session; refused where it has ended already: `NotSignedIn`."""
    return delete(_key(session), when="attribute_exists(#pk)", refused=NotSignedIn)


def end_at(user: User, digest: str) -> Write:
    """Remove the session of a user that has this digest; refused where it has ended already: `NotSignedIn`."""
    key = keys.token(_KIND, user.tenant, user.id, digest)
    return delete(key, when="attribute_exists(#pk)", refused=NotSignedIn)


def forget(session: Session) -> Write:
    """Remove a session, whether it is still there or not."""
    return delete(_key(session))


def of_user(table: Table, user: User, tenant: Tenant, *, now: int) -> list[Session]:
    """The user's live sessions, newest first. Raises `TryAgain`."""
    return [each for each in all_of_user(table, user) if is_live(each, user, tenant, now=now)]


def all_of_user(table: Table, user: User) -> list[Session]:
    """What is kept of the user's sessions, newest first; ended ones too, until they expire. Raises `TryAgain`."""
    rows = table.query(keys.token(_KIND, user.tenant, user.id, "")["pk"], limit=10_000)
    return sorted(map(Session.model_validate, rows), key=lambda session: session.id, reverse=True)


def _key(session: Session) -> Key:
    return keys.token(_KIND, session.tenant, session.user, session.digest)
