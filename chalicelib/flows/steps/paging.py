"""Pages of lists: filtered within a bounded read, and cursors that only their own list can open."""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from chalicelib.deps import Deps
from chalicelib.domain.visitor import Mandate
from chalicelib.errors import Flaw, InternalError, InvalidRequest

READ = 200
"""Rows of one read."""
MOST = 1000
"""Rows looked at for one page; a rarer match takes more pages, not more time."""
_ID = re.compile(r"[a-z]{3}_[0-9a-z]{26}")


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
    """A cursor for the next page of this query of this tenant."""
    if position is None:
        return None
    sealed = deps.vault.seal(position.encode(), tenant=mandate.tenant.slug, user="any", purpose=_purpose(query))
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def open_cursor(deps: Deps, mandate: Mandate, query: str, cursor: str | None) -> str | None:
    """The position that a cursor stands for. Raises `InvalidRequest` for any other list's cursor."""
    if cursor is None:
        return None
    try:
        sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        opened = deps.vault.open(sealed, tenant=mandate.tenant.slug, user="any", purpose=_purpose(query))
        position = opened.decode("ascii")
    except (binascii.Error, ValueError, InternalError):
        raise InvalidRequest(flaws=(Flaw("/cursor", "invalid"),)) from None
    if not _ID.fullmatch(position):
        raise InvalidRequest(flaws=(Flaw("/cursor", "invalid"),))
    return position


def describe(**filters: str | int | None) -> str:
    """A query as text, the same for the same filters."""
    return json.dumps(filters, sort_keys=True)


def _purpose(query: str) -> str:
    return "cursor:" + hashlib.sha256(query.encode()).hexdigest()
