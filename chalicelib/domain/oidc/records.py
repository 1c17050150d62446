"""What is remembered of single sign-on: a tenant's set-up, its test, and sign-ins under way."""

from typing import Any, Literal

from pydantic import Field

from chalicelib.domain.assurance import Method
from chalicelib.domain.oidc.addresses import Trust
from chalicelib.domain.records import Reauth, Record, Transport

Purpose = Literal["sign_in", "step_up", "test"]
ClientAuth = Literal["basic", "post"]
"""How the token endpoint wants the client's secret: `client_secret_basic` or `client_secret_post`."""


class SsoConfig(Record):
    """One provider as a tenant's admin set it up."""

    id: str
    """Of this very set-up: any change makes another one, which needs a test of its own."""
    issuer: str
    client_id: str
    secret: bytes = Field(repr=False)
    """Sealed."""
    secret_expires_at: int | None = None
    client_auth: ClientAuth = "basic"
    """What worked in the test."""
    email_claim_trusted: bool = False
    reauth: Reauth = "auth_time"
    create_users: bool = False
    domains: list[str] = Field(default=[])
    tested_at: int | None = None

    @property
    def trust(self) -> Trust:
        return Trust(self.issuer, self.email_claim_trusted, tuple(self.domains))


class SsoTest(Record):
    """The newest test of a draft."""

    id: str
    config: str
    state: Literal["waiting", "passed", "failed"]
    problem: str | None = None
    claims: dict[str, Any] | None = Field(default=None, repr=False)
    expires_at: int


class Sso(Record):
    """A tenant's single sign-on: what is active, and what is being set up."""

    tenant: str
    version: int = 0
    """Changes with every save; the ETag."""
    epoch: int = 0
    """Links and sessions carry it: another issuer, another client or a removal voids them all in one write."""
    active: SsoConfig | None = None
    draft: SsoConfig | None = None
    test: SsoTest | None = None
    told: dict[str, int] = Field(default={})
    """When admins were last mailed about something, by its name."""


class SsoState(Record):
    """A sign-in that a browser has taken to the provider."""

    digest: str = Field(repr=False)
    tenant: str
    tenant_epoch: int
    config: str
    """Id of the set-up that it began with; any other one refuses it."""
    purpose: Purpose
    nonce: str = Field(repr=False)
    verifier: str = Field(repr=False)
    """Of PKCE."""
    transport: Transport
    browser: str | None = Field(default=None, repr=False)
    """Digest of the cookie that only the browser has that began."""
    handover: str | None = None
    """S256 of what a bearer client keeps."""
    return_to: str
    origin: str
    """Of the page that began, where the stage allows it; else of the front end."""
    user: str | None = None
    session: str | None = None
    """Step-up: whose, and the id of which session."""
    budget: dict[str, Any] = Field(default={})
    """The attempt that this start has spent, to be given back by a success."""
    started_at: int
    expires_at: int


class Handover(Record):
    """A bearer client's sign-in that the provider has confirmed; opened by the value that the client kept."""

    digest: str = Field(repr=False)
    tenant: str
    user: str
    epoch: int
    """Of the user."""
    tenant_epoch: int
    sso_epoch: int
    handover: str
    amr: list[Method]
    verified_at: int | None = None
    replaces: str | None = None
    """Step-up: the id of the session that ends with this."""
    expires_at: int
