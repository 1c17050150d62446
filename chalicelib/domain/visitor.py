"""Who is at the other end of a request: anybody, or somebody signed in."""

from dataclasses import dataclass

from chalicelib.domain.records import Session, Tenant, User


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Anybody."""

    request_id: str
    address: str
    """Source address as the gateway saw it; /64 for IPv6."""
    user_agent: str = ""
    known_browser: str | None = None
    """The token of a browser that has signed in before, unchecked."""


@dataclass(frozen=True, kw_only=True)
class Caller(Visitor):
    """Somebody signed in; the tenant comes from here only (SECURITY, rule 8)."""

    session: Session
    user: User
    tenant: Tenant
