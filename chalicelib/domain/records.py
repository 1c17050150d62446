"""What is remembered: the records of the table, frozen, each validated when it is read.

Times are whole seconds since the epoch. A row that does not fit its record raises `pydantic.ValidationError`,
and the request fails closed.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.assurance import Aal, Method, aal

Mode = Literal["off", "admins", "all", "individual"]
Role = Literal["admin", "member"]
SignInMethod = Literal["password", "sso"]
Status = Literal["invited", "active", "disabled"]
Transport = Literal["bearer", "cookie"]
Reauth = Literal["auth_time", "round_trip"]
"""By what an identity provider's users confirm themselves: by its word when they did, or by their return alone."""
Reason = Literal["policy", "reset", "recovery", "replace"]

Detail = Mapping[str, str | int | bool | None]
"""What an event says beyond who, whom and when: names and numbers, never secrets."""

MAX_FAILURES = 100
"""Consecutive wrong codes after which an authenticator is disabled (NIST SP 800-63B-4 section 3.2.2)."""


class Record(BaseModel):
    """A frozen row. Attributes that it does not know, such as keys, are left aside; neither its errors nor its repr
    tell what is secret."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", hide_input_in_errors=True, defer_build=True)


class Rules(Record):
    """Whom a policy asks for a second factor while it is in force."""

    mode: Mode = "off"
    epoch: int = 0
    """Changes with the mode alone; a user's toggle counts only while it carries the same epoch."""
    kept: Mode | None = None
    """In mode `individual`: the mode that was kept for all who have no toggle of this epoch yet."""


class Policy(Rules):
    """The tenant's policy as it was saved last."""

    enforce_from: int | None = None
    """From when it is in force; until then `until_then` is."""
    until_then: Rules | None = None
    version: int = 1
    """Changes with every save; the ETag."""
    changed_at: int
    changed_by: str


class SsoStanding(Record):
    """What of a tenant's single sign-on every sign-in page and every request of its sessions needs to know."""

    is_on: bool = False
    epoch: int = 0
    """Sessions carry it and live only while it is the same."""
    domains: list[str] = []


class Tenant(Record):
    """A customer company, its settings and its policy."""

    slug: str
    name: str
    issuer: str
    """What authenticator apps show beside the account."""
    support_contact: str | None = None
    disabled: bool = False
    epoch: int = 0
    """Sessions, challenges and links carry it and live only while it is the same: one write ends a whole tenant's."""
    policy: Policy
    sso: SsoStanding = SsoStanding()
    session_idle_seconds: int = 3600
    session_absolute_seconds: int = 24 * 3600
    reset_seconds: int = 24 * 3600
    """How long after a reset a new authenticator may be set up."""
    password_min_length: int = 15
    version: int = 1
    created_at: int


class Authenticator(Record):
    """A user's bound TOTP secret."""

    secret: bytes = Field(repr=False)
    """Sealed."""
    last_step: int
    """The newest time step accepted; only greater ones will be (RFC 6238 section 5.2)."""
    failures: int = 0
    """Consecutive codes that were guessed and not accepted."""
    enrolled_at: int
    last_used_at: int

    @property
    def is_disabled(self) -> bool:
        return self.failures >= MAX_FAILURES


class PasswordToken(Record):
    """The newest invitation or reset link of a user; older ones are void."""

    digest: str = Field(repr=False)
    expires_at: int
    tenant_epoch: int


class Reset(Record):
    """An authenticator was unbound, and a new one is to be set up."""

    until: int | None = None
    """Until when; `None` while the policy does not ask, since no clock runs then."""
    policy_epoch: int | None = None
    """Of the policy under which the clock was started: it stands still under any other."""


class SsoLink(Record):
    """Who a user is at the tenant's identity provider."""

    epoch: int
    """Of single sign-on; a link of an epoch gone by is none."""
    digest: str = Field(repr=False)
    """Of epoch, issuer and subject."""
    at: int


class User(Record):
    """A person with a login."""

    id: str
    tenant: str
    email: str
    name: str
    role: Role
    sign_in: SignInMethod
    disabled: bool = False
    password_hash: str | None = Field(default=None, repr=False)
    password_token: PasswordToken | None = None
    authenticator: Authenticator | None = None
    recovery_digest: str | None = Field(default=None, repr=False)
    """Of the one recovery code that works; there is one exactly while there is an authenticator."""
    reset: Reset | None = None
    sso_link: SsoLink | None = None
    toggle: bool = False
    toggle_epoch: int | None = None
    epoch: int = 0
    """Sessions and challenges carry it and live only while it is the same: one write ends them all."""
    browser_epoch: int = 0
    """Known browsers carry it: a password, an address or a role that changes voids them all."""
    sessions: int = 0
    """At least as many as are live; counted anew when it reaches the limit."""
    spent: dict[str, int] = {}
    """The challenges that were used and have not expired yet, by id, with their expiry."""
    version: int = 1
    created_at: int
    last_sign_in_at: int | None = None

    @property
    def status(self) -> Status:
        if self.disabled:
            return "disabled"
        return "invited" if self.sign_in == "password" and self.password_hash is None else "active"

    @property
    def can_use_password(self) -> bool:
        """Whether a right password signs this user in."""
        return self.sign_in == "password" and self.status == "active"

    @property
    def is_password_admin(self) -> bool:
        """Whether this is an active admin with a password, of whom a tenant keeps at least one who gets in."""
        return self.role == "admin" and self.can_use_password


class Way(NamedTuple):
    """How somebody comes in: what the session travels by, from which browser, and where the browser goes on."""

    transport: Transport
    browser: str | None = None
    """Id of the known browser."""
    return_to: str | None = None
    """Judged; none where nobody asked."""


class Challenge(Record):
    """The pending second step after a right password."""

    id: str
    kind: Literal["verify", "enrol"]
    tenant: str
    user: str
    epoch: int
    tenant_epoch: int
    transport: Transport
    amr: list[Method]
    """What was shown so far."""
    browser: str | None = None
    """Id of the known browser that the password came from."""
    return_to: str | None = None
    expires_at: int

    @property
    def way(self) -> Way:
        return Way(self.transport, self.browser, self.return_to)


class Enrolment(Challenge):
    """A challenge to set up an authenticator: a row of its own, since it keeps the pending secret."""

    kind: Literal["enrol"] = "enrol"
    digest: str = Field(repr=False)
    reason: Reason
    recovery_digest: str | None = Field(default=None, repr=False)
    """Digest of the recovery code that led here; it counts only while it is the user's."""
    session: str | None = None
    """Id of the session in which it was asked for; it lives no longer than that."""
    secret: bytes | None = Field(default=None, repr=False)
    """Sealed pending secret, once it was begun."""


class KnownBrowser(Record):
    """A browser that signed in before: it has budgets of attempts of its own (OWASP device cookies)."""

    id: str
    """Names its budgets; kept when the token is renewed."""
    tenant: str
    user: str
    browser_epoch: int
    expires_at: int


class Session(Record):
    """Somebody signed in."""

    id: str
    digest: str = Field(repr=False)
    tenant: str
    user: str
    epoch: int
    tenant_epoch: int
    sso_epoch: int | None = None
    """Of single sign-on, where an identity provider has opened it."""
    transport: Transport
    amr: list[Method]
    user_agent: str
    created_at: int
    verified_at: int | None = None
    """When the strongest of the methods was last shown; `None` where an identity provider does not say."""
    browser: str | None = None
    """Id of the known browser that it was opened from."""
    last_seen_at: int
    expires_at: int

    @property
    def aal(self) -> Aal:
        return aal(self.amr)

    @property
    def way(self) -> Way:
        return Way(self.transport, self.browser)


class Event(Record):
    """One line of the audit record."""

    id: str
    tenant: str
    type: str
    at: int
    actor: str
    """Who did it: a user's id, `operator:<name>`, or `anyone` before a sign-in."""
    user: str | None = None
    """Whom it is about, where it is about one user."""
    request_id: str
    address: str
    detail: dict[str, str | int | bool | None] = {}
