"""Keeps the service's mail on disk instead of sending it, for `GET /_local/mail`."""

import json
import re
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

from chalicelib.store.mail import NOBODY

LINK = re.compile(r"https?://[^\s<>\"]+(?<![.,;:!?)])")


class Mail(TypedDict):
    """One mail, with what a test wants of it already picked out."""

    id: str
    to: str
    subject: str
    text: str
    links: list[str]
    tokens: list[str]
    """The part of each link behind the `#`."""
    sent_at: str


class Mailbox:
    """A `Mailer` that appends to a file of JSON lines; what it holds survives a restart, and operators add to it."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        self._path = path
        self._now = now
        self._lock = threading.Lock()
        self._mails: list[Mail] = []
        self._read_to = 0
        if path.exists() and not path.read_bytes().endswith(b"\n"):
            with path.open("a", encoding="utf-8") as file:
                file.write("\n")

    def send(self, *, to: str, subject: str, text: str) -> None:
        """Keep one mail; those to nobody are not, as SES itself drops them."""
        if to == NOBODY:
            return
        mail = _mail(to, subject, text, datetime.fromtimestamp(self._now(), UTC))
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(mail) + "\n")

    def newest_first(self, to: str | None = None) -> list[Mail]:
        """Every mail, or those to one address, whatever its case."""
        with self._lock:
            self._read_on()
            return [mail for mail in reversed(self._mails) if to is None or mail["to"].lower() == to.lower()]

    def _read_on(self) -> None:
        """Read the lines that were added; one that a power cut left half written ends early, and is dropped."""
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            file.seek(self._read_to)
            added = file.read()
        whole = added[: added.rfind(b"\n") + 1]
        self._read_to += len(whole)
        self._mails += [json.loads(line) for line in whole.splitlines() if line.endswith(b"}")]


def _mail(to: str, subject: str, text: str, at: datetime) -> Mail:
    links = LINK.findall(text)
    return {
        "id": f"mail_{secrets.token_hex(8)}",
        "to": to,
        "subject": subject,
        "text": text,
        "links": links,
        "tokens": [link.partition("#")[2] for link in links if "#" in link],
        "sent_at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
