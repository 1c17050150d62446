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


@dataclass(frozen=True, kw_only=True)
class Challenged:
    """The second step is still to come."""

    challenge: Challenge
    token: str = field(repr=False)
    reason: Reason | None = None
    """Why an enrolment is asked for; `None` asks for a code."""
