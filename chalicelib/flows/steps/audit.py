"""Lines for the audit record."""

from chalicelib.deps import Deps
from chalicelib.domain.event_types import EventType
from chalicelib.domain.ids import new_id
from chalicelib.domain.records import Event, User
from chalicelib.domain.visitor import Mandate, Visitor
from chalicelib.store import events
from chalicelib.store.writes import Write

ANYONE = "anyone"
"""The actor of what happens before a sign-in."""


def identify(deps: Deps, prefix: str) -> str:
    """A new id."""
    return new_id(prefix, deps.now(), deps.random(10))


def event(
    deps: Deps,
    visitor: Visitor,
    kind: EventType,
    *,
    tenant: str,
    user: str | None,
    actor: str,
    **detail: str | int | bool | None,
) -> Write:
    """One line, to be written in the commit of what it tells."""
    if visitor.ticket:
        detail = {"reason": visitor.ticket, **detail}
    line = Event(
        id=identify(deps, "evt"),
        tenant=tenant,
        type=kind,
        at=int(deps.now()),
        actor=actor,
        user=user,
        request_id=visitor.request_id,
        address=visitor.address,
        detail=detail,
    )
    return events.record(line, days=deps.settings.event_days)


def about(
    deps: Deps,
    visitor: Visitor,
    kind: EventType,
    user: User,
    *,
    actor: str | None = None,
    **detail: str | int | bool | None,
) -> Write:
    """One line about a user, who is also the one who acts, unless said otherwise."""
    return event(deps, visitor, kind, tenant=user.tenant, user=user.id, actor=actor or user.id, **detail)


def invited(deps: Deps, mandate: Mandate, user: User) -> Write:
    """The line that tells of an invitation."""
    return about(deps, mandate.visitor, EventType.USER_INVITED, user, actor=mandate.actor)
