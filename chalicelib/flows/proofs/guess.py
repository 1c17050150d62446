"""A guess: an attempt is reserved before anything is computed, and a failure is written down once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from chalicelib.deps import Deps
from chalicelib.domain.assurance import Method
from chalicelib.domain.event_types import EventType
from chalicelib.domain.visitor import Visitor
from chalicelib.errors import CodeAlreadyUsed, Problem
from chalicelib.flows.steps import audit
from chalicelib.store import attempts
from chalicelib.store.attempts import Attempt, Budget
from chalicelib.store.users import Change
from chalicelib.store.writes import Write


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whose secret is guessed, by whom, and as what a failure is recorded."""

    visitor: Visitor
    tenant: str
    user: str | None
    actor: str = audit.ANYONE
    failure: EventType


@dataclass(frozen=True)
class Proof:
    """What somebody showed, and what makes it count once: a part of the user's row, in the commit that it leads to."""

    method: Method
    change: Change = Change()


class Wrong(Exception):
    """What was shown is not right. The attempt stays spent, and `reason` goes on record."""

    def __init__(
        self,
        problem: type[Problem],
        reason: str,
        *,
        writes: tuple[Write, ...] = (),
        then: Callable[[], None] = lambda: None,
        tells_left: bool = True,
    ) -> None:
        super().__init__(reason)
        self.problem = problem
        self.reason = reason
        self.writes = writes
        self.then = then
        self.tells_left = tells_left


@contextmanager
def guess(deps: Deps, subject: Subject, budget: Budget) -> Iterator[Attempt]:
    """Run the body on one reserved attempt of the budget.

    A body that raises `Wrong` is on record once, and the caller gets its problem. Whatever else goes wrong hands the
    attempt back, the recording too; a code that another request has used a moment before does not.
    """
    failed = None
    attempt = attempts.reserve(deps.table, budget, now=int(deps.now()), ident=deps.random(6).hex())
    try:
        try:
            yield attempt
        except Wrong as wrong:
            deps.table.commit(*wrong.writes, _line(deps, subject, wrong, attempt))
            failed = wrong
    except CodeAlreadyUsed:
        raise
    except BaseException:
        attempts.give_back(deps.table, attempt)
        raise
    if failed:
        failed.then()
        raise failed.problem(attempts_left=attempt.left if failed.tells_left else None)
    attempts.settle(deps.table, attempt)


def _line(deps: Deps, subject: Subject, wrong: Wrong, attempt: Attempt) -> Write:
    return audit.event(
        deps,
        subject.visitor,
        subject.failure,
        tenant=subject.tenant,
        user=subject.user,
        actor=subject.actor,
        reason=wrong.reason,
        attempts_left=attempt.left,
    )
