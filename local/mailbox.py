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
    """A `Mailer` that appends to a file of JSON lines; what it holds survives a restart."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        self._path = path
        self._now = now
        self._lock = threading.Lock()
        self._mails = _read(path)

    def send(self, *, to: str, subject: str, text: str) -> None:
        """Keep one mail; those to nobody are not, as SES itself drops them."""
        if to == NOBODY:
            return
        mail = _mail(to, subject, text, datetime.fromtimestamp(self._now(), UTC))
        with self._lock:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(mail) + "\n")
            self._mails.append(mail)

    def newest_first(self, to: str | None = None) -> list[Mail]:
        """Every mail, or those to one address, whatever its case."""
        with self._lock:
            return [mail for mail in reversed(self._mails) if to is None or mail["to"].lower() == to.lower()]


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


def _read(path: Path) -> list[Mail]:
    """A last line that a power cut left half written ends with no newline, and is dropped."""
    if not path.exists():
        return []
    text = path.read_text("utf-8")
    whole = text[: text.rfind("\n") + 1]
    path.write_text(whole, "utf-8")
    return [json.loads(line) for line in whole.splitlines()]
