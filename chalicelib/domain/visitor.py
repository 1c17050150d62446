"""Who is at the other end of a request: anybody, or somebody signed in."""

from dataclasses import dataclass, field

from chalicelib.domain.records import Session, Tenant, User


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Anybody."""

    request_id: str
    address: str
    """Source address as the gateway saw it; /64 for IPv6."""
    user_agent: str = ""
    known_browser: str | None = field(default=None, repr=False)
    """The token of a browser that has signed in before, unchecked."""
    is_same_site: bool = False
    """Whether the request comes from our own scripts on an allowed origin, so that it may be answered with a cookie."""
    ticket: str | None = None
    """Why an operator acts; every event of the act says so."""


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """Who acts on which tenant: one of its admins, or an operator of the service."""

    visitor: Visitor
    tenant: Tenant
    actor: str
    """A user's id, or `operator:<name>`."""


@dataclass(frozen=True, kw_only=True)
class Caller(Visitor):
    """Somebody signed in; the tenant comes from here only (SECURITY, rule 8)."""

    session: Session
    user: User
    tenant: Tenant

    @property
    def mandate(self) -> Mandate:
        """To administer the caller's own tenant."""
        return Mandate(visitor=self, tenant=self.tenant, actor=self.user.id)
