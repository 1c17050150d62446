"""Keeps the service small: glibc would keep the memory of past password hashes for each thread apart."""

import ctypes
import sys

M_ARENA_MAX = -8  # mallopt(3)


def keep_small() -> None:
    """Let all threads share one arena. To be called before there are threads; without glibc nothing happens."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt:
        mallopt(M_ARENA_MAX, 1)
