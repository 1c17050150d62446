"""The recovery code as a proof: it stands in for a lost authenticator, to set up a new one."""

from collections.abc import Iterator
from contextlib import contextmanager
from hmac import compare_digest

from chalicelib.deps import Deps
from chalicelib.domain import recovery_code
from chalicelib.domain.records import User
from chalicelib.errors import InvalidRecoveryCode
from chalicelib.flows.proofs.guess import Proof, Subject, Wrong, guess
from chalicelib.store import attempts
from chalicelib.store.attempts import Budget


@contextmanager
def prove(deps: Deps, subject: Subject, budget: Budget, given: str) -> Iterator[tuple[Proof, User]]:
    """Run the body if this is the user's recovery code; with the user as of this moment.

    It is used up by the enrolment that it leads to, so that a closed browser costs nobody the way in. Raises
    `ChallengeExpired` for a user who has moved on, `TooManyAttempts`, `InvalidRecoveryCode`, `TryAgain`.
    """
    with guess(deps, subject, budget) as attempt:
        user = attempt.user
        if not compare_digest(recovery_code.digest(given), user.recovery_digest or ""):
            raise Wrong(InvalidRecoveryCode, "wrong_recovery_code")
        yield Proof("recovery_code", attempts.settled(attempt, now=int(deps.now()))), user
