"""Single sign-on by OpenID Connect: starting, coming back, and handing over."""

from pydantic import Field

from chalicelib.domain.records import Transport
from chalicelib.errors import Conflict, Flaw, Forbidden, InvalidRequest, InvalidToken, TooManyAttempts
from chalicelib.flows import sso
from chalicelib.http import cookies
from chalicelib.http.answers.departure import DepartureAnswer, departed
from chalicelib.http.answers.sign_in import SignInDone, carried_by_cookies, signed_in
from chalicelib.http.endpoint import Access, Call, Parameters, Reply, endpoint
from chalicelib.http.shapes import HandoverChallenge, Request


class SsoStart(Request):
    transport: Transport = "bearer"
    return_to: str | None = None
    login_hint: str | None = Field(default=None, max_length=254)
    handover: HandoverChallenge | None = None
    """Needed for `bearer`: S256 of a value that the client keeps until `POST /v1/sso/session`."""


class SsoHandover(Request):
    token: str
    verifier: str
    """The value of which `handover` was shown."""


@endpoint(
    "POST",
    "/v1/sso/{tenant}/start",
    access=Access.ANYONE,
    answer=DepartureAnswer,
    errors=(Conflict, Forbidden, TooManyAttempts),
)
def start(call: Call, body: SsoStart) -> Reply:
    """Begin to sign in through the tenant's identity provider: where to send the browser."""
    call.require_same_site(body.transport)
    if body.transport == "bearer" and body.handover is None:
        raise InvalidRequest(flaws=(Flaw("/handover", "missing"),))
    wish = sso.outbound.Wish(
        transport=body.transport,
        return_to=body.return_to,
        handover=body.handover,
        login_hint=body.login_hint,
        origin=call.headers.get("origin"),
    )
    return departed(sso.start.start(call.deps, call.visitor, call.path["tenant"], wish))


@endpoint("GET", "/v1/sso/{tenant}/callback", access=Access.ANYONE, status=302, is_callback=True)
def callback(call: Call, query: Parameters) -> Reply:
    """Where the identity provider sends the browser back to; leads on to the front end, whatever came of it."""
    header = call.headers.get("cookie")
    landing = sso.callback.arrive(
        call.deps, call.visitor, call.path["tenant"], query, lambda name: cookies.read(header, name)
    )
    spent = [cookies.departure(landing.cookie, "", 0)] if landing.cookie else []
    carried = carried_by_cookies(landing.signed_in) if landing.signed_in else []
    headers = {"Location": landing.location, "Referrer-Policy": "no-referrer"}
    return Reply(headers=headers, set_cookies=[*spent, *carried], outcome=landing.outcome)


@endpoint("POST", "/v1/sso/session", access=Access.ANYONE, answer=SignInDone, errors=(InvalidToken,))
def take(call: Call, body: SsoHandover) -> Reply:
    """The session of a bearer client: the token from the front end's address, with the value that the client kept."""
    return signed_in(call, sso.entrance.take(call.deps, call.visitor, token=body.token, verifier=body.verifier))
