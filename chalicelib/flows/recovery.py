"""Recovery: a recovery code stands in for a lost authenticator, once, to set up a new one."""

from hmac import compare_digest

from chalicelib.deps import Deps
from chalicelib.domain import recovery_code
from chalicelib.domain.event_types import EventType
from chalicelib.domain.outcomes import Challenged
from chalicelib.domain.visitor import Caller, Visitor
from chalicelib.errors import ChallengeExpired, Conflict, InvalidRecoveryCode
from chalicelib.flows.steps import audit, mailing, pending
from chalicelib.flows.steps.spending import spend
from chalicelib.store import attempts, challenges, users


def recover(deps: Deps, visitor: Visitor, *, token: str, code: str) -> Challenged:
    """Trade a verify challenge and the recovery code for an enrol challenge.

    The code, the old authenticator and all sessions end in the commit that confirms the new authenticator, so
    that a closed browser costs nobody the way in. Raises `ChallengeExpired`, `TooManyAttempts`, `InvalidRecoveryCode`.
    """
    found = pending.load(deps, "verify", token)
    challenge, user = found.challenge, found.user
    if user.authenticator is None:
        raise ChallengeExpired
    budget = attempts.codes("recovery", user.tenant, user.id)
    with spend(deps, budget, failures=(InvalidRecoveryCode,)) as attempt:
        if not compare_digest(recovery_code.digest(code), user.authenticator.recovery_digest):
            line = audit.about(
                deps, visitor, EventType.RECOVERY_FAILED, user, actor=audit.ANYONE, attempts_left=attempt.left
            )
            deps.table.commit(line)
            raise InvalidRecoveryCode(attempts_left=attempt.left)
        challenged = pending.challenge(deps, user, transport=challenge.transport, budget="recovery", reason="recovery")
        deps.table.commit(
            challenges.consume(challenge),
            challenges.create(challenged.challenge),
            audit.about(deps, visitor, EventType.RECOVERY_SUCCEEDED, user),
        )
    return challenged


def regenerate(deps: Deps, caller: Caller) -> str:
    """A new recovery code; the old one stops. Raises `Conflict` for who has no authenticator."""
    if caller.user.authenticator is None:
        raise Conflict.over("", "not_enrolled", "There is no authenticator to recover.")
    code = recovery_code.encode(deps.random(recovery_code.ENTROPY_BYTES))
    deps.table.commit(
        users.change(caller.user, {"authenticator.recovery_digest": recovery_code.digest(code)}),
        audit.about(deps, caller, EventType.RECOVERY_CODE_REPLACED, caller.user),
    )
    mailing.notify(deps, caller.tenant, caller.user, "Your recovery code was replaced. The old one no longer works.")
    return code
