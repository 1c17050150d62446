"""`ops events`: the audit record of a tenant."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import click

from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import Event
from chalicelib.domain.times import rfc3339
from chalicelib.domain.visitor import Mandate
from chalicelib.flows import events as flow
from ops.arguments import LIMIT, Moment
from ops.session import Session, pass_session


@click.command()
@click.argument("tenant")
@click.option("--user", default=None, help="Of this user: an id or an e-mail address.")
@click.option("--type", "kind", type=click.Choice([kind.value for kind in EventType]), default=None)
@click.option("--since", type=Moment(), default=None)
@click.option("--until", type=Moment(), default=None)
@click.option("--request-id", default=None, help="Of this request: the id that a user's error page shows.")
@click.option("--limit", type=LIMIT, default=50, show_default=True)
@pass_session
def events(
    session: Session,
    *,
    tenant: str,
    user: str | None,
    kind: str | None,
    since: int | None,
    until: int | None,
    request_id: str | None,
    limit: int,
) -> None:
    """List events, newest first."""
    mandate = session.mandate(tenant)
    about = session.user(mandate, user).id if user else None
    filters = flow.Filters(user=about, type=kind, since=since, until=until)
    everything = _all(session, mandate, filters, limit)
    wanted = (event for event in everything if request_id in (None, event.request_id))
    session.listed(shown(event) for event in islice(wanted, limit))


def _all(session: Session, mandate: Mandate, filters: flow.Filters, size: int) -> Iterator[Event]:
    """Every event, newest first, read in pages of that size."""
    cursor = None
    while True:
        page, cursor = flow.listed(session.deps, mandate, filters, cursor=cursor, limit=size)
        yield from page
        if cursor is None:
            return


def shown(event: Event) -> dict[str, Any]:
    """An event as a row."""
    row = event.model_dump(include={"type", "actor", "user", "detail", "address", "request_id"})
    return {"at": rfc3339(event.at), **row}
