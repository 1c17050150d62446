"""Answers of a provider, read as JSON objects: strictly, since two parsers could else read them differently."""

import json
from typing import Any

from chalicelib.domain.oidc.refusals import failed

Document = dict[str, Any]
"""A JSON object as the provider sent it; nothing in it has a type yet."""


def parsed(raw: bytes, *, what: str) -> Document:
    """The JSON object. Raises `SsoRefused` (`<what>_not_json`) for anything else, duplicate keys and NaN included."""
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise failed(f"{what}_not_json") from None
    if not isinstance(value, dict):
        raise failed(f"{what}_not_json")
    return value


def text(document: Document, name: str) -> str | None:
    """A member that is a text with something in it, or `None`."""
    value = document.get(name)
    return value if isinstance(value, str) and value else None


def texts(document: Document, name: str) -> list[str] | None:
    """A member that is a list, the texts of it; anything but a list counts as absent."""
    value = document.get(name)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else None


def whole(document: Document, name: str) -> int | None:
    """A member that is a number, in whole seconds. JSON knows one kind of number (RFC 7519 section 2, NumericDate)."""
    value = document.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value) if abs(value) < _FAR else None


_FAR = 1e12
"""Seconds; 30,000 years from now, and within what a table keeps."""


def _unique(pairs: list[tuple[str, Any]]) -> Document:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _refuse(name: str) -> Any:
    raise ValueError(name)
