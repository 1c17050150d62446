"""`/v1/sso`: the tenant's single sign-on as its admins set it up."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field

from chalicelib.domain import email as emails
from chalicelib.domain.records import Reauth, SignInMethod
from chalicelib.domain.times import rfc3339_or_none
from chalicelib.errors import Conflict, PreconditionFailed, TooManyAttempts
from chalicelib.flows import sso
from chalicelib.http.answers.departure import DepartureAnswer, departed
from chalicelib.http.endpoint import Access, Call, Reply, endpoint
from chalicelib.http.shapes import Answer, Moment, Request, Time, omitted

if TYPE_CHECKING:
    from chalicelib.domain.oidc.records import Sso, SsoConfig


def _domain(text: str) -> str:
    return emails.normalise_domain(text)


Domain = Annotated[str, Field(max_length=253), AfterValidator(_domain)]
Domains = Annotated[list[Domain], Field(max_length=100), AfterValidator(lambda given: sorted(set(given)))]


class SsoEdit(Request):
    issuer: str = Field(min_length=1, max_length=255)
    client_id: str = Field(min_length=1, max_length=255, pattern=r"^[\x21-\x7e]+$")
    client_secret: str | None = Field(default=None, min_length=1, max_length=1000, repr=False)
    """Left out, it is kept while issuer and client stay the same."""
    secret_expires_at: Moment | None = None
    email_claim_trusted: bool = False
    """Whether an address counts although the provider does not say that it verified it."""
    reauth: Reauth = "auth_time"
    create_users: bool = False
    domains: Domains = Field(default_factory=list)


class SsoMove(Request):
    domains: Annotated[Domains, Field(min_length=1)]
    to: SignInMethod


class SsoConfigAnswer(Answer):
    issuer: str
    client_id: str
    client_secret_set: bool
    secret_expires_at: Time | None
    email_claim_trusted: bool
    reauth: Reauth
    create_users: bool
    domains: list[str]
    tested_at: Time | None


class SsoAnswer(Answer):
    state: Literal["off", "on"]
    active: SsoConfigAnswer | None
    draft: SsoConfigAnswer | None
    redirect_uri: str
    """What to register at the provider."""
    users: int
    """Who signs in through it today."""
    version: int


class SsoTestAnswer(Answer):
    state: Literal["none", "waiting", "passed", "failed"]
    problem: str | None = omitted()
    claims: dict[str, Any] | None = omitted()


class SsoMoved(Answer):
    moved: int
    remaining: int


@endpoint("GET", "/v1/sso", access=Access.ADMIN, answer=SsoAnswer)
def read(call: Call) -> Reply:
    """The tenant's single sign-on."""
    return _answer(call, sso.setup.read(call.deps, call.caller.tenant.slug))


@endpoint(
    "PUT",
    "/v1/sso",
    access=Access.ADMIN_FRESH,
    answer=SsoAnswer,
    errors=(PreconditionFailed, TooManyAttempts),
)
def save(call: Call, body: SsoEdit) -> Reply:
    """Save a draft; the provider is asked at once. What is active stays so until the draft is activated."""
    wanted = sso.setup.Wanted(**{name: getattr(body, name) for name in SsoEdit.model_fields})
    return _answer(call, sso.setup.save(call.deps, call.caller.mandate, wanted, version=_version(call)))


@endpoint(
    "POST",
    "/v1/sso/test",
    access=Access.ADMIN_FRESH,
    answer=DepartureAnswer,
    errors=(Conflict, TooManyAttempts),
)
def begin_test(call: Call) -> Reply:
    """Try the draft in this browser; no session ever comes of it."""
    return departed(sso.trial.begin(call.deps, call.caller))


@endpoint("GET", "/v1/sso/test", access=Access.ADMIN, answer=SsoTestAnswer)
def read_test(call: Call) -> Reply:
    """What came of the newest test of the draft."""
    test = sso.trial.newest(call.deps, call.caller.tenant.slug)
    if test is None:
        return Reply(SsoTestAnswer(state="none"))
    return Reply(SsoTestAnswer(state=test.state, problem=test.problem, claims=test.claims))


@endpoint(
    "POST", "/v1/sso/activate", access=Access.ADMIN_FRESH, answer=SsoAnswer, errors=(PreconditionFailed, Conflict)
)
def activate(call: Call) -> Reply:
    """Make the tested draft what people sign in through."""
    return _answer(call, sso.setup.activate(call.deps, call.caller.mandate, version=_version(call)))


@endpoint("DELETE", "/v1/sso", access=Access.ADMIN_FRESH, status=204)
def remove(call: Call) -> Reply:
    """End single sign-on; its users cannot sign in until they are switched."""
    sso.setup.remove(call.deps, call.caller.mandate)
    return Reply()


@endpoint("POST", "/v1/sso/move", access=Access.ADMIN_FRESH, answer=SsoMoved, errors=(Conflict,))
def move(call: Call, body: SsoMove) -> Reply:
    """Switch users by the domain of their address, 100 a run."""
    done = sso.transfer.move(call.deps, call.caller.mandate, domains=body.domains, to=body.to)
    return Reply(SsoMoved(moved=done.moved, remaining=done.remaining))


@endpoint("DELETE", "/v1/users/{id}/sso-link", access=Access.ADMIN_FRESH, status=204)
def unlink(call: Call) -> Reply:
    """Undo the link between a user and somebody at the provider; the user's sessions end."""
    sso.transfer.unlink(call.deps, call.caller.mandate, call.path["id"])
    return Reply()


def _version(call: Call) -> int:
    """Of `If-Match`; missing or malformed is as stale as any other. Raises `PreconditionFailed`."""
    given = call.headers.get("if-match", "").strip('"')
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        raise PreconditionFailed
    return int(given)


def _answer(call: Call, found: "Sso") -> Reply:
    answer = SsoAnswer(
        state="on" if found.active else "off",
        active=_config(found.active),
        draft=_config(found.draft),
        redirect_uri=sso.outbound.redirect_uri(call.deps, found.tenant),
        users=sso.setup.users(call.deps, found.tenant),
        version=found.version,
    )
    return Reply(answer, headers={"ETag": f'"{found.version}"'})


def _config(config: "SsoConfig | None") -> SsoConfigAnswer | None:
    if config is None:
        return None
    return SsoConfigAnswer(
        issuer=config.issuer,
        client_id=config.client_id,
        client_secret_set=True,
        secret_expires_at=rfc3339_or_none(config.secret_expires_at),
        email_claim_trusted=config.email_claim_trusted,
        reauth=config.reauth,
        create_users=config.create_users,
        domains=config.domains,
        tested_at=rfc3339_or_none(config.tested_at),
    )
