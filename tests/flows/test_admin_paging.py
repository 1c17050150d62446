"""Pages of lists, over rows of our own."""

from dataclasses import dataclass, replace

import pytest

from chalicelib.domain.visitor import Mandate
from chalicelib.errors import InvalidRequest
from chalicelib.flows.steps.pages import MOST, READ, Page, open_cursor, page, seal
from world import World


@dataclass(frozen=True)
class Row:
    id: str


class Shelf:
    """Rows in order, and how they were read."""

    def __init__(self, count: int) -> None:
        self.rows = [Row(f"{n:05}") for n in range(count)]
        self.reads: list[int] = []

    def __call__(self, after: str | None, size: int) -> list[Row]:
        self.reads.append(size)
        return [row for row in self.rows if after is None or row.id > after][:size]


def ids(found: Page[Row]) -> list[str]:
    return [row.id for row in found.items]


def test_pages_join_to_the_whole_without_gap_or_repetition() -> None:
    for count in (0, 1, 2, 3, 4, 7):
        shelf, seen, after = Shelf(count), list[str](), None
        while True:
            found = page(shelf, after=after, limit=2)
            seen, after = seen + ids(found), found.next
            if after is None:
                break
        assert seen == [row.id for row in shelf.rows]
        assert len(shelf.reads) == max(1, -(-count // 2))


def test_filtered_pages_join_too() -> None:
    shelf, seen, after = Shelf(READ * 2 + 50), list[str](), None
    while True:
        found = page(shelf, after=after, limit=7, matches=lambda row: row.id.endswith("3"))
        seen, after = seen + ids(found), found.next
        assert len(found.items) <= 7
        if after is None:
            break
    assert seen == [row.id for row in shelf.rows if row.id.endswith("3")]


def test_a_rare_match_takes_more_pages_and_not_more_time() -> None:
    shelf = Shelf(MOST + 1)
    first = page(shelf, after=None, limit=10, matches=lambda row: row.id == f"{MOST:05}")
    assert (first.items, first.next) == ([], f"{MOST - 1:05}")
    assert shelf.reads == [READ] * (MOST // READ)
    assert ids(page(shelf, after=first.next, limit=10, matches=lambda row: row.id == f"{MOST:05}")) == [f"{MOST:05}"]


def test_a_list_that_ends_with_the_page_has_no_next_one() -> None:
    assert page(Shelf(READ), after=None, limit=READ, matches=lambda _: True).next is None
    assert page(Shelf(MOST), after=None, limit=MOST).next is None
    assert page(Shelf(MOST + 1), after=None, limit=MOST).next == f"{MOST - 1:05}"


def test_a_cursor_leads_to_an_id_or_nowhere(world: World) -> None:
    mandate = Mandate(visitor=world.visitor(), tenant=world.tenant(), actor="usr_actor")
    ident = "usr_" + "0" * 26
    assert open_cursor(world.deps, mandate, "query", seal(world.deps, mandate, "query", ident)) == ident
    assert seal(world.deps, mandate, "query", None) is None
    other = replace(mandate, tenant=mandate.tenant.model_copy(update={"slug": "other"}))
    mine = seal(world.deps, mandate, "query", ident) or ""
    said, _, signature = mine.partition(".")
    forged = [ident, "", ".", said, f"{said}.{said}", f"{said}A.{signature}", f"{mine}\u00e9"]
    strange = [seal(world.deps, mandate, "another query", ident), seal(world.deps, other, "query", ident)]
    for cursor in [*forged, *strange]:
        with pytest.raises(InvalidRequest):
            open_cursor(world.deps, mandate, "query", cursor)
