"""The password as a proof."""

from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.deps import Deps
from chalicelib.domain import password
from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import Tenant, User
from chalicelib.domain.visitor import Caller
from chalicelib.errors import InvalidCredentials
from chalicelib.flows.proofs.guess import Proof, Subject, Wrong, guess
from chalicelib.flows.steps import new_password
from chalicelib.store import attempts, browsers
from chalicelib.store.attempts import Budget
from chalicelib.store.users import Change


@contextmanager
def prove(
    deps: Deps, subject: Subject, tenant: Tenant | None, user: User | None, budget: Budget, given: str
) -> Iterator[tuple[Proof, User, Tenant]]:
    """Run the body if this is the password of a user who may sign in with one.

    Every cause of a failure takes the same work (SECURITY, rule 7). Raises `InvalidCredentials`, `TooManyAttempts`
    before any hash, `TryAgain`.
    """
    with guess(deps, subject, budget):
        reason = _refusal(deps, tenant, user, given)
        if reason or not tenant or not user:
            raise Wrong(InvalidCredentials, reason or "", tells_left=False)
        yield Proof("pwd", _rehashed(deps, user, given)), user, tenant


@contextmanager
def prove_own(deps: Deps, caller: Caller, given: str) -> Iterator[Proof]:
    """Run the body if this is the caller's password; it spends the login's budget. Raises as `prove` does."""
    user = caller.user
    browser = browsers.recognise(deps.signer, caller.known_browser, user, now=int(deps.now()))
    subject = Subject(visitor=caller, tenant=user.tenant, user=user.id, actor=user.id, failure=EventType.STEP_UP_FAILED)
    budget = attempts.passwords(user.tenant, user.email, browser)
    with prove(deps, subject, caller.tenant, user, budget, given) as (proof, _, _):
        yield proof


def _refusal(deps: Deps, tenant: Tenant | None, user: User | None, given: str) -> str | None:
    """Why not, for the audit record; one hash of the same cost whatever the answer."""
    stored = user.password_hash if user and user.can_use_password else None
    is_right = password.matches(stored or password.decoy(**deps.settings.argon2), given)
    if tenant is None or tenant.disabled:
        return "no_such_tenant"
    if user is None:
        return "no_such_user"
    if not user.can_use_password:
        return "sso" if user.sign_in == "sso" else user.status
    return None if is_right else "wrong_password"


def _rehashed(deps: Deps, user: User, given: str) -> Change:
    """The password hashed anew, where the stage's cost has changed since."""
    if password.is_outdated(user.password_hash or "", **deps.settings.argon2):
        return Change(sets={"password_hash": new_password.hashed(deps, given)})
    return Change()
