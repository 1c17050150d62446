"""One peer from its installation to its last answer."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.peers import behaviour, load
from bench.peers.behaviour import Behaviour
from bench.peers.load import Load
from bench.peers.peer import BUILD, Peer, Place
from bench.peers.roll import Roll
from bench.peers.visitor import Visitor

CLIENTS = (1, 8)


@dataclass(frozen=True)
class Extent:
    """How long and how often."""

    seconds: float
    """Of one load."""
    rounds: int
    """Of each load; the one counts in which other work took least."""
    races: int
    samples: int
    accounts: int
    """At most."""
    costs: tuple[str, ...]
    limit: float
    """Seconds for all peers together; who is not measured by then is not."""


FULL = Extent(seconds=6, rounds=2, races=20, samples=15, accounts=1200, costs=("equal", "default"), limit=900)
QUICK = Extent(seconds=1.5, rounds=1, races=2, samples=3, accounts=100, costs=("equal",), limit=120)


@dataclass(frozen=True)
class Figures:
    """One peer at one cost of its hash."""

    first_sign_in: float
    """Seconds from its start."""
    sign_ins: dict[int, Load]
    """By the number of clients."""
    checks: dict[int, Load]
    hash_cpu: float
    """Milliseconds of one comparison, the mean of before and after."""
    memory: float
    """MiB after the load of eight clients."""

    @property
    def ratio(self) -> float:
        """CPU of a sign-in over the CPU of its hash."""
        return self.sign_ins[CLIENTS[-1]].cpu / self.hash_cpu


@dataclass
class Trial:
    """One peer, or why there is none."""

    peer: Peer
    versions: dict[str, str] = field(default_factory=dict)
    figures: dict[str, Figures] = field(default_factory=dict)
    """By the cost of the hash."""
    behaviour: Behaviour | None = None
    error: str = ""

    def at(self, cost: str) -> Figures | None:
        """The figures at that cost; a peer whose default is the equal cost is measured once."""
        return self.figures.get(cost) or (self.figures.get("equal") if self.peer.IS_EQUAL_BY_DEFAULT else None)


def run_all(peers: list[Peer], extent: Extent) -> list[Trial]:
    """One after the other, so that none disturbs another; first all at equal cost, then all at their defaults.

    The limit counts from when all are installed.
    """
    trials = [Trial(peer) for peer in peers]
    for trial in trials:
        with _told(trial, "installation"):
            trial.versions = trial.peer.install()
    deadline = time.monotonic() + extent.limit
    for cost in extent.costs:
        for trial in trials:
            _run(trial, extent, cost, is_late=time.monotonic() > deadline)
    return trials


def _run(trial: Trial, extent: Extent, cost: str, *, is_late: bool) -> None:
    if trial.error or (cost == "default" and trial.peer.IS_EQUAL_BY_DEFAULT):
        return
    with _told(trial, f"{cost} cost"):
        if is_late:
            raise TimeoutError(f"the {extent.limit:g} seconds of the whole run were over")
        _measure(trial, extent, cost)


@contextmanager
def _told(trial: Trial, what: str) -> Iterator[None]:
    """Whatever goes wrong is told in the document: the other peers are measured all the same."""
    print(f"==> {trial.peer.TITLE}, {what}", flush=True)
    try:
        yield
    except Exception as error:
        trial.error = f"{what}: {type(error).__name__}: {error}"
        print(trial.error, flush=True)


def _measure(trial: Trial, extent: Extent, cost: str) -> None:
    peer = trial.peer
    place = Place(BUILD / "data" / f"{peer.NAME}-{cost}", cost)
    accounts = peer.sign_up(place, min(peer.ACCOUNTS, extent.accounts))
    times = 20 if cost == "equal" else 4
    before = peer.hash_cost(place, times)
    begin = time.perf_counter()
    server = peer.start(place)
    try:
        roll = Roll(peer, server, accounts)
        if not roll.enter(Visitor(server.port), roll.next()):
            raise RuntimeError("the first sign-in was refused")
        first = time.perf_counter() - begin
        sign_ins = {clients: _quietest(load.sign_ins, roll, clients, extent) for clients in CLIENTS}
        memory = server.process.memory
        checks = {clients: _quietest(load.checks, roll, clients, extent) for clients in CLIENTS}
        hash_cpu = (before + peer.hash_cost(place, times)) / 2
        trial.figures[cost] = Figures(first, sign_ins, checks, hash_cpu, memory)
        if cost == "equal":
            trial.behaviour = behaviour.observe(roll, extent.races, extent.samples)
    finally:
        server.process.stop()


def _quietest(measure: Callable[[Roll, int, float], Load], roll: Roll, clients: int, extent: Extent) -> Load:
    rounds = (measure(roll, clients, extent.seconds) for _ in range(extent.rounds))
    return min(rounds, key=lambda each: each.others)
