"""`POST /v1/recovery` and one's own recovery code."""

from chalicelib.errors import ChallengeExpired, Conflict, InvalidRecoveryCode, TooManyAttempts
from chalicelib.flows import recovery as flow
from chalicelib.http.answers.sign_in import SignInEnrol, challenged
from chalicelib.http.endpoint import Access, Call, Reply, endpoint
from chalicelib.http.shapes import Answer, RecoveryCode, Request


class Recovery(Request):
    challenge: str
    recovery_code: RecoveryCode


class RecoveryCodeAnswer(Answer):
    recovery_code: str


@endpoint(
    "POST",
    "/v1/recovery",
    access=Access.ANYONE,
    answer=SignInEnrol,
    errors=(ChallengeExpired, InvalidRecoveryCode, TooManyAttempts),
)
def recover(call: Call, body: Recovery) -> Reply:
    """Go on without the phone: the recovery code leads to setting up a new authenticator."""
    return challenged(flow.recover(call.deps, call.visitor, token=body.challenge, code=body.recovery_code))


@endpoint("POST", "/v1/me/recovery-code", access=Access.FRESH, answer=RecoveryCodeAnswer, errors=(Conflict,))
def regenerate(call: Call) -> Reply:
    """A new recovery code; the old one stops."""
    return Reply(RecoveryCodeAnswer(recovery_code=flow.regenerate(call.deps, call.caller)))
