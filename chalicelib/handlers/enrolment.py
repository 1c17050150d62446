"""`/v1/enrolment` and one's own authenticator: showing a secret, and binding it with one code."""

from typing import Literal

from chalicelib.domain import totp
from chalicelib.domain.times import rfc3339
from chalicelib.errors import ChallengeExpired, Conflict, EnrolmentExpired, Forbidden, InvalidCode, TooManyAttempts
from chalicelib.flows import enrolment as flow
from chalicelib.http.answers.sign_in import SignInDone, SignInEnrol, challenged, signed_in
from chalicelib.http.endpoint import Access, Call, Reply, endpoint
from chalicelib.http.shapes import Answer, Code, Request, Time


class EnrolmentBegin(Request):
    challenge: str


class EnrolmentConfirm(Request):
    challenge: str
    code: Code


class Enrolment(Answer):
    """What an authenticator app needs, as a picture, as a link and as text."""

    secret: str
    otpauth_uri: str
    qr_svg: str
    """An SVG document."""
    qr_png: str
    """A `data:image/png;base64,` URI."""
    issuer: str
    account: str
    digits: Literal[6]
    period: Literal[30]
    algorithm: Literal["SHA1"]
    expires_at: Time


@endpoint(
    "POST",
    "/v1/enrolment",
    access=Access.ANYONE,
    answer=Enrolment,
    errors=(ChallengeExpired, EnrolmentExpired),
)
def begin(call: Call, body: EnrolmentBegin) -> Reply:
    """The pending secret: the same for the same challenge, however often it is asked for."""
    pending = flow.begin(call.deps, token=body.challenge)
    label = totp.label(pending.secret, issuer=pending.issuer, account=pending.account)
    answer = Enrolment(
        secret=totp.secret_text(pending.secret),
        otpauth_uri=label.uri,
        qr_svg=totp.qr_svg(label.uri),
        qr_png=totp.qr_png(label.uri),
        issuer=label.issuer,
        account=label.account,
        digits=6,
        period=30,
        algorithm="SHA1",
        expires_at=rfc3339(pending.expires_at),
    )
    return Reply(answer)


@endpoint(
    "POST",
    "/v1/enrolment/confirm",
    access=Access.ANYONE,
    answer=SignInDone,
    errors=(ChallengeExpired, EnrolmentExpired, InvalidCode, TooManyAttempts, Forbidden),
)
def confirm(call: Call, body: EnrolmentConfirm) -> Reply:
    """Bind the authenticator with one code of it; the answer shows the recovery code, once."""
    return signed_in(call, flow.confirm(call.deps, call.visitor, token=body.challenge, code=body.code))


@endpoint("POST", "/v1/me/authenticator", access=Access.FRESH, answer=SignInEnrol, errors=(Conflict,))
def replace(call: Call) -> Reply:
    """Set up another authenticator; the old one works until the new one is confirmed."""
    return challenged(flow.replace(call.deps, call.caller))
