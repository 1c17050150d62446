"""A server in processes of its own: started, waited for, measured with its children, and ended."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

PATIENCE = 60
"""Seconds until a server that does not listen counts as broken."""
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


Command = Sequence[str | Path]


class Process:
    """One command and what it starts."""

    def __init__(self, command: Command, *, cwd: Path, env: Mapping[str, str], log: Path, port: int) -> None:
        with log.open("ab") as output:
            self._popen = subprocess.Popen(
                command, cwd=cwd, env=os.environ | dict(env), stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        self._log = log
        self._wait(port)

    @property
    def cpu(self) -> float:
        """Seconds of CPU that it and its children took until now."""
        return sum(_times(pid) for pid in _tree(self._popen.pid))

    @property
    def memory(self) -> float:
        """MiB that it and its children hold in memory now."""
        return sum(_resident(pid) for pid in _tree(self._popen.pid)) / 1024

    def stop(self) -> None:
        """Ask it to end, and see to it."""
        self._popen.terminate()
        try:
            self._popen.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()

    def _wait(self, port: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._popen.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.01)
            else:
                return
        self.stop()
        raise RuntimeError(f"nobody listens: {self._log.read_text()[-2000:]}")


def _tree(root: int) -> Iterator[int]:
    parents = {
        int(path.name): _stat(path)[1] for path in Path("/proc").iterdir() if path.name.isdigit() and _stat(path)
    }
    yield root
    found = {root}
    while more := {pid for pid, parent in parents.items() if int(parent) in found} - found:
        yield from more
        found |= more


def _stat(path: Path) -> list[str]:
    """What comes after the command's name in `/proc/PID/stat`; nothing where the process is gone."""
    try:
        return (path / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _times(pid: int) -> float:
    fields = _stat(Path(f"/proc/{pid}"))
    return (int(fields[11]) + int(fields[12])) / TICKS if fields else 0


def _resident(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)
