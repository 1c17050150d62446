"""Recovery: a recovery code stands in for a lost authenticator, once, to set up a new one."""

from chalicelib.deps import Deps
from chalicelib.domain import recovery_code
from chalicelib.domain.event_types import EventType
from chalicelib.domain.outcomes import Challenged
from chalicelib.domain.visitor import Caller, Visitor
from chalicelib.errors import Conflict, Flaw, InvalidRequest, NotSignedIn
from chalicelib.flows.proofs import recovery_code as proof
from chalicelib.flows.proofs.guess import Subject
from chalicelib.flows.steps import audit, mail, second_step
from chalicelib.store import attempts, challenges, users
from chalicelib.store.users import Change


def recover(deps: Deps, visitor: Visitor, *, token: str, code: str) -> Challenged:
    """Trade a verify challenge and the recovery code for an enrol challenge.

    The code, the old authenticator and all sessions end in the commit that confirms the new authenticator, so
    that a closed browser costs nobody the way in. Raises `ChallengeExpired`, `TooManyAttempts`, `InvalidRecoveryCode`.
    """
    challenge, tenant = second_step.read(deps, token)
    subject = Subject(visitor=visitor, tenant=tenant.slug, user=challenge.user, failure=EventType.RECOVERY_FAILED)
    budget = attempts.codes_of(challenge, "recovery")
    with proof.prove(deps, subject, budget, code) as (shown, user):
        asked, enrolment = second_step.to_enrol(deps, tenant, user, challenge.way, "recovery")
        spent = users.spend_challenge(user, challenge, now=int(deps.now()))
        deps.table.commit(
            users.change_in_epoch(user, shown.change, spent),
            challenges.create(enrolment),
            audit.about(deps, visitor, EventType.RECOVERY_SUCCEEDED, user),
        )
        return asked


def recover_in_session(deps: Deps, caller: Caller, *, code: str) -> Challenged:
    """The same for somebody signed in whom the policy asks for no code, and who has lost the phone.

    Raises `InvalidRequest` for a user without an authenticator, `NotSignedIn` where the session has ended meanwhile,
    `TooManyAttempts`, `InvalidRecoveryCode`.
    """
    user, session = caller.user, caller.session
    if user.authenticator is None:
        raise InvalidRequest(flaws=(Flaw("/recovery_code", "not_enrolled"),))
    subject = Subject(
        visitor=caller, tenant=user.tenant, user=user.id, actor=user.id, failure=EventType.RECOVERY_FAILED
    )
    budget = attempts.codes(
        "recovery", user.tenant, user.id, epoch=user.epoch, browser=session.browser, moved=NotSignedIn
    )
    with proof.prove(deps, subject, budget, code) as (shown, user):
        asked, enrolment = second_step.to_enrol(
            deps,
            caller.tenant,
            user,
            session.way,
            "recovery",
            session=session.id,
        )
        deps.table.commit(
            users.change_in_epoch(user, shown.change, refused=NotSignedIn),
            challenges.create(enrolment),
            audit.about(deps, caller, EventType.RECOVERY_SUCCEEDED, user),
        )
        return asked


def regenerate(deps: Deps, caller: Caller) -> str:
    """A new recovery code; the old one stops. Raises `Conflict` for a user who has no authenticator."""
    if caller.user.authenticator is None:
        raise Conflict.over("", "not_enrolled", "There is no authenticator to recover.")
    code = recovery_code.encode(deps.random(recovery_code.ENTROPY_BYTES))
    deps.table.commit(
        users.change_at_version(caller.user, Change(sets={"recovery_digest": recovery_code.digest(code)})),
        audit.about(deps, caller, EventType.RECOVERY_CODE_REPLACED, caller.user),
    )
    mail.notify(deps, caller.tenant, caller.user, "Your recovery code was replaced. The old one no longer works.")
    return code
