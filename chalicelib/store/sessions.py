"""Sessions: found by the digest of their token, listed by their user."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from chalicelib.domain.records import Session, User
from chalicelib.errors import NotSignedIn, TryAgain
from chalicelib.store import keys
from chalicelib.store.table import Refused, Table
from chalicelib.store.writes import Write, delete, put, update

TOUCH_SECONDS = 60
"""How old the last sign of life may grow before the next request writes a new one."""


def load(table: Table, digest: str, *, now: int) -> Session | None:
    """The session that has neither expired nor idled out, or `None`."""
    row = table.get(keys.token("session", digest))
    session = Session.model_validate(row) if row else None
    return session if session and now < min(session.expires_at, session.idle_expires_at) else None


def create(session: Session) -> Write:
    """A new session."""
    row = {**session.model_dump(), "owner": _owner(session.user), "owned": session.id}
    return put(_key(session), row)


def change(session: Session, sets: Mapping[str, Any]) -> Write:
    """Change a session that still exists; ended meanwhile: `NotSignedIn`."""
    return update(_key(session), sets=dict(sets), when="attribute_exists(#pk)", refused=NotSignedIn)


def touch(table: Table, session: Session, *, now: int, idle_seconds: int) -> Session:
    """Move the idle expiry; at most one write a minute, and none of any consequence where the table fails."""
    idle_expires_at = min(now + idle_seconds, session.expires_at)
    if abs(idle_expires_at - session.idle_expires_at) < TOUCH_SECONDS:
        return session
    with suppress(Refused, TryAgain):
        table.write(change(session, {"idle_expires_at": idle_expires_at}))
    return session.model_copy(update={"idle_expires_at": idle_expires_at})


def end(session: Session) -> Write:
    """Remove a session; refused where it has ended already: `NotSignedIn`."""
    return delete(_key(session), when="attribute_exists(#pk)", refused=NotSignedIn)


def of_user(table: Table, user: User, *, now: int) -> list[Session]:
    """The user's live sessions, newest first; of the newest 100."""
    return [
        session
        for session in all_of_user(table, user, limit=100)
        if session.epoch == user.epoch and now < min(session.expires_at, session.idle_expires_at)
    ]


def all_of_user(table: Table, user: User, *, limit: int = 10_000) -> list[Session]:
    """What is kept of the user's sessions, newest first; ended ones too, until they expire."""
    rows = table.query_owned(_owner(user.id), limit=limit, newest_first=True)
    return [Session.model_validate(row) for row in rows]


def forget(session: Session) -> Write:
    """Remove a session, whether it is still there or not."""
    return delete(_key(session))


def _key(session: Session) -> dict[str, str]:
    return keys.token("session", session.digest)


def _owner(user_id: str) -> str:
    return f"SESSIONS#{user_id}"
