"""The audit record: events, each written in the commit of the change that it tells."""

from heapq import merge
from itertools import islice
from zlib import crc32

from chalicelib.domain.records import Event
from chalicelib.errors import Moved, NotFound
from chalicelib.store import keys
from chalicelib.store.items import Item
from chalicelib.store.table import Table
from chalicelib.store.writes import Key, Write, delete, marker, put, update

DAY = 86400
SHARDS = 4
"""Partitions of a tenant's record: each takes 1,000 write units a second, and an event of a commit costs two."""


def record(event: Event, *, days: int) -> Write:
    """One event, kept for `days`. Its id makes the whole commit recognisable."""
    row = {**event.model_dump(), "expires_at": event.at + days * DAY}
    if event.user:
        row |= {"owner": _owner(event.tenant, event.user), "owned": event.id}
    marks = {"event_id": event.id, "tenant": event.tenant, "user": event.user or "", "request_id": event.request_id}
    return marker(_key(event.tenant, event.id), row, marks={"event": event.type, **marks})


def page(table: Table, slug: str, *, user: str | None, after: str | None, limit: int) -> list[Event]:
    """Up to `limit` events older than the event `after`, newest first; of one user or of the tenant.

    Ids sort by time, so that the partitions of a tenant are merged by id. Raises `TryAgain`.
    """
    if user is None:
        parts = [_part(table, slug, shard, after, limit) for shard in range(SHARDS)]
        merged = merge(*parts, key=lambda row: str(row["id"]), reverse=True)
        return [Event.model_validate(row) for row in islice(merged, limit)]
    owner = _owner(slug, user)
    start = {**_key(slug, after), "owner": owner, "owned": after} if after else None
    rows = table.query_owned(owner, after=start, limit=limit, newest_first=True)
    return [Event.model_validate(row) for row in rows]


def without_address(event: Event) -> Write:
    """The event with no source address. Expired meanwhile: `NotFound`."""
    key = _key(event.tenant, event.id)
    return update(key, sets={"address": "erased"}, when="attribute_exists(#pk)", refused=NotFound)


def moved(row: Item) -> list[Write]:
    """What brings an event of version 1, which kept a tenant's in one partition, to its place; none for other rows."""
    if row["pk"] != f"EVENTS#{row.get('tenant')}":
        return []
    old = {"pk": row["pk"], "sk": row["sk"]}
    return [put(_key(row["tenant"], row["sk"]), row), delete(old, when="attribute_exists(#pk)", refused=Moved)]


def _part(table: Table, slug: str, shard: int, after: str | None, limit: int) -> list[Item]:
    return table.query(keys.event(slug, shard, "")["pk"], after=after, limit=limit, newest_first=True)


def _key(slug: str, event_id: str) -> Key:
    return keys.event(slug, crc32(event_id.encode()) % SHARDS, event_id)


def _owner(slug: str, user: str) -> str:
    return f"EVENTS#{slug}#{user}"
