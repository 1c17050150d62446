"""dynoxide stands in for DynamoDB alone, on SQLite: whatever it has answered is there after a `kill -9`."""

import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from emulator.failed import Failed
from emulator.process import Process

BINARY = Path(__file__).parent / "node_modules" / "@dynoxide" / "linux-x64" / "dynoxide"
SUITS_THIS_MACHINE = (sys.platform, platform.machine()) == ("linux", "x86_64")


class Dynoxide(Process):
    """Killed, it has lost nothing; a power cut may take the newest writes, since SQLite syncs now and then."""

    name = "dynoxide"
    health = "/"

    def _command(self) -> Sequence[str | Path]:
        if not BINARY.exists():
            raise Failed("dynoxide is not installed: `make run` installs it where it can run.")
        return [BINARY, "--port", str(self._port), "--db-path", self._folder / "table.db"]
