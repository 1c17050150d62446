"""The terminal gets few words; everything that the app prints goes to a file."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO


@contextmanager
def diverted(log: Path) -> Iterator[TextIO]:
    """For the body, standard output and error are that file, emptied first. Yields what standard output was."""
    kept = [os.dup(stream.fileno()) for stream in (sys.stdout, sys.stderr)]
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    try:
        _point_at(descriptor, descriptor)
        with os.fdopen(os.dup(kept[0]), "w", buffering=1) as terminal:
            yield terminal
    finally:
        _point_at(*kept)
        for each in (descriptor, *kept):
            os.close(each)


def _point_at(*descriptors: int) -> None:
    for stream, descriptor in zip((sys.stdout, sys.stderr), descriptors, strict=True):
        stream.flush()
        os.dup2(descriptor, stream.fileno())
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(line_buffering=True)  # a log is read while it is written
