"""Guesses: attempts reserved before anything is looked at, and codes and passwords compared within them."""

from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.deps import Deps
from chalicelib.domain import password, totp
from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import MAX_FAILURES, Authenticator, Tenant, User
from chalicelib.domain.visitor import Caller, Visitor
from chalicelib.errors import (
    AuthenticatorDisabled,
    ChallengeExpired,
    CodeAlreadyUsed,
    InvalidCode,
    InvalidCredentials,
    Problem,
)
from chalicelib.flows.steps import audit, mailing
from chalicelib.flows.steps.spending import spend
from chalicelib.store import attempts, browsers, users
from chalicelib.store.attempts import Attempt, Budget
from chalicelib.store.items import Item
from chalicelib.store.writes import Write

TOTP = "totp"
"""Purpose in the encryption context of an authenticator's secret."""


def password_budget(deps: Deps, visitor: Visitor, slug: str, email: str) -> tuple[Budget, bool]:
    """The budget of password attempts for an address, and whether the browser is a known one."""
    known = browsers.is_known(deps.table, visitor.known_browser, slug, email, now=int(deps.now()))
    return attempts.passwords(slug, email, known=known), known


@contextmanager
def own_password(deps: Deps, caller: Caller, given: str) -> Iterator[None]:
    """Run the body if this is the caller's password; it spends the login's budget. Raises `InvalidCredentials`."""
    user = caller.user
    budget, _ = password_budget(deps, caller, user.tenant, user.email)
    with spend(deps, budget, failures=(InvalidCredentials,)) as attempt:
        if user.password_hash is None or not password.matches(user.password_hash, given):
            line = audit.about(
                deps, caller, EventType.STEP_UP_FAILED, user, reason="wrong_password", attempts_left=attempt.left
            )
            deps.table.commit(line)
            raise InvalidCredentials
        yield


def enrolled(user: User) -> Authenticator:
    """The user's authenticator, fit for use. Raises `ChallengeExpired` for none, `AuthenticatorDisabled`."""
    if user.authenticator is None:
        raise ChallengeExpired
    if user.authenticator.is_disabled:
        raise AuthenticatorDisabled
    return user.authenticator


def accepted_step(
    deps: Deps, visitor: Visitor, tenant: Tenant, user: User, code: str, *, failed: EventType, attempt: Attempt
) -> int:
    """The time step whose code this is. Raises `InvalidCode` or `CodeAlreadyUsed`, with the failure on record."""
    authenticator = enrolled(user)
    step = step_of(deps, user, authenticator.secret, code)
    if step is not None and step > authenticator.last_step:
        return step
    reason = "wrong_code" if step is None else "code_already_used"
    line = audit.about(deps, visitor, failed, user, actor=audit.ANYONE, reason=reason, attempts_left=attempt.left)
    if step is not None:
        deps.table.commit(line)
        raise CodeAlreadyUsed(attempts_left=attempt.left)
    deps.table.commit(users.count_failure(user), line)
    if authenticator.failures + 1 == MAX_FAILURES:
        mailing.notify(deps, tenant, user, _DISABLED)
    raise InvalidCode(attempts_left=attempt.left)


def step_of(deps: Deps, user: User, sealed: bytes, code: str) -> int | None:
    """The time step of a sealed secret whose code this is, or `None`."""
    secret = deps.vault.open(sealed, tenant=user.tenant, user=user.id, purpose=TOTP)
    return totp.matching_step(secret, code, deps.now())


def accept(deps: Deps, user: User, step: int, **more: int) -> Write:
    """Mark a time step as used: only greater ones come after it (RFC 6238 section 5.2)."""

    def refused(old: Item | None) -> Problem:
        if old is None or old["epoch"] != user.epoch:
            return ChallengeExpired()
        return CodeAlreadyUsed() if old["authenticator"]["last_step"] >= step else AuthenticatorDisabled()

    return users.note(
        user,
        {
            "authenticator.last_step": step,
            "authenticator.failures": 0,
            "authenticator.last_used_at": int(deps.now()),
            **more,
        },
        when="#authenticator.#last_step < :step AND #authenticator.#failures < :most",
        values={"step": step, "most": MAX_FAILURES},
        refused=refused,
    )


_DISABLED = (
    f"After {MAX_FAILURES} wrong codes in a row your authenticator app no longer signs you in. "
    "Somebody may know your password: change it. Your recovery code still works."
)
