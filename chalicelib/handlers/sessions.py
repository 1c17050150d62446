"""The session: reading it, ending it, stepping up, and the list of one's own."""

from pydantic import model_validator

from chalicelib.domain.records import Session
from chalicelib.domain.times import rfc3339
from chalicelib.errors import (
    AuthenticatorDisabled,
    CodeAlreadyUsed,
    Conflict,
    InvalidCode,
    InvalidCredentials,
    NotFound,
    TooManyAttempts,
    TryAgain,
)
from chalicelib.flows import sessions as flow
from chalicelib.http import cookies
from chalicelib.http.answers.session import SessionAnswer, session_answer
from chalicelib.http.endpoint import Access, Call, Reply, endpoint
from chalicelib.http.shapes import Answer, Code, Request, Time


class StepUp(Request):
    """Exactly one of the two."""

    code: Code | None = None
    password: str | None = None

    @model_validator(mode="after")
    def _one(self) -> "StepUp":
        if (self.code is None) == (self.password is None):
            raise ValueError("exactly one of code and password")
        return self


class OwnSession(Answer):
    id: str
    created_at: Time
    expires_at: Time
    idle_expires_at: Time
    verified_at: Time
    amr: list[str]
    aal: int
    user_agent: str
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
    body=StepUp,
    answer=SessionAnswer,
    errors=(InvalidCode, CodeAlreadyUsed, InvalidCredentials, AuthenticatorDisabled, TooManyAttempts, Conflict),
)
def step_up(call: Call) -> Reply:
    """Show the second factor anew, or the password where there is none."""
    body: StepUp = call.body
    caller = call.caller
    session = flow.step_up(call.deps, caller, code=body.code, password=body.password)
    return Reply(session_answer(session, caller.user, caller.tenant, call.deps.now()))


@endpoint("GET", "/v1/me/sessions", access=Access.USER, answer=OwnSessions)
def own(call: Call) -> Reply:
    """One's own live sessions, newest first."""
    current = call.caller.session.id
    return Reply(OwnSessions(items=[_own(each, current) for each in flow.own(call.deps, call.caller)]))


@endpoint("DELETE", "/v1/me/sessions", access=Access.USER, status=204, errors=(TryAgain,))
def end_others(call: Call) -> Reply:
    """End all of one's sessions but this one."""
    flow.end_others(call.deps, call.caller)
    return Reply()


@endpoint("DELETE", "/v1/me/sessions/{id}", access=Access.USER, status=204, errors=(NotFound,))
def end_one(call: Call) -> Reply:
    """End one of one's own sessions."""
    flow.end_one(call.deps, call.caller, call.path["id"])
    return Reply()


def _own(session: Session, current: str) -> OwnSession:
    return OwnSession(
        id=session.id,
        created_at=rfc3339(session.created_at),
        expires_at=rfc3339(session.expires_at),
        idle_expires_at=rfc3339(session.idle_expires_at),
        verified_at=rfc3339(session.verified_at),
        amr=list(session.amr),
        aal=session.aal,
        user_agent=session.user_agent,
        current=session.id == current,
    )
