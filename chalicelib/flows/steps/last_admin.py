"""Nobody is locked out by a rule: the last admin who can get in stays one (SECURITY, rule 11)."""

from chalicelib.deps import Deps
from chalicelib.domain import policy
from chalicelib.domain.records import Tenant, User
from chalicelib.errors import Conflict
from chalicelib.store import admins, counts
from chalicelib.store.writes import Write


def account_for(deps: Deps, tenant: Tenant, before: User | None, after: User | None) -> list[Write]:
    """All that a change of a user means for the tenant: where the user is counted, and who administers it.

    Two who leave at the same moment meet at one row. Raises `Conflict` for the last admin who gets in, `TryAgain`.
    """
    was, is_ = (user is not None and user.is_password_admin for user in (before, after))
    moved = counts.move(before, after)
    if before and was and not is_:
        return [_leave(deps, tenant, before), *moved]
    return [admins.join(after), *moved] if after and is_ and not was else moved


def _leave(deps: Deps, tenant: Tenant, user: User) -> Write:
    seen = admins.load(deps.table, tenant.slug)
    rules, now = policy.in_force(tenant.policy, deps.now()), deps.now()
    if not any(policy.can_get_in(other, rules, now) for other in seen.users if other.id != user.id):
        raise Conflict.over("", "last_admin", "This is the last admin who can sign in.")
    return admins.leave(user, seen)
