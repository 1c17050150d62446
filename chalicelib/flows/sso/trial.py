"""The test of a draft: the whole way to the provider and back, that ends in a report and never in a session."""

from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.deps import Deps
from chalicelib.domain.event_types import EventType
from chalicelib.domain.oidc import addresses
from chalicelib.domain.oidc.answers import Document
from chalicelib.domain.oidc.records import ClientAuth, Sso, SsoConfig, SsoState, SsoTest
from chalicelib.domain.oidc.refusals import SsoProblem, SsoRefused
from chalicelib.domain.outcomes import Departure
from chalicelib.domain.visitor import Caller, Visitor
from chalicelib.errors import Conflict, Moved, TryAgain
from chalicelib.flows.sso import outbound, return_trip
from chalicelib.flows.sso.calls import take_turn
from chalicelib.flows.sso.outbound import Wish
from chalicelib.flows.sso.provider import INVALID_CLIENT, PURPOSE, Conversation, Tokens, recalled_metadata
from chalicelib.flows.sso.return_trip import Brought
from chalicelib.flows.steps import audit
from chalicelib.store import sso as rows

SHOWN = ("sub", "email", "email_verified", "name", "amr", "auth_time")
MAX_SHOWN = 300
"""Characters of a claim that are kept for the admin to see."""


@dataclass(frozen=True)
class Report:
    """What a test has found out."""

    problem: str | None = None
    reason: str | None = None
    claims: Document = field(default_factory=dict, repr=False)
    client_auth: ClientAuth = "basic"


def begin(deps: Deps, caller: Caller) -> Departure:
    """Send the admin's browser to the draft's provider.

    Raises `Conflict` (`no_draft`), `TooManyAttempts`, `TryAgain` where the provider does not answer.
    """
    slug = caller.tenant.slug
    sso = rows.load(deps.table, slug)
    draft = sso.draft
    if draft is None:
        raise Conflict.over("", "no_draft", "There is nothing to test yet: save a provider first.")
    take_turn(deps, slug)
    try:
        metadata = recalled_metadata(deps, draft.issuer, lambda: nullcontext(deps.web.visit()))
    except SsoRefused:
        raise TryAgain("The identity provider does not answer.") from None
    departure, begun = outbound.depart(deps, caller.tenant, draft, metadata, purpose="test", wish=Wish())
    expires_at = int(deps.now()) + outbound.STATE_SECONDS
    test = SsoTest(id=departure.cookie_name, config=draft.id, state="waiting", expires_at=expires_at)
    deps.table.commit(begun, rows.begin_test(sso, test))
    return departure


def newest(deps: Deps, slug: str) -> SsoTest | None:
    """The newest test of the draft; one that nobody came back from has failed. Raises `TryAgain`."""
    sso = rows.load(deps.table, slug)
    if sso.test is None or sso.draft is None or sso.test.config != sso.draft.id:
        return None
    if sso.test.state == "waiting" and deps.now() >= sso.test.expires_at:
        return sso.test.model_copy(update={"state": "failed", "problem": SsoProblem.EXPIRED.value})
    return sso.test


def conclude(deps: Deps, visitor: Visitor, state: SsoState, brought: Brought) -> str:
    """Write down what came of a test, and answer it in a word. A test that is not the newest is passed over.

    Raises `TryAgain`.
    """
    sso = rows.load(deps.table, state.tenant)
    draft, test = sso.draft, sso.test
    name = outbound.cookie_name(state.digest)
    if draft is None or test is None or draft.id != state.config or test.id != name:
        return SsoProblem.EXPIRED.value
    report = _report(deps, draft, state, brought)
    try:
        _write(deps, visitor, sso, test, report)
    except Moved:
        return SsoProblem.EXPIRED.value
    return report.problem or "tested"


def _report(deps: Deps, draft: SsoConfig, state: SsoState, brought: Brought) -> Report:
    report = Report()
    try:
        conversation = Conversation(deps, draft, deps.web.visit())
        code = return_trip.judge(brought)
        return_trip.judge_issuer(brought, conversation.metadata)
        client_auth, tokens = _exchange(deps, conversation, state, code)
        claims = conversation.claims(tokens, nonce=state.nonce)
        report = Report(claims=claims, client_auth=client_auth)
        source = claims if "email" in claims else conversation.userinfo(tokens, subject=claims["sub"])
        report = replace(report, claims={**claims, **source})
        _judge_person(draft, claims, source)
    except SsoRefused as refused:
        return replace(report, problem=refused.problem.value, reason=refused.reason)
    return report


def _exchange(deps: Deps, conversation: Conversation, state: SsoState, code: str) -> tuple[ClientAuth, Tokens]:
    """How the token endpoint wants the secret is found out here, and kept (RFC 6749 section 2.3.1)."""
    draft = conversation.config
    secret = deps.vault.open(draft.secret, tenant=state.tenant, user="*", purpose=PURPOSE).decode()
    back = outbound.redirect_uri(deps, state.tenant)

    def by(how: ClientAuth) -> Tokens:
        return conversation.exchange(
            code=code, verifier=state.verifier, redirect_uri=back, client_auth=how, secret=secret
        )

    try:
        return "basic", by("basic")
    except SsoRefused as refused:
        if refused.reason != INVALID_CLIENT or not conversation.metadata.takes_secret_in_body:
            raise
    return "post", by("post")


def _judge_person(draft: SsoConfig, claims: Document, source: Document) -> None:
    """Whether people as the tester would be known; the tester's own domain need not be one of them."""
    addresses.require_organisation(claims, draft.trust)
    addresses.vouched(source, replace(draft.trust, domains=()))


def _write(deps: Deps, visitor: Visitor, sso: Sso, test: SsoTest, report: Report) -> None:
    shown = {name: _short(report.claims[name]) for name in SHOWN if name in report.claims}
    result = {"state": "failed" if report.problem else "passed", "problem": report.problem, "claims": shown or None}
    passed = {"draft.client_auth": report.client_auth, "draft.tested_at": int(deps.now())}
    line = audit.event(
        deps,
        visitor,
        EventType.SSO_TESTED,
        tenant=sso.tenant,
        user=None,
        actor=audit.ANYONE,
        problem=report.problem,
        reason=report.reason,
    )
    changes = {} if report.problem else passed
    deps.table.commit(rows.note_test(sso, test.model_copy(update=result), changes), line)


def _short(value: Any) -> Any:
    """A claim as an admin may see it: a text or number, or the texts of a list; never a whole document."""
    if isinstance(value, list):
        return [each[:MAX_SHOWN] for each in value if isinstance(each, str)][:20]
    if isinstance(value, str):
        return value[:MAX_SHOWN]
    return value if isinstance(value, (bool, int)) or value is None else str(value)[:MAX_SHOWN]
