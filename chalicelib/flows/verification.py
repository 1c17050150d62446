"""Verification: a challenge, proved with a code, becomes a session."""

from chalicelib.deps import Deps
from chalicelib.domain.event_types import EventType
from chalicelib.domain.outcomes import SignedIn
from chalicelib.domain.visitor import Visitor
from chalicelib.errors import CodeAlreadyUsed, InvalidCode
from chalicelib.flows.steps import guessing, opening, pending
from chalicelib.flows.steps.spending import spend
from chalicelib.store import attempts, challenges


def verify(deps: Deps, visitor: Visitor, *, token: str, code: str) -> SignedIn:
    """Sign in with the second factor; `code` is six ASCII digits.

    Raises `ChallengeExpired`, `AuthenticatorDisabled`, `TooManyAttempts`, `InvalidCode`, `CodeAlreadyUsed`.
    """
    found = pending.load(deps, "verify", token)
    challenge, user, tenant = found.challenge, found.user, found.tenant
    guessing.enrolled(user)
    budget = attempts.codes(challenge.budget, user.tenant, user.id)
    with spend(deps, budget, failures=(InvalidCode, CodeAlreadyUsed)) as attempt:
        step = guessing.accepted_step(
            deps, visitor, tenant, user, code, failed=EventType.VERIFICATION_FAILED, attempt=attempt
        )
        signed_in, writes = opening.open_session(
            deps, visitor, tenant, user, amr=["pwd", "otp"], transport=challenge.transport
        )
        accepted = guessing.accept(deps, user, step, last_sign_in_at=int(deps.now()))
        deps.table.commit(accepted, challenges.consume(challenge), *writes)
        return signed_in
