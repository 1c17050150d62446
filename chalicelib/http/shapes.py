"""Shapes that several routes share: fields, and what requests and answers have in common."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

from chalicelib.domain import email as emails
from chalicelib.domain import recovery_code
from chalicelib.domain.ids import SLUG
from chalicelib.domain.oidc import pkce


class Shape(BaseModel):
    """Whatever travels; it may hold secrets, so that none of its values has a repr."""

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        return []


class Request(Shape):
    """What a route takes: strict, and nothing unknown."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, defer_build=True)


class Patch(Request):
    """Fields to change: each may be left out, and only what was set is to be used."""


def left_out(**limits: Any) -> Any:
    """A field of a `Patch`. No null is taken for it, and the document names no default."""
    return Field(default_factory=lambda: None, **limits)


class Query(Shape):
    """What a route takes in its address; text by nature, so not strict, but nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)


class Answer(Shape):
    """What a route gives. A field with a default is left out where it does not apply."""

    model_config = ConfigDict(frozen=True, defer_build=True)


def omitted() -> Any:
    """A field that is left out of the answer unless it has a value."""
    return Field(default=None, exclude_if=lambda value: value is None)


def _email(text: str) -> str:
    return emails.normalise(text)


def _code(text: str) -> str:
    digits = text.replace(" ", "").replace("-", "")
    if not re.fullmatch("[0-9]{6}", digits):
        raise ValueError("not six digits")
    return digits


def _recovery_code(text: str) -> str:
    digits = recovery_code.read(text)
    if digits is None:
        raise ValueError("not a recovery code")
    return digits


def _plain(text: str) -> str:
    if not text.isprintable() or not text.strip():
        raise ValueError("not printable")
    return text.strip()


def _called(text: str) -> str:
    if not any(letter.isalnum() for letter in text):
        raise ValueError("no letter or digit")
    return text


_LAST = int(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())


def _seconds(value: Any) -> int:
    """RFC 3339 -> seconds since the epoch."""
    if not isinstance(value, str):
        raise ValueError("not a time")
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None or "T" not in value.upper():
        raise ValueError("not a time with an offset")
    seconds = int(moment.timestamp())
    if not 0 <= seconds <= _LAST:
        raise ValueError("not a time that can be written in UTC")
    return seconds


Slug = Annotated[str, StringConstraints(pattern=f"^{SLUG}$", min_length=3, max_length=40)]
Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(_email)]
Code = Annotated[str, StringConstraints(max_length=64), AfterValidator(_code)]
"""Six ASCII digits once spaces and dashes are gone."""
RecoveryCode = Annotated[str, StringConstraints(max_length=128), AfterValidator(_recovery_code)]
"""25 Crockford digits, however they were typed."""
HandoverChallenge = Annotated[str, StringConstraints(pattern=f"^{pkce.CHALLENGE}$")]
"""S256 of a value that a client keeps (RFC 7636 section 4.2)."""
Name = Annotated[str, StringConstraints(max_length=100), AfterValidator(_plain)]
Called = Annotated[Name, AfterValidator(_called)]
"""A name in which there is something to read: a letter or a digit."""
Text = Annotated[str, StringConstraints(max_length=500), AfterValidator(_plain)]
Moment = Annotated[int, BeforeValidator(_seconds), WithJsonSchema({"type": "string", "format": "date-time"})]
"""Seconds since the epoch inside, RFC 3339 outside."""
Time = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
