"""`/v1/tenant`: the settings of the admin's own tenant."""

from chalicelib.domain.records import Tenant
from chalicelib.domain.times import rfc3339
from chalicelib.flows import tenants as flow
from chalicelib.http.endpoint import Access, Call, Reply, endpoint
from chalicelib.http.shapes import Answer, Called, Name, Patch, Time, left_out

MINUTE, HOUR, DAY = 60, 3600, 86400


class TenantEdit(Patch):
    """Times in seconds."""

    name: Called = left_out()
    issuer: Called = left_out()
    """What authenticator apps show beside the account; for authenticators set up from now on."""
    support_contact: Name | None = None
    """Null: pages and mails say "ask your administrator"."""
    session_idle_seconds: int = left_out(ge=15 * MINUTE, le=24 * HOUR)
    session_absolute_seconds: int = left_out(ge=HOUR, le=30 * DAY)
    reset_seconds: int = left_out(ge=HOUR, le=72 * HOUR)
    password_min_length: int = left_out(ge=8, le=64)
    """Below 15 only where every user is asked for a second factor (NIST SP 800-63B-4 section 3.1.1.2)."""


class TenantSettings(Answer):
    slug: str
    name: str
    issuer: str
    support_contact: str | None
    session_idle_seconds: int
    session_absolute_seconds: int
    reset_seconds: int
    password_min_length: int
    sso: bool
    created_at: Time
    version: int


@endpoint("GET", "/v1/tenant", access=Access.ADMIN, answer=TenantSettings)
def read(call: Call) -> Reply:
    """The settings of the tenant."""
    return Reply(_answer(call.caller.tenant))


@endpoint("PATCH", "/v1/tenant", access=Access.ADMIN_FRESH, answer=TenantSettings)
def edit(call: Call, body: TenantEdit) -> Reply:
    """Change settings of the tenant."""
    return Reply(_answer(flow.change(call.deps, call.caller.mandate, body.model_dump(exclude_unset=True))))


def _answer(tenant: Tenant) -> TenantSettings:
    stored = TenantSettings.model_fields.keys() - {"sso", "created_at"}
    return TenantSettings(
        **tenant.model_dump(include=stored), sso=tenant.sso.is_on, created_at=rfc3339(tenant.created_at)
    )
