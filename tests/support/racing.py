"""Threads that are let go at the same moment, and what must come of it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from chalicelib.deps import Deps
from chalicelib.errors import Problem
from chalicelib.store.table import Table
from chalicelib.store.writes import Write
from world import World


def together(times: int, act: Callable[[int], Any]) -> list[Any]:
    """What as many threads, let go at the same moment, come to: an answer or the `Problem` each."""
    gate = threading.Barrier(times)

    def one(number: int) -> Any:
        gate.wait()
        try:
            return act(number)
        except Problem as problem:
            return problem

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


class Gate(Table):
    """A table before which the first commits of two wait for one another: both write by what both have read."""

    def __init__(self, deps: Deps) -> None:
        super().__init__(deps.table._client, deps.settings.table)
        self._barrier, self._passed = threading.Barrier(2), set[int]()

    def commit(self, *writes: Write) -> None:
        if threading.get_ident() not in self._passed:
            self._passed.add(threading.get_ident())
            self._barrier.wait(timeout=10)
        super().commit(*writes)


def race(world: World, act: Callable[[Deps, int], Any]) -> list[Any]:
    """Two of the same act, both past everything that they read when the first of them writes."""
    gated = replace(world.deps, table=Gate(world.deps))
    return together(2, lambda number: act(gated, number))


def one_winner(results: list[Any], *losers: type[Exception]) -> None:
    """Of two, one has done it, and the other was told why not."""
    lost = [result for result in results if isinstance(result, Exception)]
    assert len(lost) == 1, results
    assert isinstance(lost[0], losers), lost
