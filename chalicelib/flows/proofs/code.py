"""The code of an authenticator app as a proof."""

from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.deps import Deps
from chalicelib.domain import totp
from chalicelib.domain.records import MAX_FAILURES, Tenant, User
from chalicelib.errors import CodeAlreadyUsed, InvalidCode
from chalicelib.flows.proofs.guess import Proof, Subject, Wrong, guess
from chalicelib.flows.steps import mail
from chalicelib.store import attempts, users
from chalicelib.store.attempts import Attempt, Budget
from chalicelib.store.users import Change

PURPOSE = "totp"
"""In the encryption context of an authenticator's secret."""


@contextmanager
def prove(deps: Deps, subject: Subject, tenant: Tenant, budget: Budget, given: str) -> Iterator[tuple[Proof, User]]:
    """Run the body if this is a code of the authenticator that was not used; with the user as of this moment.

    Raises `ChallengeExpired` for a user who has moved on, `AuthenticatorDisabled`, `TooManyAttempts`, `InvalidCode`,
    `CodeAlreadyUsed`, `TryAgain`.
    """
    with guess(deps, subject, budget) as attempt:
        user = attempt.user
        assert user.authenticator is not None, "only a bound authenticator takes a counted attempt"  # noqa: S101
        step = matching_step(deps, user, user.authenticator.secret, given)
        if step is None:
            raise Wrong(InvalidCode, "wrong_code", then=lambda: _tell_if_disabled(deps, tenant, user))
        if step <= user.authenticator.last_step:
            uncounted = users.change_in_epoch(user, attempts.uncounted())
            raise Wrong(CodeAlreadyUsed, "code_already_used", writes=(uncounted,))
        yield Proof("otp", _change(deps, attempt, step)), user


@contextmanager
def prove_pending(
    deps: Deps, subject: Subject, budget: Budget, sealed: bytes, given: str
) -> Iterator[tuple[Change, int]]:
    """Run the body if this is a code of a secret that is about to be bound, with its time step.

    Raises as `prove` does, but for what only a bound authenticator can be.
    """
    with guess(deps, subject, budget) as attempt:
        step = matching_step(deps, attempt.user, sealed, given)
        if step is None:
            raise Wrong(InvalidCode, "wrong_code")
        yield attempts.settled(attempt, now=int(deps.now())), step


def matching_step(deps: Deps, user: User, sealed: bytes, given: str) -> int | None:
    """The time step of a sealed secret whose code this is, or `None`. Raises `TryAgain`."""
    secret = deps.vault.open(sealed, tenant=user.tenant, user=user.id, purpose=PURPOSE)
    return totp.matching_step(secret, given, deps.now())


def _change(deps: Deps, attempt: Attempt, step: int) -> Change:
    now = int(deps.now())
    return users.merged(users.accept_step(step, now=now), attempts.settled(attempt, now=now))


def _tell_if_disabled(deps: Deps, tenant: Tenant, user: User) -> None:
    """Each reservation counts, so that exactly one of several guesses at once is the hundredth."""
    if user.authenticator and user.authenticator.failures == MAX_FAILURES:
        mail.notify(
            deps,
            tenant,
            user,
            f"After {MAX_FAILURES} wrong codes in a row your authenticator app no longer signs you in. "
            "Somebody may know your password: change it. Your recovery code still works.",
        )
