"""Counting anew: whether the maintained counts are those of the users, and mending them where they are not."""

from collections import Counter

from chalicelib.deps import Deps
from chalicelib.domain.records import Tenant
from chalicelib.errors import TryAgain
from chalicelib.store import tenants, users


def difference(deps: Deps, tenant: Tenant) -> dict[str, int]:
    """What would have to be added to each count to make it right: empty when all are.

    Reads every user. Counts that moved during the reading say nothing: `TryAgain`.
    """
    before = tenants.counts(deps.table, tenant.slug)
    true: Counter[str] = Counter()
    admins, after = 0, None
    while page := users.page(deps.table, tenant.slug, after=after, limit=500):
        for user in page:
            true.update(tenants.cells(user, tenant.policy))
            admins += user.is_effective_admin
        after = page[-1].id
    if tenants.counts(deps.table, tenant.slug) != before:
        raise TryAgain
    kept = {cell for cell in before if not cell[0].isdigit() or cell.startswith(f"{tenant.policy.epoch}_")}
    found = {cell: true[cell] - before[cell] for cell in sorted(kept | set(true)) if true[cell] != before[cell]}
    return found | ({"admins": admins - tenant.admins} if admins != tenant.admins else {})


def mend(deps: Deps, tenant: Tenant, found: dict[str, int]) -> None:
    """Add the difference."""
    deps.table.commit(*tenants.correct(tenant.slug, found))
