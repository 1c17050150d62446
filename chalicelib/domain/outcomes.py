"""What a sign-in comes to: somebody signed in, or the next step."""

from dataclasses import dataclass, field

from chalicelib.domain.records import Challenge, Reason, Session, Tenant, User


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A session was opened. The secrets are here once, and nowhere else."""

    session: Session
    user: User
    tenant: Tenant
    token: str = field(repr=False)
    known_browser: str = field(repr=False)
    recovery_code: str | None = field(default=None, repr=False)
    return_to: str | None = None
    """Where the browser may go on, where it asked."""


@dataclass(frozen=True, kw_only=True)
class Challenged:
    """The second step is still to come."""

    challenge: Challenge
    token: str = field(repr=False)
    reason: Reason | None = None
    """Why an enrolment is asked for; `None` asks for a code."""


@dataclass(frozen=True)
class Departure:
    """A browser that is sent to the identity provider, with a cookie that only this browser will bring back.

    A bearer client gets none: it keeps a value of its own.
    """

    location: str
    cookie_name: str
    cookie: str = field(repr=False)
    seconds: int
    """How long the browser may be away."""
