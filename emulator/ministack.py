"""Runs MiniStack, which stands in for DynamoDB, KMS and CloudFormation, as a process of its own."""

import os
import socket
import subprocess
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from emulator.failed import Failed

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv-ministack" / "bin" / "python"
LAUNCHER = ROOT / "emulator" / "launch.py"


class Ministack:
    """A MiniStack process that keeps its state in `folder`. It writes that state when it is stopped, and only then."""

    def __init__(self, folder: Path, *, lock: int) -> None:
        self.log = folder.with_suffix(".log")
        self._folder = folder
        self._lock = lock
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it and wait until it answers. It inherits the lock: nobody may read the state before it is written."""
        if not PYTHON.exists():
            raise Failed("MiniStack is not installed: `make run` installs it.")
        (self._folder / "tmp").mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [PYTHON, "-I", LAUNCHER, str(os.getpid())],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[self._lock],
                start_new_session=True,  # Ctrl-C is for us: we stop it when we no longer use it
            )
        self._wait_until_ready()

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

    def _environment(self) -> dict[str, str]:
        """Its own, complete: nothing of the caller's, above all no credentials."""
        return {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self._port),
            "SERVICES": "cloudformation,dynamodb,kms",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "LOG_LEVEL": "WARNING",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(self._folder),
            "TMPDIR": str(self._folder / "tmp"),
            "PATH": os.defpath,
        }

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urlopen(f"{self.url}/_ministack/health", timeout=1):
                    return
            except (URLError, OSError):
                time.sleep(0.02)
        self.stop()
        raise Failed(f"MiniStack did not start; {self.log} may say why.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
