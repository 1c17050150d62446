"""The audit record, read: newest first, filtered by user, type and time."""

from dataclasses import dataclass

from chalicelib.deps import Deps
from chalicelib.domain.ids import new_id
from chalicelib.domain.records import Event, User
from chalicelib.domain.visitor import Mandate
from chalicelib.flows.steps import pages
from chalicelib.store import events, users


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which events; times in seconds since the epoch, `since` included, `until` not."""

    user: str | None = None
    type: str | None = None
    since: int | None = None
    until: int | None = None


def listed(
    deps: Deps, mandate: Mandate, filters: Filters, *, cursor: str | None, limit: int
) -> tuple[list[Event], str | None]:
    """One page of events, and the cursor of the next one. Another tenant's user has none here.

    Ids sort by time, so that `until` is where the reading starts, and the first event too old where it ends. The
    stage's retention is kept here too, since the table deletes late. What strangers did with the slug before there was
    a tenant is no part of its record.
    """
    query = pages.describe(list="events", **vars(filters))
    position = pages.open_cursor(deps, mandate, query, cursor)
    if position is None and filters.until is not None:
        position = new_id("evt", filters.until, bytes(10))
    kept_since = int(deps.now()) - deps.settings.event_days * events.DAY
    oldest = max(filters.since or 0, kept_since, mandate.tenant.created_at)

    def rows(after: str | None, size: int) -> list[Event]:
        page = events.page(deps.table, mandate.tenant.slug, user=filters.user, after=after, limit=size)
        return [event for event in page if event.at >= oldest]

    def matches(event: Event) -> bool:
        return event.type == filters.type

    page = pages.page(rows, after=position, limit=limit, matches=matches if filters.type else None)
    return page.items, pages.seal(deps, mandate, query, page.next)


def people(deps: Deps, mandate: Mandate, listed: list[Event]) -> list[User]:
    """Whoever acts or is told about in these events, and is still there; 100 in one look-up. Raises `TryAgain`."""
    named = sorted({each for event in listed for each in (event.actor, event.user) if each and each.startswith("usr_")})
    parts = [named[start : start + 100] for start in range(0, len(named), 100)]
    return [user for part in parts for user in users.load_many(deps.table, mandate.tenant.slug, part)]
