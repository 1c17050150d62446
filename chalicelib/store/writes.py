"""Writes as values: each conditional, each with the error that its refused condition means."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from chalicelib.errors import InternalError, Problem
from chalicelib.store.items import Item, encode, encode_item

VERSION: Final = 2
"""Of the schema in which whole rows are written; `schema.py` reads older ones."""

Key = dict[str, str]
Refusal = type[Problem] | Callable[[Item | None], Problem]
"""What a refused condition means; it may depend on the row as it stood (`None`: there is none)."""


@dataclass(frozen=True)
class Write:
    """One write of a commit."""

    operation: Literal["Put", "Update", "Delete"]
    arguments: dict[str, Any] = field(repr=False)
    refused: Refusal = InternalError
    marks: Mapping[str, str] | None = None
    """Given for a row with an id of its own: finding it there means that this very commit has happened before. Names
    and ids, logged once it has."""

    def refusal(self, old: Item | None) -> Problem:
        """The error to raise when the condition was refused."""
        return self.refused() if isinstance(self.refused, type) else self.refused(old)


def put(
    key: Key,
    item: Mapping[str, Any],
    *,
    when: str | None = None,
    values: Mapping[str, Any] | None = None,
    refused: Refusal = InternalError,
) -> Write:
    """Write a whole row."""
    row = encode_item({**item, **key, "v": VERSION})
    return Write("Put", {"Item": row, **_condition(when, values or {})}, refused)


def marker(key: Key, item: Mapping[str, Any], *, marks: Mapping[str, str]) -> Write:
    """Write a new row whose key is of this commit alone, so that a repeated commit is recognised."""
    return replace(put(key, item, when="attribute_not_exists(#pk)"), marks=marks)


def update(
    key: Key,
    *,
    sets: Mapping[str, Any] | None = None,
    adds: Mapping[str, int] | None = None,
    removes: tuple[str, ...] = (),
    when: str | None = None,
    values: Mapping[str, Any] | None = None,
    refused: Refusal = InternalError,
) -> Write:
    """Change attributes, named by path (`authenticator.last_step`); a set value of `None` removes.

    `when` is a condition in DynamoDB's language, its attributes written `#name`, its values `:name`.
    """
    given = dict(sets or {})
    removed = (*removes, *(path for path, value in given.items() if value is None))
    present = {path: value for path, value in given.items() if value is not None}
    clauses = [
        _clause("SET", (f"{_path(path)} = :s{n}" for n, path in enumerate(present))),
        _clause("ADD", (f"{_path(path)} :a{n}" for n, path in enumerate(adds or {}))),
        _clause("REMOVE", (_path(path) for path in removed)),
    ]
    bound = {f"s{n}": value for n, value in enumerate(present.values())}
    bound |= {f"a{n}": value for n, value in enumerate((adds or {}).values())}
    return raw_update(
        key, " ".join(filter(None, clauses)), when=when, values={**bound, **(values or {})}, refused=refused
    )


def raw_update(
    key: Key, expression: str, *, when: str | None, values: Mapping[str, Any], refused: Refusal = InternalError
) -> Write:
    """Change attributes by an update expression in DynamoDB's own language."""
    arguments = {"Key": encode_item(key), "UpdateExpression": expression, **_condition(when, values, expression)}
    return Write("Update", arguments, refused)


def delete(
    key: Key, *, when: str | None = None, values: Mapping[str, Any] | None = None, refused: Refusal = InternalError
) -> Write:
    """Remove a row."""
    return Write("Delete", {"Key": encode_item(key), **_condition(when, values or {})}, refused)


def _condition(when: str | None, values: Mapping[str, Any], expression: str = "") -> dict[str, Any]:
    arguments: dict[str, Any] = {"ConditionExpression": when} if when else {}
    if names := set(re.findall(r"#(\w+)", f"{when or ''} {expression}")):
        arguments["ExpressionAttributeNames"] = {f"#{name}": name for name in names}
    if values:
        arguments["ExpressionAttributeValues"] = {f":{name}": encode(value) for name, value in values.items()}
    return arguments


def _path(path: str) -> str:
    return ".".join(f"#{part}" for part in path.split("."))


def _clause(verb: str, parts: Any) -> str:
    text = ", ".join(parts)
    return f"{verb} {text}" if text else ""
