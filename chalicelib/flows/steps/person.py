"""A user of the tenant, and the tenant itself, as they are at this moment."""

from chalicelib.deps import Deps
from chalicelib.domain import policy
from chalicelib.domain.records import Rules, Tenant, User
from chalicelib.domain.visitor import Mandate
from chalicelib.errors import NotFound
from chalicelib.store import tenants, users


def read(deps: Deps, mandate: Mandate, user_id: str) -> User:
    """One user of the tenant. Raises `NotFound`, for another tenant's users too."""
    user = users.load(deps.table, mandate.tenant.slug, user_id)
    if user is None:
        raise NotFound
    return user


def tenant_now(deps: Deps, mandate: Mandate) -> Tenant:
    """The tenant as it is now: a long import, or another try, outlives the one that its request began with."""
    return tenants.load(deps.table, mandate.tenant.slug) or mandate.tenant


def rules_now(deps: Deps, mandate: Mandate) -> Rules:
    return policy.in_force(tenant_now(deps, mandate).policy, deps.now())
