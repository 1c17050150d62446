"""The service's one clock: real time and an offset, so that expiry can be tried without waiting."""

import time


class Clock:
    """Seconds since the epoch, `offset` seconds ahead. The offset lives in memory: a restart shows real time."""

    def __init__(self) -> None:
        self.offset = 0

    def __call__(self) -> float:
        return time.time() + self.offset
