"""`/v1/tenant`: the settings of the admin's own tenant."""

from pydantic import Field

from chalicelib.domain.records import Tenant
from chalicelib.domain.times import rfc3339
from chalicelib.flows import tenants as flow
from chalicelib.http.endpoint import Access, Call, Reply, endpoint
from chalicelib.http.shapes import Answer, Name, Patch, Time

MINUTE, HOUR, DAY = 60, 3600, 86400


class TenantEdit(Patch):
    """Times in seconds."""

    name: Name | None = None
    issuer: Name | None = None
    """What authenticator apps show beside the account; for authenticators set up from now on."""
    support_contact: Name | None = None
    session_idle_seconds: int | None = Field(default=None, ge=15 * MINUTE, le=24 * HOUR)
    session_absolute_seconds: int | None = Field(default=None, ge=HOUR, le=30 * DAY)
    reset_seconds: int | None = Field(default=None, ge=HOUR, le=72 * HOUR)
    password_min_length: int | None = Field(default=None, ge=8, le=64)
    """Below 15 only where every user is asked for a second factor (NIST SP 800-63B-4 section 3.1.1.2)."""


class TenantSettings(Answer):
    slug: str
    name: str
    issuer: str
    support_contact: str
    session_idle_seconds: int
    session_absolute_seconds: int
    reset_seconds: int
    password_min_length: int
    sso: bool
    created_at: Time
    version: int


_RECORD = {
    "session_idle_seconds": "idle_seconds",
    "session_absolute_seconds": "absolute_seconds",
    "password_min_length": "password_min",
}
"""Where the contract's names differ from the record's."""


@endpoint("GET", "/v1/tenant", access=Access.ADMIN, answer=TenantSettings)
def read(call: Call) -> Reply:
    """The settings of the tenant."""
    return Reply(_answer(call.caller.tenant))


@endpoint("PATCH", "/v1/tenant", access=Access.ADMIN_FRESH, body=TenantEdit, answer=TenantSettings)
def edit(call: Call) -> Reply:
    """Change settings of the tenant."""
    given = call.body.model_dump(exclude_none=True)
    changes = {_RECORD.get(name, name): value for name, value in given.items()}
    return Reply(_answer(flow.change(call.deps, call.caller.mandate, changes)))


def _answer(tenant: Tenant) -> TenantSettings:
    return TenantSettings(
        slug=tenant.slug,
        name=tenant.name,
        issuer=tenant.issuer,
        support_contact=tenant.support_contact,
        session_idle_seconds=tenant.idle_seconds,
        session_absolute_seconds=tenant.absolute_seconds,
        reset_seconds=tenant.reset_seconds,
        password_min_length=tenant.password_min,
        sso=False,
        created_at=rfc3339(tenant.created_at),
        version=tenant.version,
    )
