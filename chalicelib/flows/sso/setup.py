"""Setting single sign-on up: a draft that is checked as it is saved, tested, activated, and removed."""

from dataclasses import dataclass, field
from typing import Any

from chalicelib.deps import Deps
from chalicelib.domain.counts import ROLES, cell
from chalicelib.domain.event_types import EventType
from chalicelib.domain.oidc import issuers, metadata
from chalicelib.domain.oidc.metadata import Metadata
from chalicelib.domain.oidc.records import Sso, SsoConfig
from chalicelib.domain.oidc.refusals import SsoProblem, SsoRefused, Unfit
from chalicelib.domain.records import Reauth
from chalicelib.domain.visitor import Mandate
from chalicelib.errors import Conflict, Flaw, InvalidRequest, Moved, PreconditionFailed
from chalicelib.flows.sso.calls import take_turn
from chalicelib.flows.sso.provider import PURPOSE, read_keys, read_metadata
from chalicelib.flows.steps import audit, mail
from chalicelib.flows.steps.retry import again
from chalicelib.store import counts
from chalicelib.store import sso as rows
from chalicelib.store.writes import Write


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A provider as an admin types it in; `domains` are normalised."""

    issuer: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    secret_expires_at: int | None = None
    email_claim_trusted: bool = False
    reauth: Reauth = "auth_time"
    create_users: bool = False
    domains: list[str] = field(default_factory=list)


def read(deps: Deps, slug: str) -> Sso:
    """The tenant's single sign-on. Raises `TryAgain`."""
    return rows.load(deps.table, slug)


def users(deps: Deps, slug: str) -> int:
    """How many users sign in through it today. Raises `TryAgain`."""
    cells = counts.read(deps.table, slug)
    return sum(cells.get(cell(role, "sso"), 0) for role in ROLES)


def save(deps: Deps, mandate: Mandate, wanted: Wanted, *, version: int) -> Sso:
    """A new draft, whose provider is asked at once; what is active stays so.

    Raises `PreconditionFailed`, `TooManyAttempts`, `InvalidRequest` with what is wrong with the provider, `TryAgain`.
    """
    slug = mandate.tenant.slug
    before = _seen(deps, slug, version)
    take_turn(deps, slug)
    _judge(deps, wanted)
    found = _asked(deps, wanted.issuer)
    draft = SsoConfig(
        id=audit.identify(deps, "sso"),
        issuer=found.issuer,
        client_id=wanted.client_id,
        secret=_secret(deps, before, wanted, found.issuer),
        secret_expires_at=wanted.secret_expires_at,
        email_claim_trusted=wanted.email_claim_trusted,
        reauth=wanted.reauth,
        create_users=wanted.create_users,
        domains=wanted.domains,
    )
    after = before.model_copy(update={"draft": draft, "test": None})
    line = _line(deps, mandate, EventType.SSO_CHANGED, draft, new_secret=wanted.client_secret is not None)
    deps.table.commit(*rows.save(before, after), line)
    return after.model_copy(update={"version": before.version + 1})


def activate(deps: Deps, mandate: Mandate, *, version: int) -> Sso:
    """Make the draft what people sign in through; changes no user. Another provider or client voids all links.

    Raises `PreconditionFailed`, `Conflict` (`not_tested`), `TryAgain`.
    """
    before = _seen(deps, mandate.tenant.slug, version)
    draft, active = before.draft, before.active
    if draft is None or draft.tested_at is None:
        raise Conflict.over("", "not_tested", "Test this provider first.")
    is_same = active is not None and (active.issuer, active.client_id) == (draft.issuer, draft.client_id)
    changes = {"active": draft, "draft": None, "test": None, "epoch": before.epoch + (not is_same)}
    after = before.model_copy(update=changes)
    line = _line(deps, mandate, EventType.SSO_ACTIVATED, draft)
    deps.table.commit(*rows.save(before, after), line)
    mail.notify_admins(deps, mandate.tenant, f"Single sign-on through {draft.issuer} was activated.")
    return after.model_copy(update={"version": before.version + 1})


@again
def remove(deps: Deps, mandate: Mandate, *, reason: str | None = None) -> None:
    """End single sign-on: all its sessions and links end in one write, and its users wait to be switched.

    Doing it twice does nothing the second time. Raises `TryAgain`.
    """
    before = rows.load(deps.table, mandate.tenant.slug)
    ended = before.active or before.draft
    if ended is None:
        return
    changes: dict[str, Any] = {"active": None, "draft": None, "test": None, "epoch": before.epoch + 1, "told": {}}
    line = _line(deps, mandate, EventType.SSO_REMOVED, ended, reason=reason)
    deps.table.commit(*rows.save(before, before.model_copy(update=changes), refused=Moved), line)
    if before.active:
        told = "Single sign-on was removed. Its users cannot sign in until they are switched to a password."
        mail.notify_admins(deps, mandate.tenant, told)


def _seen(deps: Deps, slug: str, version: int) -> Sso:
    found = rows.load(deps.table, slug)
    if found.version != version:
        raise PreconditionFailed
    return found


def _judge(deps: Deps, wanted: Wanted) -> None:
    """What can be said without asking. Raises `InvalidRequest`."""
    try:
        issuers.judged(wanted.issuer, is_local=deps.web.is_local)
    except Unfit as unfit:
        raise _wrong("/issuer", unfit.code) from None
    if wanted.email_claim_trusted and issuers.is_public(wanted.issuer):
        raise _wrong("/email_claim_trusted", "issuer_shared")
    if not wanted.domains and (wanted.create_users or issuers.is_google(wanted.issuer)):
        raise _wrong("/domains", "domains_needed")


def _asked(deps: Deps, issuer: str) -> Metadata:
    """What the provider says of itself, now. Raises `InvalidRequest`."""
    visit = deps.web.visit()
    try:
        found = read_metadata(deps, visit, issuer)
        metadata.require_keys(read_keys(visit, found.jwks_uri))
    except Unfit as unfit:
        raise _wrong("/issuer", unfit.code) from None
    except SsoRefused as refused:
        is_silent = refused.problem is SsoProblem.UNAVAILABLE
        raise _wrong("/issuer", "unreachable" if is_silent else "not_a_provider") from None
    return found


def _secret(deps: Deps, before: Sso, wanted: Wanted, issuer: str) -> bytes:
    """The secret, sealed; one that was left out is kept for the same issuer and client alone. Raises `InvalidRequest`.

    Else an admin's session could send a secret that nobody may read to a server of its own.
    """
    if wanted.client_secret is not None:
        secret = wanted.client_secret.encode()
        return deps.vault.seal(secret, tenant=before.tenant, user="*", purpose=PURPOSE)
    for kept in (before.draft, before.active):
        if kept and (kept.issuer, kept.client_id) == (issuer, wanted.client_id):
            return kept.secret
    raise _wrong("/client_secret", "secret_needed")


def _wrong(pointer: str, code: str) -> InvalidRequest:
    return InvalidRequest(flaws=(Flaw(pointer, code),))


def _line(deps: Deps, mandate: Mandate, kind: EventType, config: SsoConfig, **detail: str | bool | None) -> Write:
    return audit.event(
        deps,
        mandate.visitor,
        kind,
        tenant=mandate.tenant.slug,
        user=None,
        actor=mandate.actor,
        issuer=config.issuer,
        client_id=config.client_id,
        **detail,
    )
