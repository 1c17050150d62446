"""A stand-in for AWS as a process of its own, which ends with the process that started it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

from emulator.failed import Failed

LAUNCHER = Path(__file__).parent / "launch.py"
ASK_AGAIN = 0.01
"""Seconds between two questions whether it answers."""


class Process:
    """A program on a free port of this machine; it keeps its state in `folder`. Its kinds say how it is started."""

    name: str
    health: str
    """A path that is answered as soon as it is ready."""

    def __init__(self, folder: Path, *, lock: int) -> None:
        self.log = folder.with_suffix(".log")
        self._folder = folder
        self._lock = lock
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it and wait until it answers. It inherits the lock: until it has ended, the state is nobody else's."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-I", LAUNCHER, *self._command(), str(os.getpid())],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[self._lock],
                start_new_session=True,  # Ctrl-C is for us: we stop it when we no longer use it
            )
        self._wait_until_ready()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def restart(self) -> None:
        """Save what there is."""
        self.stop()
        self.start()

    def wait(self) -> None:
        """Return when it has ended."""
        self._process.wait()

    def has_ended(self) -> bool:
        """Whether it runs no longer."""
        return self._process.poll() is not None

    def stop(self) -> None:
        """Let it write its state, and end."""
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _command(self) -> Sequence[str | Path]:
        raise NotImplementedError

    def _environment(self) -> Mapping[str, str]:
        """Its own, complete: nothing of the caller's, above all no credentials."""
        return {"PATH": os.defpath}

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and not self.has_ended():
            if self._answers():
                return
            time.sleep(ASK_AGAIN)
        self.stop()
        raise Failed(f"{self.name} did not start; {self.log} may say why.")

    def _answers(self) -> bool:
        try:
            with urlopen(self.url + self.health, timeout=1):
                return True
        except (URLError, OSError):
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
