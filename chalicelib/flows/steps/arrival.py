"""What a proven user becomes: a session, a challenge or a refusal."""

from chalicelib.deps import Deps
from chalicelib.domain import policy
from chalicelib.domain.assurance import Method
from chalicelib.domain.outcomes import Challenged, SignedIn
from chalicelib.domain.records import Reason, Reset, Rules, Tenant, User, Way
from chalicelib.domain.visitor import Visitor
from chalicelib.errors import EnrolmentExpired, InvalidCredentials
from chalicelib.flows.steps import new_session, second_step
from chalicelib.store import challenges, users
from chalicelib.store.users import Change


def receive(
    deps: Deps,
    visitor: Visitor,
    tenant: Tenant,
    user: User,
    way: Way,
    *,
    amr: list[Method],
    change: Change,
) -> SignedIn | Challenged:
    """Go on with somebody who has shown a first factor, as the policy in force asks; `change` comes with the proof.

    Raises `EnrolmentExpired`; `InvalidCredentials` where the user has changed since; `TryAgain`.
    """
    rules = policy.in_force(tenant.policy, deps.now())
    match policy.next_step(user, rules, deps.now()):
        case "none":
            opened = new_session.open_session(deps, visitor, tenant, user, way, amr=amr)
            row = users.change_in_epoch(user, change, opened.change, refused=InvalidCredentials)
            deps.table.commit(row, *opened.writes)
            return opened.signed_in
        case "verify":
            if change != Change():
                deps.table.commit(users.change_in_epoch(user, change, refused=InvalidCredentials))
            return second_step.to_verify(deps, tenant, user, way, amr=amr)
        case "enrol":
            return _ask_to_enrol(deps, tenant, user, way, rules, change)
        case _:
            raise EnrolmentExpired


def _ask_to_enrol(deps: Deps, tenant: Tenant, user: User, way: Way, rules: Rules, change: Change) -> Challenged:
    """The first sign-in after a reset, at which the policy asks, starts the clock of that reset."""
    if user.reset and policy.reset_until(user, rules) is None:
        clock = Reset(until=int(deps.now()) + tenant.reset_seconds, policy_epoch=rules.epoch)
        change = users.merged(change, Change(sets={"reset": clock.model_dump()}))
    reason: Reason = "reset" if user.reset else "policy"
    asked, challenge = second_step.to_enrol(deps, tenant, user, way, reason)
    row = [users.change_in_epoch(user, change, refused=InvalidCredentials)] if change != Change() else []
    deps.table.commit(*row, challenges.create(challenge))
    return asked
