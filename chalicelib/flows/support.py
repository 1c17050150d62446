"""Support: what operators do for a user when no admin can; each act with a ticket, and on record."""

from typing import Any

from chalicelib.deps import Deps
from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import Event, User
from chalicelib.domain.visitor import Mandate, Visitor
from chalicelib.errors import NotFound
from chalicelib.flows.steps import audit
from chalicelib.flows.steps.retrying import again
from chalicelib.store import attempts, events, tenants, users
from chalicelib.store.writes import delete

_SECRET = {"password_hash", "password_token", "authenticator"}


def find(deps: Deps, mandate: Mandate, name: str) -> User:
    """The user with this id or (normalised) e-mail address. Raises `NotFound`."""
    slug = mandate.tenant.slug
    user = users.load(deps.table, slug, name) if name.startswith("usr_") else users.find(deps.table, slug, name)
    if user is None:
        raise NotFound
    return user


def unlock(deps: Deps, mandate: Mandate, user: User, *, ticket: str) -> None:
    """Empty every budget of attempts that keeps the user waiting. Raises `TryAgain`."""
    budgets = attempts.of_user(user.tenant, user.id, user.email)
    deps.table.commit(
        *(delete(budget.key) for budget in budgets),
        audit.about(deps, mandate.visitor, EventType.THROTTLE_CLEARED, user, actor=mandate.actor, reason=ticket),
    )


def export(deps: Deps, mandate: Mandate, user: User, *, ticket: str) -> dict[str, Any]:
    """All that is kept of a person, but for secrets and their digests (GDPR article 15)."""
    record = user.model_dump(exclude=_SECRET)
    if user.authenticator:
        record["authenticator"] = user.authenticator.model_dump(include={"enrolled_at", "last_used_at", "failures"})
    history = [event.model_dump() for event in _history(deps, user)]
    deps.table.commit(
        audit.about(deps, mandate.visitor, EventType.USER_EXPORTED, user, actor=mandate.actor, reason=ticket)
    )
    return {"user": record, "events": history}


@again
def erase(deps: Deps, mandate: Mandate, user_id: str, *, ticket: str) -> None:
    """Delete a person (GDPR article 17): name, address, password and authenticator are gone.

    The audit record stays, as security law lets one keep it, under an id that now names nobody; the source addresses
    in it are erased. Can be repeated where it was interrupted. Raises `NotFound`, `Conflict` for the last admin.
    """
    user = find(deps, mandate, user_id)
    for event in _history(deps, user):
        deps.table.commit(events.without_address(event))
    deps.table.commit(
        *users.remove(user),
        *tenants.account(user, None),
        audit.about(deps, mandate.visitor, EventType.USER_ERASED, user, actor=mandate.actor, reason=ticket),
    )


def rotate_key(deps: Deps, visitor: Visitor, *, actor: str, ticket: str) -> None:
    """Rotate the environment's key. Raises `TryAgain`."""
    deps.vault.rotate()
    deps.table.commit(
        audit.event(deps, visitor, EventType.KEY_ROTATED, tenant="*", user=None, actor=actor, reason=ticket)
    )


def _history(deps: Deps, user: User) -> list[Event]:
    found: list[Event] = []
    after = None
    while page := events.page(deps.table, user.tenant, user=user.id, after=after, limit=100):
        found += page
        after = page[-1].id
    return found
