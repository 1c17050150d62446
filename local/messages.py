"""A request and an answer, as the parts of the local service pass them on."""

from collections.abc import Mapping
from dataclasses import dataclass

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Request:
    """What arrived, as it was sent: `path` and `query` are still percent-encoded."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    source: str
    """The peer's address."""
    id: str


@dataclass(frozen=True)
class Answer:
    """What goes back. A header may occur more than once."""

    status: int
    headers: Headers = ()
    body: bytes = b""
