"""Support: what operators do for a user when no admin can; each act with a ticket, and on record."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from chalicelib.deps import Deps
from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import Event, User
from chalicelib.domain.visitor import Mandate, Visitor
from chalicelib.errors import NotFound
from chalicelib.flows.steps import audit, last_admin
from chalicelib.flows.steps.retry import again
from chalicelib.store import attempts, events, links, sessions, users

_SECRET = {"password_hash", "password_token", "authenticator", "recovery_digest", "spent"}


def find(deps: Deps, mandate: Mandate, name: str) -> User:
    """The user with this id or (normalised) e-mail address. Raises `NotFound`."""
    slug = mandate.tenant.slug
    user = users.load(deps.table, slug, name) if name.startswith("usr_") else users.find(deps.table, slug, name)
    if user is None:
        raise NotFound
    return user


def unlock(deps: Deps, mandate: Mandate, user: User, *, ticket: str) -> None:
    """Empty every budget of attempts that keeps the user waiting. Raises `TryAgain`."""
    deps.table.commit(
        *attempts.unlock(deps.table, user),
        audit.about(deps, mandate.visitor, EventType.THROTTLE_CLEARED, user, actor=mandate.actor, reason=ticket),
    )


def export(deps: Deps, mandate: Mandate, user: User, *, ticket: str) -> dict[str, Any]:
    """What is known of a person, but for secrets, their digests, and sessions that have ended (GDPR article 15)."""
    record = user.model_dump(exclude=_SECRET)
    if user.sso_link:
        record["sso_link"] = {"linked_at": user.sso_link.at}
    if user.authenticator:
        record["authenticator"] = user.authenticator.model_dump(include={"enrolled_at", "last_used_at", "failures"})
    history = [event.model_dump() for event in _events(deps, user.tenant, about=user.id)]
    live = sessions.of_user(deps.table, user, mandate.tenant, now=int(deps.now()))
    kept = [session.model_dump(exclude={"digest"}) for session in live]
    deps.table.commit(
        audit.about(deps, mandate.visitor, EventType.USER_EXPORTED, user, actor=mandate.actor, reason=ticket)
    )
    return {"user": record, "sessions": kept, "events": history}


@again
def erase(deps: Deps, mandate: Mandate, user_id: str, *, ticket: str) -> None:
    """Delete a person (GDPR article 17): name, address, password, authenticator and sessions are gone.

    The audit record stays, as security law lets one keep it, under an id that now names nobody; the person's source
    addresses are erased, on events about others too. Reads the tenant's whole record. Can be repeated where it was
    interrupted. Raises `NotFound`, `Conflict` for the last admin.
    """
    user = find(deps, mandate, user_id)
    last_admin.account_for(deps, mandate.tenant, user, None)  # asked before anything is erased
    for event in _events(deps, user.tenant):
        if event.actor == user.id or (event.actor == audit.ANYONE and event.user == user.id):
            with suppress(NotFound):
                deps.table.commit(events.without_address(event))
    for session in sessions.all_of_user(deps.table, user):
        deps.table.commit(sessions.forget(session))
    deps.table.commit(
        *users.remove(user),
        *links.unlink(user),
        *last_admin.account_for(deps, mandate.tenant, user, None),
        audit.about(deps, mandate.visitor, EventType.USER_ERASED, user, actor=mandate.actor, reason=ticket),
    )


def rotate_key(deps: Deps, visitor: Visitor, *, actor: str, ticket: str) -> None:
    """Rotate the environment's key. Raises `TryAgain`."""
    deps.vault.rotate()
    deps.table.commit(
        audit.event(deps, visitor, EventType.KEY_ROTATED, tenant="*", user=None, actor=actor, reason=ticket)
    )


def _events(deps: Deps, slug: str, about: str | None = None) -> Iterator[Event]:
    """The whole record, newest first, of a user or of the tenant."""
    after = None
    while page := events.page(deps.table, slug, user=about, after=after, limit=200):
        yield from page
        after = page[-1].id
