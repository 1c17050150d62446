"""What a login needs to know before it looks at a password: the tenant, the user, and whether the source may ask."""

from typing import NamedTuple

from chalicelib.domain.records import Tenant, User
from chalicelib.errors import TooManyAttempts
from chalicelib.store import attempts, keys, tenants, users
from chalicelib.store.attempts import Budget
from chalicelib.store.table import Table


class Found(NamedTuple):
    """Who might be signing in."""

    tenant: Tenant | None
    user: User | None


def look_up(table: Table, slug: str, email: str, source: Budget, *, now: int) -> Found:
    """The tenant and the user of a (normalised) address, in two reads whoever it is.

    The first read may be a moment old: the user whom it leads to is read as of now, and each request of a session
    compares with the policy anew. Raises `TooManyAttempts` for a source that has failed too often, `TryAgain`.
    """
    tenant, address, spent = table.get_many(
        keys.tenant(slug), keys.address(slug, email), source.key, is_consistent=False
    )
    if wait := attempts.seconds_to_wait(source, spent, now=now):
        raise TooManyAttempts(retry_after=wait)
    return Found(tenants.read(tenant), users.owner(table, slug, email, address))
