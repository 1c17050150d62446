"""What stands in for the outside: a mailbox, a clock that stands still until it is moved, and repeatable randomness."""

import hashlib
import re
import threading
from dataclasses import dataclass, field

from chalicelib.errors import TryAgain

START = 1_800_000_000


@dataclass
class Mailbox:
    """Keeps what is sent; takes nothing while `is_broken`."""

    sent: list[dict[str, str]] = field(default_factory=list)
    is_broken: bool = False

    def send(self, *, to: str, subject: str, text: str) -> None:
        if self.is_broken:
            raise TryAgain(retry_after=1)
        self.sent.append({"to": to, "subject": subject, "text": text})

    def token(self, to: str) -> str:
        """The token of the newest link mailed to an address."""
        texts = [mail["text"] for mail in self.sent if mail["to"] == to and "#" in mail["text"]]
        return str(re.findall(r"#(\S+)", texts[-1])[0])


@dataclass
class Clock:
    """Seconds since the epoch; moves only when told to."""

    now: float = START

    def __call__(self) -> float:
        return self.now


class Randomness:
    """Bytes that never repeat and are the same in each run."""

    def __init__(self, drawn: int = 0) -> None:
        self.drawn = drawn
        self._lock = threading.Lock()

    def __call__(self, size: int) -> bytes:
        with self._lock:
            number = self.drawn
            self.drawn += 1
        return hashlib.shake_256(str(number).encode()).digest(size)
