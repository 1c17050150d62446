"""Migration: bringing every stored row to today's shape, a page at a time, from where it was left."""

from chalicelib.deps import Deps
from chalicelib.errors import Moved
from chalicelib.store import schema
from chalicelib.store.writes import Key, delete, put

PAGE = 100
_POSITION: Key = {"pk": "MIGRATION", "sk": "MIGRATION"}


def step(deps: Deps) -> tuple[int, int, bool]:
    """Migrate one page: rows looked at, rows written, whether more are left. Can be interrupted and repeated.

    A row that changes meanwhile is left for a later run. Raises `TryAgain`.
    """
    position = deps.table.get(_POSITION)
    after = {"pk": position["at_pk"], "sk": position["at_sk"]} if position else None
    rows, following = deps.table.scan(after=after, limit=PAGE)
    written = 0
    for row in rows:
        write = schema.migrated(row)
        try:
            if write:
                deps.table.commit(write)
                written += 1
        except Moved:
            continue
    if following:
        deps.table.commit(put(_POSITION, {"at_pk": following["pk"], "at_sk": following["sk"]}))
    else:
        deps.table.commit(delete(_POSITION))
    return len(rows), written, following is not None
