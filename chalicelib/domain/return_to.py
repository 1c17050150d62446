"""Where a browser may be sent after a sign-in: to a page of ours, or to an origin that the stage allows."""

import re
from collections.abc import Set
from urllib.parse import unquote

MAX_CHARACTERS = 512
_RESERVED = ("v1", "_local", ".well-known")
"""First parts of paths that belong to the service itself, and show no page."""
_PLAIN = re.compile(r"[\x21-\x5b\x5d-\x7e]+")
"""Printable ASCII but for the backslash, which browsers read as a slash."""
_ORIGIN = re.compile(r"(https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?)(?=[/?#]|$)")


def judged(given: str | None, *, origins: Set[str]) -> str | None:
    """The address, dot segments resolved, or `None` for one that leads anywhere else."""
    if given is None or len(given) > MAX_CHARACTERS or not _PLAIN.fullmatch(given):
        return None
    if found := _ORIGIN.match(given):
        return given if found[1].lower() in origins else None
    return _path(given) if given.startswith("/") else None


def _path(given: str) -> str | None:
    path, mark, rest = _parted(given)
    resolved = _resolved(path)
    first = unquote(resolved[1:].partition("/")[0])
    if resolved.startswith("//") or "/" in first or "\\" in first or first.lower() in _RESERVED:
        return None
    return resolved + mark + rest


def _parted(given: str) -> tuple[str, str, str]:
    """The path, and what comes behind it."""
    end = next((n for n, character in enumerate(given) if character in "?#"), len(given))
    return given[:end], given[end : end + 1], given[end + 1 :]


def _resolved(path: str) -> str:
    """The path without dot segments, encoded ones included, as a browser reads it (WHATWG URL section 4.4)."""
    kept: list[str] = []
    parts = path[1:].split("/")
    for n, part in enumerate(parts):
        plain = part.lower().replace("%2e", ".")
        if plain == "..":
            kept = kept[:-1]
        elif plain != ".":
            kept.append(part)
            continue
        if n == len(parts) - 1:
            kept.append("")
    return "/" + "/".join(kept)
