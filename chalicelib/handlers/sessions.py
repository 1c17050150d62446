"""The session: reading it, ending it, stepping up, and the list of one's own."""

from chalicelib.domain.records import Session
from chalicelib.domain.times import rfc3339
from chalicelib.domain.visitor import Caller
from chalicelib.errors import (
    AuthenticatorDisabled,
    CodeAlreadyUsed,
    Conflict,
    Flaw,
    InvalidCode,
    InvalidCredentials,
    InvalidRecoveryCode,
    InvalidRequest,
    NotFound,
    TooManyAttempts,
    TryAgain,
)
from chalicelib.flows import recovery, sso
from chalicelib.flows import sessions as flow
from chalicelib.http import cookies
from chalicelib.http.answers.departure import DepartureAnswer, departed
from chalicelib.http.answers.session import SessionAnswer, renewed, session_answer
from chalicelib.http.answers.sign_in import SignInEnrol, challenged
from chalicelib.http.endpoint import Access, Call, Reply, endpoint
from chalicelib.http.shapes import Answer, Code, HandoverChallenge, RecoveryCode, Request, Time
from chalicelib.store.sessions import expires_at


class StepUp(Request):
    """Exactly one factor; of an SSO user none, since the identity provider asks for it."""

    code: Code | None = None
    password: str | None = None
    recovery_code: RecoveryCode | None = None
    return_to: str | None = None
    """SSO users: where the browser goes on."""
    handover: HandoverChallenge | None = None
    """SSO users with a bearer session: S256 of a value that the client keeps until `POST /v1/sso/session`."""

    @property
    def factors(self) -> int:
        return sum(each is not None for each in (self.code, self.password, self.recovery_code))

    @property
    def is_for_provider(self) -> bool:
        return self.return_to is not None or self.handover is not None


class OwnSession(Answer):
    id: str
    created_at: Time
    last_seen_at: Time
    user_agent: str
    amr: list[str]
    aal: int
    expires_at: Time
    current: bool


class OwnSessions(Answer):
    items: list[OwnSession]


@endpoint("GET", "/v1/session", access=Access.SESSION, answer=SessionAnswer)
def read(call: Call) -> Reply:
    """Who is signed in, and how."""
    caller = call.caller
    return Reply(session_answer(caller.session, caller.user, caller.tenant, call.deps.now()))


@endpoint("DELETE", "/v1/session", access=Access.SESSION, status=204)
def sign_out(call: Call) -> Reply:
    """Sign out."""
    flow.sign_out(call.deps, call.caller)
    return Reply(set_cookies=[cookies.cookie(cookies.SESSION, "", 0)])


@endpoint(
    "POST",
    "/v1/session/step-up",
    access=Access.SESSION,
    answer=SessionAnswer | SignInEnrol | DepartureAnswer,
    errors=(
        InvalidCode,
        CodeAlreadyUsed,
        InvalidCredentials,
        InvalidRecoveryCode,
        AuthenticatorDisabled,
        TooManyAttempts,
        Conflict,
    ),
)
def step_up(call: Call, body: StepUp) -> Reply:
    """Show the second factor anew, or the password where there is none; a recovery code leads to enrolling.

    An SSO user is sent to the identity provider.
    """
    call.require_same_site(call.caller.session.transport)
    if call.caller.user.sign_in == "sso":
        return _to_provider(call, body)
    if body.factors != 1 or body.is_for_provider:
        raise InvalidRequest(flaws=(Flaw("", "invalid"),))
    if body.recovery_code is not None:
        return challenged(recovery.recover_in_session(call.deps, call.caller, code=body.recovery_code))
    return renewed(call, flow.step_up(call.deps, call.caller, code=body.code, password=body.password))


@endpoint("GET", "/v1/me/sessions", access=Access.USER, answer=OwnSessions)
def own(call: Call) -> Reply:
    """One's own live sessions, newest first."""
    caller = call.caller
    return Reply(OwnSessions(items=[_own(each, caller) for each in flow.own(call.deps, caller)]))


@endpoint("DELETE", "/v1/me/sessions", access=Access.FRESH, status=204, errors=(TryAgain,))
def end_others(call: Call) -> Reply:
    """End all of one's sessions but this one."""
    flow.end_others(call.deps, call.caller)
    return Reply()


@endpoint("DELETE", "/v1/me/sessions/{id}", access=Access.FRESH, status=204, errors=(NotFound,))
def end_one(call: Call) -> Reply:
    """End one of one's own sessions."""
    flow.end_one(call.deps, call.caller, call.path["id"])
    return Reply()


def _to_provider(call: Call, body: StepUp) -> Reply:
    transport = call.caller.session.transport
    if body.factors:
        raise InvalidRequest(flaws=(Flaw("", "sso"),))
    if transport == "bearer" and body.handover is None:
        raise InvalidRequest(flaws=(Flaw("/handover", "missing"),))
    wish = sso.outbound.Wish(
        transport=transport,
        return_to=body.return_to,
        handover=body.handover,
        origin=call.headers.get("origin"),
    )
    return departed(sso.start.step_up(call.deps, call.caller, wish))


def _own(session: Session, caller: Caller) -> OwnSession:
    return OwnSession(
        id=session.id,
        created_at=rfc3339(session.created_at),
        last_seen_at=rfc3339(session.last_seen_at),
        user_agent=session.user_agent,
        amr=list(session.amr),
        aal=session.aal,
        expires_at=rfc3339(expires_at(session, caller.tenant)),
        current=session.id == caller.session.id,
    )
