"""Doing a change again when what it was based on has moved: contention is not an answer."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from chalicelib.errors import Moved

TRIES = 4
P = ParamSpec("P")
R = TypeVar("R")


def again(flow: Callable[P, R]) -> Callable[P, R]:
    """Run the flow anew, from its reads on, while rows move under it; then `Moved`, outward `try_again`."""

    @wraps(flow)
    def run(*arguments: P.args, **named: P.kwargs) -> R:
        for _ in range(TRIES - 1):
            try:
                return flow(*arguments, **named)
            except Moved:
                continue
        return flow(*arguments, **named)

    return run
