"""A store that reports capacity units as DynamoDB does, for as long as a benchmark runs."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from emulator.dynoxide import BINARY


@contextmanager
def running() -> Iterator[None]:
    """Run it in memory on a free port of 127.0.0.1, and send the SDK's DynamoDB calls there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([BINARY, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.environ["AWS_ENDPOINT_URL_DYNAMODB"] = f"http://127.0.0.1:{port}"
    try:
        _wait(port)
        yield
    finally:
        process.terminate()
        process.wait()
        del os.environ["AWS_ENDPOINT_URL_DYNAMODB"]


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the store did not start")
