"""What is remembered: the records of the table, frozen, each validated when it is read.

Times are whole seconds since the epoch. A row that does not fit its record raises `pydantic.ValidationError`,
and the request fails closed.
"""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Mode = Literal["off", "admins", "all", "individual"]
Role = Literal["admin", "member"]
SignInMethod = Literal["password", "sso"]
Status = Literal["invited", "active", "disabled"]
Transport = Literal["bearer", "cookie"]
Reason = Literal["policy", "reset", "recovery", "replace"]
CodeBudget = Literal["code", "code_known", "code_session", "recovery", "reset"]

Amr = list[Literal["pwd", "otp"]]
Detail = Mapping[str, str | int | bool | None]
"""What an event says beyond who, whom and when: names and numbers, never secrets."""

MAX_FAILURES = 100
"""Consecutive wrong codes after which an authenticator is disabled (NIST SP 800-63B-4 section 3.2.2)."""


class Record(BaseModel):
    """A frozen row. Attributes that it does not know, such as keys, are left aside; neither its errors nor its repr
    tell what is secret."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", hide_input_in_errors=True, defer_build=True)


class Policy(Record):
    """Whom the tenant asks for a second factor."""

    mode: Mode = "off"
    epoch: int = 0
    """Changes with the mode alone; a user's toggle counts only while it carries the same epoch."""
    kept: Mode | None = None
    """In mode `individual`: the mode that was kept for all who have no toggle of this epoch yet."""
    enforce_from: int | None = None
    version: int = 1
    """Changes with every save; the ETag."""
    changed_at: int
    changed_by: str


class Tenant(Record):
    """A customer company, its settings and its policy."""

    slug: str
    name: str
    issuer: str
    """What authenticator apps show beside the account."""
    support_contact: str
    disabled: bool = False
    policy: Policy
    admins: int = 0
    """Admins who can sign in with a password: active ones."""
    idle_seconds: int = 3600
    absolute_seconds: int = 24 * 3600
    reset_seconds: int = 24 * 3600
    """How long after a reset a new authenticator may be set up."""
    password_min: int = 15
    """Characters of the shortest password."""
    version: int = 1
    created_at: int


class Authenticator(Record):
    """A user's bound TOTP secret and its recovery code."""

    secret: bytes = Field(repr=False)
    """Sealed."""
    last_step: int
    """The newest time step accepted; only greater ones will be (RFC 6238 section 5.2)."""
    failures: int = 0
    """Consecutive wrong codes."""
    recovery_digest: str = Field(repr=False)
    enrolled_at: int
    last_used_at: int

    @property
    def is_disabled(self) -> bool:
        return self.failures >= MAX_FAILURES


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
    password_token: str | None = Field(default=None, repr=False)
    """Digest of the newest invitation or reset token; older ones are void."""
    authenticator: Authenticator | None = None
    reset_until: int | None = None
    """After a reset: until when a new authenticator may be set up."""
    toggle: bool = False
    toggle_epoch: int | None = None
    epoch: int = 0
    """Sessions and challenges carry it and live only while it is the same: one write ends them all."""
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
    def recovery_digest(self) -> str | None:
        """Of the one recovery code that works."""
        return self.authenticator.recovery_digest if self.authenticator else None

    @property
    def is_effective_admin(self) -> bool:
        """Whether this is an admin who can sign in, of whom a tenant keeps at least one."""
        return self.role == "admin" and self.can_use_password


class Challenge(Record):
    """The pending second step after a right password."""

    digest: str = Field(repr=False)
    kind: Literal["verify", "enrol"]
    tenant: str
    user: str
    epoch: int
    transport: Transport
    budget: CodeBudget
    """Which budget its codes are counted against."""
    reason: Reason | None = None
    """Why an enrolment is asked for."""
    recovery_digest: str | None = Field(default=None, repr=False)
    """Digest of the recovery code that led to an enrolment; it counts only while it is the user's."""
    secret: bytes | None = Field(default=None, repr=False)
    """Sealed pending secret of an enrolment, once it was begun."""
    expires_at: int


class Session(Record):
    """Somebody signed in."""

    id: str
    digest: str = Field(repr=False)
    tenant: str
    user: str
    epoch: int
    transport: Transport
    amr: Amr
    """Authentication methods (RFC 8176)."""
    user_agent: str
    created_at: int
    verified_at: int
    """When the strongest of the methods was last shown."""
    idle_expires_at: int
    expires_at: int

    @property
    def aal(self) -> Literal[1, 2]:
        """Assurance level, derived (NIST SP 800-63B-4 section 2)."""
        return 2 if "otp" in self.amr else 1


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
