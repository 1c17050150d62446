"""How much the local service does at once: enough to keep every core busy, and no more than fits into memory."""

import os
import threading
from collections.abc import Callable

from chalicelib.errors import TryAgain
from local.messages import Answer, Request

AT_WORK = min(os.cpu_count() or 1, 4) + 1
"""Requests to the API that are worked on at once: hashes for each core, as Argon2 releases the interpreter's lock, and
one request that talks to the store. Each may hold the memory of one hash, and one interpreter feeds no more cores."""
WAITING = 60
"""Requests that may wait for their turn, a second or two of sign-ins. The next one is told to come back."""
THREADS = AT_WORK + WAITING + 4
"""A few more, so that a refusal and a page never wait."""
CONNECTIONS = 512
"""Connections that are kept open between requests."""


class Turns:
    """Lets some requests work, some wait, and sends the rest away. Raises `TryAgain` for those."""

    def __init__(self, answer: Callable[[Request], Answer]) -> None:
        self._answer = answer
        self._places = threading.BoundedSemaphore(AT_WORK + WAITING)
        self._turns = threading.BoundedSemaphore(AT_WORK)

    def __call__(self, request: Request) -> Answer:
        """What the API answers, when it is this request's turn."""
        if not self._places.acquire(blocking=False):
            raise TryAgain(retry_after=1)
        try:
            with self._turns:
                return self._answer(request)
        finally:
            self._places.release()
