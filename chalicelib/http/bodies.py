"""Request bodies: measured, then parsed strictly, then given their shape (SECURITY, rule 12)."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from chalicelib.errors import Flaw, InvalidRequest, TooLarge, UnsupportedMediaType

MAX_BYTES = 16 * 1024
MAX_DEPTH = 16
"""Brackets within brackets; our own shapes need three."""

_CODES = {"missing": "missing", "extra_forbidden": "unknown_field", "string_too_short": "too_short"}
_CODES |= {"string_too_long": "too_long", "literal_error": "not_allowed", "enum": "not_allowed"}


def measured(raw: bytes, limit: int = MAX_BYTES) -> bytes:
    """The body, if it is not too large. Raises `TooLarge`."""
    if len(raw) > limit:
        raise TooLarge
    return raw


def require_media_type(header: str | None, media_type: str) -> None:
    """Raises `UnsupportedMediaType` for any other."""
    if (header or "").split(";")[0].strip().lower() != media_type:
        raise UnsupportedMediaType


def parsed(raw: bytes) -> Any:
    """JSON in UTF-8 -> Python. Raises `InvalidRequest` for all that two parsers could read differently.

    Depth is looked at before parsing; duplicate keys, NaN, infinities and halves of surrogate pairs are refused
    (RFC 8259 sections 4, 6, 8.1, 8.2).
    """
    try:
        text = raw.decode("utf-8")
        _refuse_depth(text)
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
        return value
    except (ValueError, RecursionError):
        raise InvalidRequest(flaws=(Flaw("", "malformed"),)) from None


Model = TypeVar("Model", bound=BaseModel)


def shaped(model: type[Model], value: Any) -> Model:
    """The value in the model's shape. Raises `InvalidRequest` with a pointer to each fault, never with its value."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise InvalidRequest(flaws=tuple(_flaw(each) for each in found)) from None


def _flaw(error: Mapping[str, Any]) -> Flaw:
    kind = str(error["type"])
    code = _CODES.get(kind, "wrong_type" if kind.endswith("_type") else "invalid")
    return Flaw("".join(f"/{_escaped(str(part))}" for part in error["loc"]), code)


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _refuse_depth(text: str) -> None:
    depth, in_string, escaped = 0, False, False
    for character in text:
        if in_string:
            in_string = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise ValueError("too deep")
        elif character in "]}":
            depth -= 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)
