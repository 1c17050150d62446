"""Counting anew: whether the maintained counts are those of the users, and mending them where they are not."""

from collections import Counter

from chalicelib.deps import Deps
from chalicelib.domain.counts import cells
from chalicelib.domain.event_types import EventType
from chalicelib.domain.visitor import Mandate
from chalicelib.errors import TryAgain
from chalicelib.flows.steps import audit
from chalicelib.store import counts, users


def difference(deps: Deps, mandate: Mandate) -> dict[str, int]:
    """What would have to be added to each count to make it right: empty when all are.

    Reads every user. Counts that moved during the reading say nothing: `TryAgain`.
    """
    slug = mandate.tenant.slug
    before = counts.read(deps.table, slug)
    true: Counter[str] = Counter()
    after = None
    while page := users.page(deps.table, slug, after=after, limit=500):
        for user in page:
            true.update(cells(user))
        after = page[-1].id
    if counts.read(deps.table, slug) != before:
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
    deps.table.commit(counts.correct(mandate.tenant.slug, found), changed)
