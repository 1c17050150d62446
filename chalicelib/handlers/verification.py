"""`POST /v1/verification`: the challenge, proved with a code."""

from chalicelib.errors import (
    AuthenticatorDisabled,
    ChallengeExpired,
    CodeAlreadyUsed,
    Forbidden,
    InvalidCode,
    TooManyAttempts,
)
from chalicelib.flows import verification as flow
from chalicelib.http.answers.sign_in import SignInDone, signed_in
from chalicelib.http.endpoint import Access, Call, Reply, endpoint
from chalicelib.http.shapes import Code, Request


class Verification(Request):
    challenge: str
    code: Code


@endpoint(
    "POST",
    "/v1/verification",
    access=Access.ANYONE,
    answer=SignInDone,
    errors=(ChallengeExpired, InvalidCode, CodeAlreadyUsed, AuthenticatorDisabled, TooManyAttempts, Forbidden),
)
def verify(call: Call, body: Verification) -> Reply:
    """Sign in with the six digits that the authenticator app shows."""
    return signed_in(call, flow.verify(call.deps, call.visitor, token=body.challenge, code=body.code))
