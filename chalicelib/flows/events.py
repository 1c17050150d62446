"""The audit record, read: newest first, filtered by user, type and time."""

from dataclasses import dataclass

from chalicelib.deps import Deps
from chalicelib.domain.records import Event
from chalicelib.domain.visitor import Mandate
from chalicelib.flows.steps import paging
from chalicelib.store import events


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which events; times in seconds since the epoch, `since` included, `until` not."""

    user: str | None = None
    type: str | None = None
    since: int | None = None
    until: int | None = None

    def match(self, event: Event) -> bool:
        return (
            (self.type is None or event.type == self.type)
            and (self.since is None or event.at >= self.since)
            and (self.until is None or event.at < self.until)
        )


def listed(
    deps: Deps, mandate: Mandate, filters: Filters, *, cursor: str | None, limit: int
) -> tuple[list[Event], str | None]:
    """One page of events, and the cursor of the next one. Another tenant's user has none here."""
    query = paging.describe(list="events", **vars(filters))
    position = paging.open_cursor(deps, mandate, query, cursor)

    def rows(after: str | None, size: int) -> list[Event]:
        return events.page(deps.table, mandate.tenant.slug, user=filters.user, after=after, limit=size)

    has_filter = filters.type or filters.since is not None or filters.until is not None
    page = paging.page(rows, after=position, limit=limit, matches=filters.match if has_filter else None)
    return page.items, paging.seal(deps, mandate, query, page.next)
