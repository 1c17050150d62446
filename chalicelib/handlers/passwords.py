"""Passwords: forgotten, set from a mail, changed."""

from pydantic import Field

from chalicelib.domain.records import Transport
from chalicelib.errors import Conflict, InvalidCredentials, InvalidToken, TooManyAttempts
from chalicelib.flows import passwords as flow
from chalicelib.http import cookies
from chalicelib.http.answers.session import SessionAnswer, renewed
from chalicelib.http.endpoint import Access, Call, Reply, endpoint
from chalicelib.http.shapes import Answer, Email, Request, Slug


class PasswordForgotten(Request):
    tenant: Slug
    email: Email


class PasswordReset(Request):
    token: str
    password: str = Field(min_length=1)
    transport: Transport = "cookie"


class PasswordChange(Request):
    current: str
    password: str = Field(min_length=1)


class KnownBrowser(Answer):
    known_browser: str


@endpoint("POST", "/v1/password/forgot", access=Access.ANYONE, status=202)
def forgot(call: Call, body: PasswordForgotten) -> Reply:
    """Ask for a reset mail; the answer is the same whether the address has a login or not."""
    flow.forgot(call.deps, call.visitor, slug=body.tenant, email=body.email)
    return Reply()


@endpoint("POST", "/v1/password/reset", access=Access.ANYONE, answer=KnownBrowser, errors=(InvalidToken,))
def reset(call: Call, body: PasswordReset) -> Reply:
    """Set a password with the token of an invitation or a reset mail; with the transport `cookie` the answer is 204."""
    known = flow.reset(call.deps, call.visitor, token=body.token, password=body.password)
    if body.transport == "bearer":
        return Reply(KnownBrowser(known_browser=known))
    return Reply(status=204, set_cookies=[cookies.known(known)])


@endpoint(
    "PUT",
    "/v1/me/password",
    access=Access.FRESH,
    answer=SessionAnswer,
    errors=(Conflict, InvalidCredentials, TooManyAttempts),
)
def change(call: Call, body: PasswordChange) -> Reply:
    """Change one's own password; all other sessions end, and this one goes on under a new token."""
    call.require_same_site(call.caller.session.transport)
    return renewed(call, flow.change(call.deps, call.caller, current=body.current, password=body.password))
