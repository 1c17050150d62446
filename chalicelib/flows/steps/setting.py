"""Setting a password: whether it is acceptable, and what is stored of it."""

from chalicelib.deps import Deps
from chalicelib.domain import password
from chalicelib.domain.records import Tenant, User
from chalicelib.errors import Flaw, InvalidRequest


def acceptable(tenant: Tenant, user: User, given: str) -> None:
    """Whether this may be the user's password. Raises `InvalidRequest` with the reason."""
    identity = (user.email, user.name, tenant.slug, tenant.name)
    if flaw := password.flaw(given, minimum=tenant.password_min, identity=identity):
        raise InvalidRequest(flaws=(Flaw("/password", flaw),))


def hashed(deps: Deps, given: str) -> str:
    """The hash to store, at today's cost."""
    return password.hashed(given, deps.random(password.SALT_BYTES), **deps.settings.argon2)
