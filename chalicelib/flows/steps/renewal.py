"""A session goes on under a new token, so that one that was seen before is worth nothing (SECURITY, rule 15)."""

from dataclasses import dataclass, field
from typing import Any

from chalicelib.deps import Deps
from chalicelib.domain import bearer
from chalicelib.domain.records import Session
from chalicelib.domain.visitor import Caller
from chalicelib.store import sessions
from chalicelib.store.writes import Write


@dataclass(frozen=True)
class Renewed:
    """The session as it is once the writes are committed, and its token."""

    session: Session
    token: str = field(repr=False)
    writes: list[Write] = field(repr=False)
    known_browser: str | None = field(default=None, repr=False)


def renew(deps: Deps, caller: Caller, changes: dict[str, Any], *, known_browser: str | None = None) -> Renewed:
    """The caller's session with changes; its id and its end stay. Refused where it has ended: `NotSignedIn`."""
    user = caller.user
    token = bearer.encode(deps.random(bearer.TOKEN_BYTES), user.tenant, user.id)
    session = caller.session.model_copy(update={**changes, "digest": bearer.digest(token)})
    return Renewed(session, token, [sessions.end(caller.session), sessions.create(session)], known_browser)
