"""Counting anew: whether the maintained counts are those of the users, and mending them where they are not."""

from collections import Counter

from chalicelib.deps import Deps
from chalicelib.domain.event_types import EventType
from chalicelib.domain.visitor import Mandate
from chalicelib.errors import TryAgain
from chalicelib.flows.steps import audit
from chalicelib.store import tenants, users


def difference(deps: Deps, mandate: Mandate) -> dict[str, int]:
    """What would have to be added to each count to make it right: empty when all are.

    Reads every user. Counts that moved during the reading say nothing: `TryAgain`.
    """
    slug = mandate.tenant.slug
    before = _counted(deps, slug)
    true: Counter[str] = Counter()
    after = None
    while page := users.page(deps.table, slug, after=after, limit=500):
        for user in page:
            true.update({**tenants.cells(user), "admins": int(user.is_effective_admin)})
        after = page[-1].id
    if _counted(deps, slug) != before:
        raise TryAgain
    return {cell: true[cell] - before[cell] for cell in sorted({*before, *true}) if true[cell] != before[cell]}


def mend(deps: Deps, mandate: Mandate, found: dict[str, int]) -> None:
    """Add the difference; on record as a change of the tenant."""
    changed = audit.event(
        deps,
        mandate.visitor,
        EventType.TENANT_CHANGED,
        tenant=mandate.tenant.slug,
        user=None,
        actor=mandate.actor,
        changed="counts",
        **found,
    )
    deps.table.commit(*tenants.correct(mandate.tenant.slug, found), changed)


def _counted(deps: Deps, slug: str) -> Counter[str]:
    """What is counted, with the tenant's own number of admins who can sign in."""
    counted, tenant = tenants.counts(deps.table, slug), tenants.load(deps.table, slug)
    counted["admins"] = tenant.admins if tenant else 0
    return counted
