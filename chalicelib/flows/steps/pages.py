"""Pages of lists: filtered within a bounded read, and cursors that only their own list can open."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from chalicelib.deps import Deps
from chalicelib.domain.visitor import Mandate
from chalicelib.errors import Flaw, InvalidRequest

READ = 200
"""Rows of one read."""
MOST = 1000
"""Rows looked at for one page; a rarer match takes more pages, not more time."""


class HasId(Protocol):
    @property
    def id(self) -> str: ...


Row = TypeVar("Row", bound=HasId)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and where the next page starts, if there is one."""

    items: list[Row]
    next: str | None


def page(
    read: Callable[[str | None, int], Sequence[Row]],
    *,
    after: str | None,
    limit: int,
    matches: Callable[[Row], bool] | None = None,
) -> Page[Row]:
    """Up to `limit` matching rows behind the row `after`; `read(after, limit)` gives rows in order."""
    found: list[Row] = []
    looked_at = 0
    while looked_at < MOST:
        size = READ if matches else limit - len(found) + 1
        rows = read(after, size)
        looked_at += len(rows)
        for row in rows:
            if len(found) == limit:
                return Page(found, after)
            after = row.id
            if matches is None or matches(row):
                found.append(row)
        if len(rows) < size:
            return Page(found, None)
    return Page(found, after)


def seal(deps: Deps, mandate: Mandate, query: str, position: str | None) -> str | None:
    """A cursor for the next page of this query of this tenant. Raises `TryAgain`."""
    return deps.signer.sign(_purpose(mandate, query), position.encode()) if position else None


def open_cursor(deps: Deps, mandate: Mandate, query: str, cursor: str | None) -> str | None:
    """The position that a cursor stands for. Raises `InvalidRequest` for any other list's cursor, `TryAgain`."""
    if cursor is None:
        return None
    position = deps.signer.read(_purpose(mandate, query), cursor)
    if position is None:
        raise InvalidRequest(flaws=(Flaw("/cursor", "invalid"),))
    return position.decode()


def describe(**filters: str | int | None) -> str:
    """A query as text, the same for the same filters."""
    return json.dumps(filters, sort_keys=True)


def _purpose(mandate: Mandate, query: str) -> str:
    return f"cursor\0{mandate.tenant.slug}\0{query}"
