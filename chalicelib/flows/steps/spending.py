"""Spending attempts: what every guess and every mail does first."""

from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.deps import Deps
from chalicelib.errors import Problem
from chalicelib.store import attempts
from chalicelib.store.attempts import Attempt, Budget


@contextmanager
def spend(deps: Deps, *budgets: Budget, failures: tuple[type[Problem], ...] = ()) -> Iterator[Attempt]:
    """Run the body on one reserved attempt of each budget; only `failures` stay counted."""
    ident = deps.random(8).hex()
    with attempts.spend(deps.table, budgets, now=int(deps.now()), ident=ident, failures=failures) as attempt:
        yield attempt
