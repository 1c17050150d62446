"""Whose turn it is to sign in, and with which code."""

import itertools
import threading
import time
from dataclasses import dataclass

import pyotp

from bench.peers.peer import Account, Outcome, Peer, Server
from bench.peers.visitor import Visitor

STEP = 30
"""Seconds that a code stands."""


@dataclass(frozen=True)
class Turn:
    """Somebody's turn, and how far the clock was ahead when it began: the next turn's code is not taken early."""

    account: Account
    ahead: int


class Roll:
    """Accounts one after the other, for any number of clients; each is asked for again in a later half minute."""

    def __init__(self, peer: Peer, server: Server, accounts: list[Account]) -> None:
        self.peer, self.server, self.accounts = peer, server, accounts
        self._numbers = itertools.count()
        self._lock = threading.Lock()

    def next(self) -> Turn:
        """The next one; time passes where all have had their turn."""
        with self._lock:
            number = next(self._numbers)
            if number and number % len(self.accounts) == 0:
                self.peer.pass_time(self.server)
            return Turn(self.accounts[number % len(self.accounts)], self.server.ahead)

    def enter(self, visitor: Visitor, turn: Turn) -> bool:
        """Password, then code; whether there is a session now."""
        visitor.forget()
        if self.peer.sign_in(visitor, turn.account) is not Outcome.RIGHT:
            return False
        return self.peer.verify(visitor, turn.account, code(turn.account, turn.ahead)) is Outcome.RIGHT


def code(account: Account, ahead: int) -> str:
    """What the authenticator shows now, by a clock that is so many seconds ahead."""
    return pyotp.TOTP(account.secret).at(time.time() + ahead)


def wrong_code(account: Account, ahead: int) -> str:
    """Six digits that the authenticator shows at no time near."""
    near = {pyotp.TOTP(account.secret).at(time.time() + ahead + STEP * each) for each in range(-10, 11)}
    return next(each for each in (f"{number:06}" for number in itertools.count()) if each not in near)


def await_fresh_step(seconds: float) -> None:
    """Wait, where need be, until the code that is shown stands for that long."""
    left = STEP - time.time() % STEP
    if left < seconds:
        time.sleep(left)
