"""dynoxide stands in for DynamoDB alone, on SQLite: whatever it has answered is there after a `kill -9`."""

import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from emulator.process import Process

BINARY = Path(__file__).parent / "node_modules" / "@dynoxide" / "linux-x64" / "dynoxide"
SUITS_THIS_MACHINE = (sys.platform, platform.machine()) == ("linux", "x86_64")


class Dynoxide(Process):
    """It is at most a commit behind its answers when the power fails, and never behind them when it is killed."""

    name = "dynoxide"
    health = "/"

    def _command(self) -> Sequence[str | Path]:
        return [BINARY, "--port", str(self._port), "--db-path", self._folder / "table.db"]
