"""Passwords: forgotten, set from a mail, changed."""

from pydantic import Field

from chalicelib.errors import Conflict, InvalidCredentials, InvalidToken, TooManyAttempts
from chalicelib.flows import passwords as flow
from chalicelib.http.endpoint import Access, Call, Reply, endpoint
from chalicelib.http.shapes import Email, Request, Slug


class PasswordForgotten(Request):
    tenant: Slug
    email: Email


class PasswordReset(Request):
    token: str
    password: str = Field(min_length=1)


class PasswordChange(Request):
    current: str
    password: str = Field(min_length=1)


@endpoint("POST", "/v1/password/forgot", access=Access.ANYONE, body=PasswordForgotten, status=202)
def forgot(call: Call) -> Reply:
    """Ask for a reset mail; the answer is the same whether the address has a login or not."""
    body: PasswordForgotten = call.body
    flow.forgot(call.deps, call.visitor, slug=body.tenant, email=body.email)
    return Reply()


@endpoint("POST", "/v1/password/reset", access=Access.ANYONE, body=PasswordReset, status=204, errors=(InvalidToken,))
def reset(call: Call) -> Reply:
    """Set a password with the token of an invitation or a reset mail."""
    body: PasswordReset = call.body
    flow.reset(call.deps, call.visitor, token=body.token, password=body.password)
    return Reply()


@endpoint(
    "PUT",
    "/v1/me/password",
    access=Access.FRESH,
    body=PasswordChange,
    status=204,
    errors=(Conflict, InvalidCredentials, TooManyAttempts),
)
def change(call: Call) -> Reply:
    """PasswordChange one's own password; all other sessions end."""
    body: PasswordChange = call.body
    flow.change(call.deps, call.caller, current=body.current, password=body.password)
    return Reply()
