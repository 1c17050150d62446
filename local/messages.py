"""A request and an answer, as the parts of the local service pass them on."""

from dataclasses import dataclass
from email.message import Message

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Request:
    """What arrived, as it was sent: `path` and `query` are still percent-encoded."""

    method: str
    path: str
    query: str
    headers: Message
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
