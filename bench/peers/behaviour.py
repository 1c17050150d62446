"""What a peer does when a code comes twice, at once, or wrong."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from statistics import median

from bench.peers.peer import Account, Outcome
from bench.peers.roll import Roll, await_fresh_step, code, wrong_code
from bench.peers.visitor import Visitor

AT_ONCE = 20
"""Requests that carry one code."""
GUESSES = 50
"""Wrong codes at once."""
PATIENCE = 40
"""Wrong codes one after the other, after which there is no stop."""
LOGINS = 4
"""New logins after a stop."""


@dataclass(frozen=True)
class Behaviour:
    """What was seen."""

    is_replayed: bool
    """A code that had signed in signed in again."""
    race_sessions: list[int]
    """Sessions of each race: one code in twenty requests at once, each after a login of its own."""
    guesses: list[int]
    """Wrong codes that were compared after each login, until a stop."""
    compared_one_login: int
    """Of fifty wrong codes at once, after one login."""
    compared_own_logins: int
    """Of fifty wrong codes at once, each after a login of its own."""
    unknown_ms: float
    wrong_ms: float
    """Median time of an answer: to an address that nobody has, and to a wrong password."""


def observe(roll: Roll, races: int, samples: int) -> Behaviour:
    """Everything, each on accounts that nothing was done to in this half minute."""
    roll.peer.pass_time(roll.server)
    spare = list(reversed(roll.accounts))
    unknown, wrong = _timing(roll, spare[:samples])
    replayed, guessed, one, own, *racing = spare[samples : samples + 4 + races]
    return Behaviour(
        is_replayed=_is_replayed(roll, replayed),
        race_sessions=[_race(roll, account) for account in racing],
        guesses=_guesses(roll, guessed),
        compared_one_login=_compared(roll, one, is_shared=True),
        compared_own_logins=_compared(roll, own, is_shared=False),
        unknown_ms=unknown,
        wrong_ms=wrong,
    )


def _is_replayed(roll: Roll, account: Account) -> bool:
    await_fresh_step(5)
    shown = code(account, roll.server.ahead)
    first, second = _signed_in(roll, account), _signed_in(roll, account)
    if roll.peer.verify(first, account, shown) is not Outcome.RIGHT:
        raise RuntimeError("a right code was refused")
    return roll.peer.verify(second, account, shown) is Outcome.RIGHT


def _race(roll: Roll, account: Account) -> int:
    await_fresh_step(12)
    with ThreadPoolExecutor(8) as pool:
        visitors = list(pool.map(lambda _: _signed_in(roll, account), range(AT_ONCE)))
    await_fresh_step(3)
    shown = code(account, roll.server.ahead)
    return _at_once(visitors, lambda visitor: roll.peer.verify(visitor, account, shown)).count(Outcome.RIGHT)


def _guesses(roll: Roll, account: Account) -> list[int]:
    return [_guesses_of_one_login(roll, account) for _ in range(LOGINS)]


def _guesses_of_one_login(roll: Roll, account: Account) -> int:
    visitor = Visitor(roll.server.port)
    if roll.peer.sign_in(visitor, account) is not Outcome.RIGHT:
        return 0
    wrong = wrong_code(account, roll.server.ahead)
    for count in range(PATIENCE):
        if roll.peer.verify(visitor, account, wrong) is not Outcome.WRONG:
            return count
    return PATIENCE


def _compared(roll: Roll, account: Account, *, is_shared: bool) -> int:
    if is_shared:
        visitor = _signed_in(roll, account)
        visitors = [visitor.twin() for _ in range(GUESSES)]
    else:
        with ThreadPoolExecutor(8) as pool:
            visitors = list(pool.map(lambda _: _signed_in(roll, account), range(GUESSES)))
    wrong = wrong_code(account, roll.server.ahead)
    return _at_once(visitors, lambda visitor: roll.peer.verify(visitor, account, wrong)).count(Outcome.WRONG)


def _timing(roll: Roll, accounts: list[Account]) -> tuple[float, float]:
    visitor, unknown, wrong = Visitor(roll.server.port), list[float](), list[float]()
    for account in accounts:
        stranger = replace(account, name="nobody" + account.name)
        unknown.append(_time(roll, visitor, stranger))
        wrong.append(_time(roll, visitor, replace(account, password="not " + account.password)))
    return median(unknown), median(wrong)


def _time(roll: Roll, visitor: Visitor, account: Account) -> float:
    visitor.forget()
    begin = time.perf_counter()
    if roll.peer.sign_in(visitor, account) is Outcome.RIGHT:
        roll.peer.verify(visitor, account, "000000")
    return (time.perf_counter() - begin) * 1000


def _signed_in(roll: Roll, account: Account) -> Visitor:
    visitor = Visitor(roll.server.port)
    if roll.peer.sign_in(visitor, account) is not Outcome.RIGHT:
        raise RuntimeError("a right password was refused")
    return visitor


def _at_once(visitors: list[Visitor], act: Callable[[Visitor], Outcome]) -> list[Outcome]:
    barrier, outcomes = threading.Barrier(len(visitors)), list[Outcome]()

    def one(visitor: Visitor) -> None:
        barrier.wait()
        outcomes.append(act(visitor))

    threads = [threading.Thread(target=one, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
