"""Verification: a challenge, proved with a code, becomes a session."""

from chalicelib.deps import Deps
from chalicelib.domain.event_types import EventType
from chalicelib.domain.outcomes import SignedIn
from chalicelib.domain.visitor import Visitor
from chalicelib.flows.proofs import code as proof
from chalicelib.flows.proofs.guess import Subject
from chalicelib.flows.steps import new_session, second_step
from chalicelib.store import attempts, users


def verify(deps: Deps, visitor: Visitor, *, token: str, code: str) -> SignedIn:
    """Sign in with the second factor; `code` is six ASCII digits.

    Raises `ChallengeExpired`, `AuthenticatorDisabled`, `TooManyAttempts`, `InvalidCode`, `CodeAlreadyUsed`.
    """
    challenge, tenant = second_step.read(deps, token)
    second_step.require_same_site(challenge, visitor)
    subject = Subject(visitor=visitor, tenant=tenant.slug, user=challenge.user, failure=EventType.VERIFICATION_FAILED)
    budget = attempts.codes_of(challenge, "code", is_counted=True)
    with proof.prove(deps, subject, tenant, budget, code) as (shown, user):
        amr = [*challenge.amr, shown.method]
        opened = new_session.open_session(deps, visitor, tenant, user, challenge.way, amr=amr)
        spent = users.spend_challenge(user, challenge, now=int(deps.now()))
        deps.table.commit(users.change_in_epoch(user, shown.change, spent, opened.change), *opened.writes)
        return opened.signed_in
