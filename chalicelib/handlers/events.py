"""`/v1/events`: the tenant's audit record."""

import json

from pydantic import Field

from chalicelib.domain import sheets
from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import Event
from chalicelib.domain.times import rfc3339
from chalicelib.flows import events as flow
from chalicelib.http.endpoint import Access, Call, Reply, endpoint
from chalicelib.http.shapes import Answer, Moment, Query, Time

MAX_EXPORTED = 1000
"""Events in one part of an export."""


class Filters(Query):
    """All of them must hold."""

    user: str | None = Field(default=None, pattern="^usr_[0-9a-z]{26}$")
    type: EventType | None = None
    since: Moment | None = None
    until: Moment | None = None
    cursor: str | None = Field(default=None, min_length=1, max_length=1000)


class Listing(Filters):
    limit: int = Field(default=50, ge=1, le=100)


class EventAnswer(Answer):
    id: str
    type: EventType
    at: Time
    actor: str
    """A user's id, `operator:<name>`, or `anyone`."""
    user: str | None
    """Whom it is about."""
    request_id: str
    address: str
    detail: dict[str, str | int | bool | None]


class EventPerson(Answer):
    name: str
    email: str


class Events(Answer):
    items: list[EventAnswer]
    next_cursor: str | None
    people: dict[str, EventPerson]
    """By id: the users of `actor` and `user` who are not deleted."""


@endpoint("GET", "/v1/events", access=Access.ADMIN, answer=Events)
def listed(call: Call, query: Listing) -> Reply:
    """Events, newest first."""
    events, cursor = _page(call, query, query.limit)
    people = {
        user.id: EventPerson(name=user.name, email=user.email)
        for user in flow.people(call.deps, call.caller.mandate, events)
    }
    return Reply(Events(items=[_answer(event) for event in events], next_cursor=cursor, people=people))


@endpoint("GET", "/v1/events/export.csv", access=Access.ADMIN, answer=str, media_type="text/csv")
def export_csv(call: Call, query: Filters) -> Reply:
    """Events as CSV, in parts; `X-Next-Cursor` leads to the next part."""
    events, cursor = _page(call, query, MAX_EXPORTED)
    header = None if query.cursor else list(EventAnswer.model_fields)
    text = sheets.write([_row(_answer(event)) for event in events], header=header)
    return _part(text, "events.csv", cursor)


@endpoint(
    "GET",
    "/v1/events/export.jsonl",
    access=Access.ADMIN,
    answer=str,
    media_type="application/jsonl",
)
def export_jsonl(call: Call, query: Filters) -> Reply:
    """Events as JSON Lines, in parts; `X-Next-Cursor` leads to the next part."""
    events, cursor = _page(call, query, MAX_EXPORTED)
    lines = "".join(_answer(event).model_dump_json() + "\n" for event in events)
    return _part(lines, "events.jsonl", cursor)


def _page(call: Call, query: Filters, limit: int) -> tuple[list[Event], str | None]:
    filters = flow.Filters(user=query.user, type=query.type, since=query.since, until=query.until)
    return flow.listed(call.deps, call.caller.mandate, filters, cursor=query.cursor, limit=limit)


def _part(text: str, name: str, cursor: str | None) -> Reply:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Reply(text, headers=headers | ({"X-Next-Cursor": cursor} if cursor else {}))


def _answer(event: Event) -> EventAnswer:
    fields = event.model_dump(exclude={"tenant", "at", "type"})
    return EventAnswer(**fields, type=EventType(event.type), at=rfc3339(event.at))


def _row(event: EventAnswer) -> list[str]:
    cells = {**event.model_dump(), "detail": json.dumps(event.detail)}
    return ["" if cell is None else str(cell) for cell in cells.values()]
