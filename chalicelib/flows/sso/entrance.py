"""Opening the session of somebody whom a provider has confirmed: at once, or by a hand-over to a bearer client."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.deps import Deps
from chalicelib.domain import bearer
from chalicelib.domain.assurance import Method
from chalicelib.domain.event_types import EventType
from chalicelib.domain.oidc import pkce
from chalicelib.domain.oidc.records import Handover
from chalicelib.domain.outcomes import SignedIn
from chalicelib.domain.records import Tenant, Transport, User, Way
from chalicelib.domain.visitor import Visitor
from chalicelib.errors import InvalidToken, Moved, NotSignedIn
from chalicelib.flows.steps import audit, new_session
from chalicelib.flows.steps.new_session import ByProvider
from chalicelib.flows.steps.retry import again
from chalicelib.store import attempts, sessions, tenants, users
from chalicelib.store import sso as rows
from chalicelib.store.attempts import Attempt
from chalicelib.store.writes import Write

HANDOVER_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Somebody confirmed, and how; a step-up names the session that ends with it."""

    tenant: Tenant
    user: User
    amr: list[Method]
    verified_at: int | None
    sso_epoch: int
    transport: Transport
    replaces: str | None = None


def enter(deps: Deps, visitor: Visitor, entry: Entry, *spent: Write) -> SignedIn:
    """Open the session; for a step-up the old one ends in the same commit.

    Raises `NotSignedIn` where that has ended already, `Moved`, `TryAgain`.
    """
    by = ByProvider(sso_epoch=entry.sso_epoch, verified_at=entry.verified_at)
    opened = new_session.open_session(
        deps, visitor, entry.tenant, entry.user, Way(entry.transport), amr=entry.amr, by_provider=by
    )
    row = users.change_in_epoch(entry.user, opened.change, refused=Moved)
    deps.table.commit(row, *opened.writes, *_replaced(deps, visitor, entry), *spent)
    return opened.signed_in


def hand_over(deps: Deps, entry: Entry, handover: str) -> str:
    """A token that opens the session once, for the client that kept the value of which `handover` is shown."""
    slug, user = entry.tenant.slug, entry.user
    token = bearer.encode(deps.random(bearer.TOKEN_BYTES), slug, user.id)
    made = Handover(
        digest=bearer.digest(token),
        tenant=slug,
        user=user.id,
        epoch=user.epoch,
        tenant_epoch=entry.tenant.epoch,
        sso_epoch=entry.sso_epoch,
        handover=handover,
        amr=entry.amr,
        verified_at=entry.verified_at,
        replaces=entry.replaces,
        expires_at=int(deps.now()) + HANDOVER_SECONDS,
    )
    deps.table.commit(rows.hand_over(made))
    return token


@again
def take(deps: Deps, visitor: Visitor, *, token: str, verifier: str) -> SignedIn:
    """The session of a hand-over. Raises `InvalidToken` for whatever is not the client that began; `TryAgain`."""
    place = bearer.address(token)
    if place is None:
        raise InvalidToken
    found = rows.find_handover(deps.table, *place, bearer.digest(token), now=int(deps.now()))
    if not pkce.matches(verifier, found.handover):
        raise InvalidToken
    tenant, user = tenants.load(deps.table, found.tenant), users.load(deps.table, found.tenant, found.user)
    if tenant is None or user is None or not _still_holds(found, tenant, user):
        raise InvalidToken
    entry = Entry(
        tenant=tenant,
        user=user,
        amr=found.amr,
        verified_at=found.verified_at,
        sso_epoch=found.sso_epoch,
        transport="bearer",
        replaces=found.replaces,
    )
    try:
        return enter(deps, visitor, entry, rows.take(found))
    except NotSignedIn:
        raise InvalidToken from None


def give_back(deps: Deps, kept: Mapping[str, Any]) -> None:
    """Hand the attempt of a start back that has led to a sign-in; a step-up spends none."""
    if kept:
        budget = attempts.sso_starts_at(kept["key"])
        attempts.give_back(deps.table, Attempt(budget, kept["id"], tuple(kept["ends"]), left=0, row={}))


def _still_holds(found: Handover, tenant: Tenant, user: User) -> bool:
    epochs = (found.epoch, found.tenant_epoch, found.sso_epoch)
    is_on = tenant.sso.is_on and not tenant.disabled
    is_usable = user.sign_in == "sso" and not user.disabled
    return is_on and is_usable and epochs == (user.epoch, tenant.epoch, tenant.sso.epoch)


def _replaced(deps: Deps, visitor: Visitor, entry: Entry) -> list[Write]:
    if entry.replaces is None:
        return []
    line = audit.about(deps, visitor, EventType.STEP_UP_SUCCEEDED, entry.user, via="sso")
    return [sessions.end_at(entry.user, entry.replaces), line]
