"""`POST /v1/login` and what a sign-in page needs to know of its tenant."""

from dataclasses import replace

from pydantic import Field

from chalicelib.domain.records import Transport
from chalicelib.errors import EnrolmentExpired, Forbidden, InvalidCredentials, NotFound, TooManyAttempts
from chalicelib.flows import login as flow
from chalicelib.flows import tenants
from chalicelib.http.answers.sign_in import SignIn, reply
from chalicelib.http.endpoint import Access, Call, Reply, endpoint
from chalicelib.http.shapes import Answer, Email, Request, Slug


class Login(Request):
    tenant: Slug
    email: Email
    password: str
    transport: Transport = "bearer"
    known_browser: str | None = Field(default=None, max_length=1000)
    return_to: str | None = None
    """Where the browser wishes to go on; the answer with `next: none` says where it may."""


class TenantAnswer(Answer):
    slug: str
    name: str
    support_contact: str | None
    sso: bool
    sso_domains: list[str]


@endpoint(
    "POST",
    "/v1/login",
    access=Access.ANYONE,
    answer=SignIn,
    errors=(InvalidCredentials, EnrolmentExpired, TooManyAttempts, Forbidden),
)
def login(call: Call, body: Login) -> Reply:
    """Sign in with e-mail and password; the answer says what is next."""
    call.require_same_site(body.transport)
    visitor = replace(call.visitor, known_browser=body.known_browser or call.visitor.known_browser)
    outcome = flow.login(
        call.deps,
        visitor,
        slug=body.tenant,
        email=body.email,
        password=body.password,
        transport=body.transport,
        return_to=body.return_to,
    )
    return reply(call, outcome)


@endpoint("GET", "/v1/tenants/{tenant}", access=Access.ANYONE, answer=TenantAnswer, errors=(NotFound,))
def look_up(call: Call) -> Reply:
    """What a sign-in page shows of its tenant."""
    tenant = tenants.look_up(call.deps, call.path["tenant"])
    answer = TenantAnswer(
        slug=tenant.slug,
        name=tenant.name,
        support_contact=tenant.support_contact,
        sso=tenant.sso.is_on,
        sso_domains=tenant.sso.domains,
    )
    return Reply(answer)
