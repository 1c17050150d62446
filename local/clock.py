"""The service's one clock: real time and an offset, so that expiry can be tried without waiting."""

import threading
import time
from pathlib import Path


class Clock:
    """Seconds since the epoch, some ahead. The offset is kept in a file: sessions and mails were made by it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self.offset = int(path.read_text("utf-8")) if path.exists() else 0

    def __call__(self) -> float:
        return time.time() + self.offset

    def set(self, offset: int) -> None:
        """From now on, be that many seconds ahead."""
        draft = self._path.with_suffix(".new")
        with self._lock:
            draft.write_text(str(offset), "utf-8")
            draft.rename(self._path)
            self.offset = offset
