"""The gate before a tenant's provider: three calls at once, and a pause after three failures in a row.

It stands in the table, since each process of the function answers one request at a time and knows of no other.
"""

from contextlib import suppress
from dataclasses import dataclass

from chalicelib.errors import TryAgain
from chalicelib.store import keys
from chalicelib.store.items import Item
from chalicelib.store.table import Refused, Table
from chalicelib.store.writes import Key, Write, raw_update

PLACES = 3
FAILURES = 3
PAUSE_SECONDS = 30
LEASE_SECONDS = 30
"""A place whose holder died is free again after this; longer than a visit can take."""
_KEPT_SECONDS = 86400


class Shut(Exception):
    """Nobody may call now; `seconds` until somebody may. `is_paused` tells failures from a crowd."""

    def __init__(self, seconds: int, *, is_paused: bool) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds
        self.is_paused = is_paused


@dataclass(frozen=True)
class Place:
    """One of the places, held until it is left or its lease ends."""

    tenant: str
    number: int
    lease: int


def enter(table: Table, slug: str, *, now: int) -> Place:
    """Take a place. Raises `Shut`, `TryAgain`."""
    number = 0
    for _ in range(2 * PLACES):
        place = Place(slug, number, now + LEASE_SECONDS)
        try:
            table.write(_taking(place, now))
            return place
        except Refused as refused:
            row = refused.old or {}
            require_open(row, now)
            number = _free(row, now)
    raise Shut(1, is_paused=False)


def leave(table: Table, place: Place, *, now: int, has_failed: bool) -> None:
    """Give the place back and count what came of it; of no consequence where the table fails."""
    with suppress(Refused, TryAgain):
        row = table.write(_leaving(place, has_failed))
        if row.get("failures", 0) >= FAILURES:
            values = {"until": now + PAUSE_SECONDS, "zero": 0}
            table.write(raw_update(_key(place.tenant), _PAUSE, when=None, values=values))


def peek(table: Table, slug: str, *, now: int) -> None:
    """Raises `Shut` during a pause, `TryAgain`; takes no place."""
    require_open(table.get(_key(slug)) or {}, now)


def require_open(row: Item, now: int) -> None:
    """Raises `Shut` where the row says that there is a pause."""
    left = row.get("paused_until", 0) - now
    if left > 0:
        raise Shut(left, is_paused=True)


_PAUSE = "SET #paused_until = :until, #failures = :zero"


def _taking(place: Place, now: int) -> Write:
    held = f"s{place.number}"
    return raw_update(
        _key(place.tenant),
        f"SET #{held} = :lease, #expires_at = :kept",
        when="(attribute_not_exists(#paused_until) OR #paused_until <= :now) "
        f"AND (attribute_not_exists(#{held}) OR #{held} <= :now)",
        values={"lease": place.lease, "kept": now + _KEPT_SECONDS, "now": now},
    )


def _leaving(place: Place, has_failed: bool) -> Write:
    held = f"s{place.number}"
    counted = "#failures = if_not_exists(#failures, :zero) + :one" if has_failed else "#failures = :zero"
    values = {"zero": 0, "lease": place.lease, **({"one": 1} if has_failed else {})}
    return raw_update(_key(place.tenant), f"SET #{held} = :zero, {counted}", when=f"#{held} = :lease", values=values)


def _free(row: Item, now: int) -> int:
    """A place that nobody holds. Raises `Shut` where there is none."""
    ends = [row.get(f"s{number}", 0) for number in range(PLACES)]
    if min(ends) > now:
        raise Shut(1, is_paused=False)
    return next(number for number, end in enumerate(ends) if end <= now)


def _key(slug: str) -> Key:
    return keys.budget("provider", slug)
