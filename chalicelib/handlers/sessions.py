"""The session: reading it, ending it, stepping up, and the list of one's own."""

from pydantic import model_validator

from chalicelib.domain.records import Session
from chalicelib.domain.times import rfc3339
from chalicelib.domain.visitor import Caller
from chalicelib.errors import (
    AuthenticatorDisabled,
    CodeAlreadyUsed,
    Conflict,
    InvalidCode,
    InvalidCredentials,
    InvalidRecoveryCode,
    NotFound,
    TooManyAttempts,
    TryAgain,
)
from chalicelib.flows import recovery
from chalicelib.flows import sessions as flow
from chalicelib.http import cookies
from chalicelib.http.answers.session import SessionAnswer, renewed, session_answer
from chalicelib.http.answers.sign_in import SignInEnrol, challenged
from chalicelib.http.endpoint import Access, Call, Reply, endpoint
from chalicelib.http.shapes import Answer, Code, RecoveryCode, Request, Time
from chalicelib.store.sessions import expires_at


class StepUp(Request):
    """Exactly one of them."""

    code: Code | None = None
    password: str | None = None
    recovery_code: RecoveryCode | None = None

    @model_validator(mode="after")
    def _one(self) -> "StepUp":
        if sum(each is not None for each in (self.code, self.password, self.recovery_code)) != 1:
            raise ValueError("exactly one of code, password and recovery_code")
        return self


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
    answer=SessionAnswer | SignInEnrol,
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
    """Show the second factor anew, or the password where there is none; a recovery code leads to enrolling."""
    call.require_same_site(call.caller.session.transport)
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
