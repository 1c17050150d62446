"""The audit record: events, each written in the commit of the change that it tells."""

from chalicelib.domain.records import Event
from chalicelib.errors import NotFound
from chalicelib.store import keys
from chalicelib.store.table import Table
from chalicelib.store.writes import Write, marker, update

DAY = 86400


def record(event: Event, *, days: int) -> Write:
    """One event, kept for `days`. Its id makes the whole commit recognisable."""
    row = {**event.model_dump(), "expires_at": event.at + days * DAY}
    if event.user:
        row |= {"owner": _owner(event.tenant, event.user), "owned": event.id}
    marks = {"event_id": event.id, "tenant": event.tenant, "user": event.user or "", "request_id": event.request_id}
    return marker(keys.event(event.tenant, event.id), row, marks={"event": event.type, **marks})


def page(table: Table, slug: str, *, user: str | None, after: str | None, limit: int) -> list[Event]:
    """Up to `limit` events older than the event `after`, newest first; of one user or of the tenant."""
    if user is None:
        partition = keys.event(slug, "")["pk"]
        return [
            Event.model_validate(row) for row in table.query(partition, after=after, limit=limit, newest_first=True)
        ]
    owner = _owner(slug, user)
    start = {**keys.event(slug, after), "owner": owner, "owned": after} if after else None
    rows = table.query_owned(owner, after=start, limit=limit, newest_first=True)
    return [Event.model_validate(row) for row in rows]


def without_address(event: Event) -> Write:
    """The event with no source address. Expired meanwhile: `NotFound`."""
    key = keys.event(event.tenant, event.id)
    return update(key, sets={"address": "erased"}, when="attribute_exists(#pk)", refused=NotFound)


def _owner(slug: str, user: str) -> str:
    return f"EVENTS#{slug}#{user}"
