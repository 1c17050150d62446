"""Starts the whole local service, as `make run` does, for tests that know it from outside only."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Service:
    """A running service."""

    url: str
    data_dir: Path
    process: "subprocess.Popen[str]"

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """One request on a connection of its own; a `body` that is no bytes travels as JSON."""
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        if body is not None and not isinstance(body, bytes):
            body, headers = json.dumps(body).encode(), {"Content-Type": "application/json", **headers}
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return Reply(response.status, response.msg, response.read())
        finally:
            connection.close()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it, and answer its exit code."""
        self.process.send_signal(number)
        self.process.communicate(timeout=30)
        return self.process.returncode


def launch(data_dir: Path, **environment: str) -> "subprocess.Popen[str]":
    """The process, whether or not it will come up."""
    return subprocess.Popen(
        [sys.executable, "-m", "local"],
        cwd=ROOT,
        env={**os.environ, "PORT": "0", "DATA_DIR": str(data_dir), "ADDRESS_ATTEMPTS": "1000000", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def start(data_dir: Path, **environment: str) -> Service:
    """A service that has said it is ready, on a free port."""
    process = launch(data_dir, **environment)
    assert process.stdout
    ready = next((line for line in process.stdout if line.startswith("ready ")), None)
    if ready is None:
        pytest.fail(f"the service did not start: {process.communicate()[1]}")
    return Service(ready.split()[1], data_dir, process)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all tests of a process; tests keep apart by making tenants of their own."""
    running = start(tmp_path_factory.mktemp("service"))
    yield running
    assert running.stop() == 0
