"""The shape of stored rows: each says which version of the schema wrote it, and readers know the last two.

Budgets and counts are plain numbers and carry no version.
"""

from collections.abc import Callable, Mapping

from chalicelib.errors import InternalError, Moved
from chalicelib.store.items import Item
from chalicelib.store.writes import VERSION, Write, update

_RENAMED = {
    "idle_seconds": "session_idle_seconds",
    "absolute_seconds": "session_absolute_seconds",
    "password_min": "password_min_length",
}


def current(row: Item) -> Item:
    """The row in today's shape. Raises `InternalError` for a version that this reader does not know."""
    version = row.get("v", 0)
    if version == VERSION:
        return row
    if version not in STEPS:
        raise InternalError(f"a row of schema version {version}")
    return {**STEPS[version](row), "v": VERSION}


def migrated(row: Item) -> Write | None:
    """The write that brings a row to today's shape, where it is not there yet. Changed meanwhile: `Moved`."""
    after = current(row)
    sets = {name: value for name, value in after.items() if row.get(name) != value}
    touched = [*sets, *(name for name in row if name not in after)]
    if not touched or row["pk"].startswith(("BUDGET#", "NOBODY#")) or row["sk"].startswith("COUNT#"):
        return None
    return update(
        {"pk": row["pk"], "sk": row["sk"]},
        sets={**sets, **{name: None for name in touched if name not in sets}},
        when=" AND ".join(f"#{n} = :was_{n}" if n in row else f"attribute_not_exists(#{n})" for n in touched),
        values={f"was_{name}": row[name] for name in touched if name in row},
        refused=Moved,
    )


def _from_1(row: Item) -> Item:
    """Version 1 kept the recovery code's digest in the authenticator, and named some settings otherwise than the API.

    A link that was mailed, and a reset whose clock ran, are of another shape now: the admin invites or resets again.
    What today's writes have put beside the older attributes since counts before them.
    """
    after = {_RENAMED.get(name, name): value for name, value in row.items()}
    after |= {name: row[name] for name in _RENAMED.values() if name in row}
    if "authenticator" in row:
        authenticator = dict(row["authenticator"])
        older = authenticator.pop("recovery_digest", None)
        after |= {"recovery_digest": row.get("recovery_digest", older), "authenticator": authenticator}
    if after.pop("reset_until", None) is not None and "authenticator" not in row:
        after.setdefault("reset", {})
    if isinstance(after.get("password_token"), str):
        del after["password_token"]
    return after


STEPS: Mapping[int, Callable[[Item], Item]] = {0: _from_1, 1: _from_1}
"""How a row of the version before becomes one of this. Rows from before there was a version are of the first one."""
