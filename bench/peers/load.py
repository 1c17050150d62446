"""Clients that do one thing again and again for a while, and what it took."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from bench.peers.process import TICKS
from bench.peers.roll import Roll
from bench.peers.visitor import Visitor

CORES = os.cpu_count() or 1


@dataclass(frozen=True)
class Load:
    """What one load showed."""

    done: int
    failed: int
    rate: float
    """Done in a second."""
    p50: float
    p95: float
    """Milliseconds."""
    cpu: float
    """Milliseconds of CPU of the server for each."""
    others: float
    """The share of the machine that other work took meanwhile."""


def sign_ins(roll: Roll, clients: int, seconds: float) -> Load:
    """Password and code to a session, over and over."""
    return _measure(roll, clients, seconds, lambda visitor: roll.enter(visitor, roll.next()))


def checks(roll: Roll, clients: int, seconds: float) -> Load:
    """Asking whether one is signed in, by as many as are; half as long, since a check is short."""
    return _measure(
        roll, clients, seconds / 2, roll.peer.check, prepare=lambda visitor: roll.enter(visitor, roll.next())
    )


def _measure(
    roll: Roll,
    clients: int,
    seconds: float,
    act: Callable[[Visitor], bool],
    prepare: Callable[[Visitor], bool] = lambda _: True,
) -> Load:
    visitors = [Visitor(roll.server.port) for _ in range(clients)]
    if not all(prepare(visitor) for visitor in visitors):
        raise RuntimeError("a visitor could not sign in before the load")
    before, begin = _spent(roll), time.perf_counter()
    results: list[tuple[bool, float]] = []
    threads = [threading.Thread(target=_repeat, args=(act, visitor, begin + seconds, results)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - begin
    server, clients_too, machine = (after - then for after, then in zip(_spent(roll), before, strict=True))
    times = [taken * 1000 for is_right, taken in results if is_right]
    if len(times) < 2:
        raise RuntimeError(f"{len(results)} attempts, {len(times)} done")
    centiles = quantiles(times, n=20)
    return Load(
        done=len(times),
        failed=len(results) - len(times),
        rate=len(times) / elapsed,
        p50=centiles[9],
        p95=centiles[18],
        cpu=server / len(times) * 1000,
        others=max(0, machine - server - clients_too) / elapsed / CORES,
    )


def _spent(roll: Roll) -> tuple[float, float, float]:
    """Seconds of CPU until now: of the server, of the clients, of everything on the machine."""
    user, nice, system, _, _, *interrupts = map(int, Path("/proc/stat").read_text().split()[1:9])
    machine = (user + nice + system + sum(interrupts)) / TICKS
    return roll.server.process.cpu, time.process_time(), machine


def _repeat(
    act: Callable[[Visitor], bool], visitor: Visitor, deadline: float, results: list[tuple[bool, float]]
) -> None:
    while (begin := time.perf_counter()) < deadline:
        is_right = act(visitor)
        results.append((is_right, time.perf_counter() - begin))
