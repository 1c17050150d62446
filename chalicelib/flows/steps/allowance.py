"""Spending attempts that nobody guesses with, such as mails."""

from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.deps import Deps
from chalicelib.store import attempts
from chalicelib.store.attempts import Attempt, Budget


@contextmanager
def spend(deps: Deps, *budgets: Budget) -> Iterator[None]:
    """Run the body on one attempt of each budget; an error gives them back. Raises `TooManyAttempts`, `TryAgain`."""
    reserved: list[Attempt] = []
    ident = deps.random(6).hex()
    try:
        for budget in budgets:
            reserved.append(attempts.reserve(deps.table, budget, now=int(deps.now()), ident=ident))  # noqa: PERF401 - one may raise
        yield
    except BaseException:
        for attempt in reserved:
            attempts.give_back(deps.table, attempt)
        raise
    for attempt in reserved:
        attempts.settle(deps.table, attempt)
