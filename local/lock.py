"""One process at a time for a file: an advisory lock that the kernel releases, however its holder ends."""

import fcntl
import os
import time
from pathlib import Path


def take(path: Path, *, wait: float) -> int:
    """Lock the file and return its descriptor, which holds the lock until it is closed here and in every heir.

    Raises `BlockingIOError` when another process still holds the lock after `wait` seconds.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(descriptor)
                raise
            time.sleep(0.05)
        else:
            return descriptor
