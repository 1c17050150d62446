"""Where the local service keeps what survives a restart."""

import shutil
from pathlib import Path

from emulator.failed import Failed
from local import lock


class Folder:
    """`DATA_DIR`: nobody else's, and one service's at a time."""

    def __init__(self, root: Path) -> None:
        try:
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Failed(f"{root} cannot be used as DATA_DIR: {error.strerror}.") from error
        self.root = root.resolve()
        self.table = self.root / "table"
        self.draft = self.root / "table-draft"
        self.key = self.root / "key"
        self.ministack = self.root / "ministack"
        self.mail = self.root / "mail.jsonl"
        self.clock = self.root / "clock"
        self.site = self.root / "site"
        self.log = self.root / "service.log"
        self.running = self.root / "running.json"
        self.lock = _take(self.root / ".lock", 0, f"Another `make run` uses {root}: stop it, or set another DATA_DIR.")
        self.store_lock = _take(self.root / ".store-lock", 20, f"An earlier store does not let go of {root}.")

    def clear(self) -> None:
        """Begin anew: remove what is ours, and nothing else that the folder may hold."""
        for folder in (self.table, self.draft, self.ministack):
            shutil.rmtree(folder, ignore_errors=True)
        for file in (self.key, self.mail, self.clock):
            file.unlink(missing_ok=True)


def _take(path: Path, wait: float, otherwise: str) -> int:
    try:
        return lock.take(path, wait=wait)
    except BlockingIOError:
        raise Failed(otherwise) from None
