"""What this process has read of the web and believes for a while."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

MOST = 200
"""Things; the oldest goes first."""
T = TypeVar("T")


class Recent:
    """A small memory by the one clock, so that a test, or the local service, can let time pass."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[float, Any]] = {}

    def recall(self, key: Hashable, make: Callable[[], T], *, now: float, within: float) -> T:
        """What was made for `key` within so many seconds, else what `make` gives now. What raises is not kept."""
        at, kept = self._kept.get(key, (float("-inf"), None))
        if 0 <= now - at < within:
            return kept  # type: ignore[no-any-return]
        made = make()
        self._kept.pop(key, None)
        self._kept[key] = (now, made)
        if len(self._kept) > MOST:
            self._kept.pop(next(iter(self._kept)), None)
        return made
