"""The callback: from what a browser brings back to a session, a hand-over, or the problem that the front end shows."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from chalicelib.deps import Deps
from chalicelib.domain.event_types import EventType
from chalicelib.domain.oidc import assurance
from chalicelib.domain.oidc.answers import Document
from chalicelib.domain.oidc.records import Sso, SsoConfig, SsoState
from chalicelib.domain.oidc.refusals import SsoProblem, SsoRefused
from chalicelib.domain.outcomes import SignedIn
from chalicelib.domain.records import Tenant, User
from chalicelib.domain.visitor import Visitor
from chalicelib.errors import NotSignedIn, Problem
from chalicelib.flows.sso import alerts, entrance, identity, outbound, return_trip, trial
from chalicelib.flows.sso.calls import calling
from chalicelib.flows.sso.entrance import Entry
from chalicelib.flows.sso.identity import Claimed
from chalicelib.flows.sso.provider import PURPOSE, Conversation
from chalicelib.flows.sso.return_trip import Brought, ReadCookie
from chalicelib.flows.steps import audit
from chalicelib.store import sso as rows
from chalicelib.store import tenants


@dataclass(frozen=True)
class Landing:
    """Where the browser goes from here, always; with a session where a cookie carries it."""

    location: str
    outcome: str
    signed_in: SignedIn | None = None
    cookie: str | None = field(default=None, repr=False)
    """Name of the cookie that has served its purpose."""


@dataclass(frozen=True)
class _Trip:
    """A state that was redeemed, with those whom it concerns as of now."""

    state: SsoState
    tenant: Tenant
    sso: Sso
    config: SsoConfig


def arrive(
    deps: Deps, visitor: Visitor, slug: str, query: Mapping[str, Sequence[str]], read_cookie: ReadCookie
) -> Landing:
    """Land a browser. Never raises what a page could not show: a problem goes to the front end."""
    brought = Brought(**{name: query.get(name, ()) for name in ("state", "code", "iss", "error")})
    try:
        with _busy():
            state = return_trip.redeem(deps, slug, brought, read_cookie)
    except SsoRefused as refused:
        return _refused(deps, visitor, slug, refused)
    cookie = outbound.cookie_name(state.digest) if state.browser else None
    if state.purpose == "test":
        return _conclude_test(deps, visitor, state, brought, cookie)
    try:
        with _busy():
            return _complete(deps, visitor, _trip(deps, state), brought, cookie)
    except SsoRefused as refused:
        _record(deps, visitor, state, refused)
        return _refused(deps, visitor, slug, refused, origin=state.origin, cookie=cookie)


def _conclude_test(deps: Deps, visitor: Visitor, state: SsoState, brought: Brought, cookie: str | None) -> Landing:
    """A test ends where it began, whatever came of it; the page asks what that was."""
    try:
        with _busy():
            outcome = trial.conclude(deps, visitor, state, brought)
    except SsoRefused as refused:
        outcome = refused.problem.value
    return Landing(f"{_base(deps)}/{state.tenant}/settings/sso", outcome, cookie=cookie)


def _trip(deps: Deps, state: SsoState) -> _Trip:
    """Raises `SsoRefused` where single sign-on has ended or changed since the browser left; `TryAgain`."""
    tenant, sso = tenants.load(deps.table, state.tenant), rows.load(deps.table, state.tenant)
    if tenant is None or tenant.disabled or sso.active is None:
        raise SsoRefused(SsoProblem.OFF, "off")
    if sso.active.id != state.config or tenant.epoch != state.tenant_epoch:
        raise SsoRefused(SsoProblem.EXPIRED, "configuration_changed")
    return _Trip(state, tenant, sso, sso.active)


def _complete(deps: Deps, visitor: Visitor, trip: _Trip, brought: Brought, cookie: str | None) -> Landing:
    code = return_trip.judge(brought)
    try:
        with calling(deps, trip.tenant.slug) as visit:
            conversation = Conversation(deps, trip.config, visit)
            claims, user = _ask(deps, visitor, trip, conversation, brought, code)
    except SsoRefused as refused:
        alerts.of_refusal(deps, trip.tenant, trip.sso, refused)
        raise
    entry = _entry(deps, trip, claims, user)
    landing = _let_in(deps, visitor, trip, entry, cookie)
    alerts.of_expiry(deps, trip.tenant, trip.sso)
    return landing


def _ask(
    deps: Deps, visitor: Visitor, trip: _Trip, conversation: Conversation, brought: Brought, code: str
) -> tuple[Document, User]:
    """Code for tokens, tokens for claims, claims for a user; then all tokens are forgotten."""
    return_trip.judge_issuer(brought, conversation.metadata)
    state, slug = trip.state, trip.tenant.slug
    tokens = conversation.exchange(
        code=code,
        verifier=state.verifier,
        redirect_uri=outbound.redirect_uri(deps, slug),
        client_auth=trip.config.client_auth,
        secret=deps.vault.open(trip.config.secret, tenant=slug, user="*", purpose=PURPOSE).decode(),
    )
    claims = conversation.claims(tokens, nonce=state.nonce)
    claimed = Claimed(
        trip.tenant,
        trip.sso,
        trip.config,
        claims,
        userinfo=lambda: conversation.userinfo(tokens, subject=claims["sub"]),
    )
    if state.purpose == "step_up":
        return claims, _same_user(deps, state, claimed)
    return claims, identity.identify(deps, visitor, claimed)


def _same_user(deps: Deps, state: SsoState, claimed: Claimed) -> User:
    """Who steps up is who signed in: the same subject of the same issuer. Raises `SsoRefused`."""
    try:
        user = identity.find_linked(deps, claimed)
    except SsoRefused as refused:
        raise SsoRefused(SsoProblem.OTHER_USER, refused.reason) from None
    if user is None or user.id != state.user:
        raise SsoRefused(SsoProblem.OTHER_USER, "another_subject")
    return user


def _entry(deps: Deps, trip: _Trip, claims: Document, user: User) -> Entry:
    now = deps.now()
    shown_at = assurance.shown_at(claims, now)
    if trip.state.purpose == "step_up":
        trusts = trip.config.reauth == "round_trip"
        shown_at = assurance.shown_anew(claims, since=trip.state.started_at, now=now, trusts_round_trip=trusts)
    return Entry(
        tenant=trip.tenant,
        user=user,
        amr=assurance.methods(claims),
        verified_at=shown_at,
        sso_epoch=trip.sso.epoch,
        transport=trip.state.transport,
        replaces=trip.state.session,
    )


def _let_in(deps: Deps, visitor: Visitor, trip: _Trip, entry: Entry, cookie: str | None) -> Landing:
    state = trip.state
    if state.transport == "bearer":
        token = entrance.hand_over(deps, entry, state.handover or "")
        entrance.give_back(deps, state.budget)
        return Landing(f"{state.origin}/{state.tenant}/sso#{token}", "sso_handed_over")
    try:
        signed_in = entrance.enter(deps, visitor, entry)
    except NotSignedIn:
        raise SsoRefused(SsoProblem.EXPIRED, "session_ended") from None
    entrance.give_back(deps, state.budget)
    location = state.return_to if state.return_to.startswith("http") else f"{deps.settings.web_origin}{state.return_to}"
    return Landing(location, "sso_signed_in", signed_in, cookie)


def _record(deps: Deps, visitor: Visitor, state: SsoState, refused: SsoRefused) -> None:
    """The exact reason, for the tenant's admins."""
    is_step_up = state.purpose == "step_up"
    line = audit.event(
        deps,
        visitor,
        EventType.STEP_UP_FAILED if is_step_up else EventType.SIGN_IN_FAILED,
        tenant=state.tenant,
        user=state.user,
        actor=state.user or audit.ANYONE,
        problem=refused.problem,
        reason=refused.reason,
        via="sso",
    )
    deps.table.commit(line)


def _refused(
    deps: Deps,
    visitor: Visitor,
    slug: str,
    refused: SsoRefused,
    *,
    origin: str | None = None,
    cookie: str | None = None,
) -> Landing:
    query = urlencode({"problem": refused.problem.value, "request_id": visitor.request_id})
    return Landing(f"{origin or _base(deps)}/{slug}?{query}", refused.problem.value, cookie=cookie)


@contextmanager
def _busy() -> Iterator[None]:
    """Whatever our own side cannot do at the moment: the same sign-in may work a little later."""
    try:
        yield
    except Problem as problem:
        raise SsoRefused(SsoProblem.BUSY, problem.code) from problem


def _base(deps: Deps) -> str:
    return str(deps.settings.web_url).rstrip("/")
