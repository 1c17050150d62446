"""A new password: what is refused, and what is stored of it."""

from chalicelib.deps import Deps
from chalicelib.domain import password
from chalicelib.domain.records import Tenant, User
from chalicelib.errors import Flaw, InvalidRequest


def require_acceptable(tenant: Tenant, user: User, given: str) -> None:
    """Raises `InvalidRequest` with the reason, where this may not be the user's password."""
    identity = (user.email, user.name, tenant.slug, tenant.name)
    if flaw := password.flaw(given, minimum=tenant.password_min_length, identity=identity):
        raise InvalidRequest(flaws=(Flaw("/password", flaw),))


def hashed(deps: Deps, given: str) -> str:
    """The hash to store, at today's cost."""
    return password.hashed(given, deps.random(password.SALT_BYTES), **deps.settings.argon2)
