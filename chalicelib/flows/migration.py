"""Migration: bringing every stored row to today's shape, a page at a time, from where it was left."""

from chalicelib.deps import Deps
from chalicelib.errors import Moved
from chalicelib.store import migration

PAGE = 100


def step(deps: Deps) -> tuple[int, int, bool]:
    """Migrate one page: rows looked at, rows written, whether more are left. Can be interrupted and repeated.

    A row that changes meanwhile is left for a later run. Raises `TryAgain`.
    """
    page = migration.read(deps.table, limit=PAGE)
    written = 0
    for writes in page.writes:
        try:
            deps.table.commit(*writes)
            written += 1
        except Moved:
            continue
    deps.table.commit(migration.note(page))
    return page.size, written, page.following is not None


def outstanding(deps: Deps) -> int:
    """How many rows are not in today's shape yet; reads the whole table. Raises `TryAgain`."""
    found, after = 0, None
    while True:
        page = migration.read(deps.table, limit=PAGE, after=after or migration.START)
        found += len(page.writes)
        after = page.following
        if after is None:
            return found
