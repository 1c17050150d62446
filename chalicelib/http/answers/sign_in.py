"""What a sign-in answers: one union on `next`, so that a front end is one `switch`."""

from typing import Annotated, Literal

from pydantic import Field

from chalicelib.domain.outcomes import Challenged, SignedIn
from chalicelib.domain.records import Reason
from chalicelib.domain.times import rfc3339
from chalicelib.http import cookies
from chalicelib.http.answers.session import SessionAnswer, session_answer
from chalicelib.http.endpoint import Call, Reply
from chalicelib.http.shapes import Answer, Time, omitted


class ChallengeAnswer(Answer):
    token: str
    expires_at: Time


class SignInDone(Answer):
    """Signed in."""

    next: Literal["none"]
    session: SessionAnswer
    recovery_code: str | None = omitted()
    known_browser: str | None = omitted()
    return_to: str | None = omitted()
    """Where the browser may go on, where it asked at the login."""


class SignInVerify(Answer):
    """A code is asked for: `POST /v1/verification`."""

    next: Literal["verify"]
    challenge: ChallengeAnswer


class SignInEnrol(Answer):
    """An authenticator is to be set up: `POST /v1/enrolment`."""

    next: Literal["enrol"]
    challenge: ChallengeAnswer
    reason: Reason


SignIn = Annotated[SignInDone | SignInVerify | SignInEnrol, Field(discriminator="next")]


def challenged(outcome: Challenged) -> Reply:
    """The next step as data."""
    answer = ChallengeAnswer(token=outcome.token, expires_at=rfc3339(outcome.challenge.expires_at))
    if outcome.reason is None:
        return Reply(SignInVerify(next="verify", challenge=answer), outcome="verify")
    return Reply(SignInEnrol(next="enrol", challenge=answer, reason=outcome.reason), outcome="enrol")


def signed_in(call: Call, done: SignedIn) -> Reply:
    """Signed in; the tokens stand in the answer only where no cookie carries them."""
    session = done.session
    is_bearer = session.transport == "bearer"
    answer = SignInDone(
        next="none",
        session=session_answer(session, done.user, done.tenant, call.deps.now(), done.token),
        recovery_code=done.recovery_code,
        known_browser=done.known_browser if is_bearer else None,
        return_to=done.return_to,
    )
    return Reply(answer, set_cookies=carried_by_cookies(done), outcome="none")


def carried_by_cookies(done: SignedIn) -> list[str]:
    """What a completed sign-in gives the browser itself."""
    return [*cookies.session(done.session, done.token), cookies.known(done.known_browser)]


def reply(call: Call, outcome: SignedIn | Challenged) -> Reply:
    """Whichever it came to."""
    return signed_in(call, outcome) if isinstance(outcome, SignedIn) else challenged(outcome)
