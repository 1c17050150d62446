"""Login: e-mail and password, and what the policy makes of a right one."""

from chalicelib.deps import Deps
from chalicelib.domain import password as passwords
from chalicelib.domain import policy
from chalicelib.domain.event_types import EventType
from chalicelib.domain.outcomes import Challenged, SignedIn
from chalicelib.domain.records import CodeBudget, Reason, Tenant, Transport, User
from chalicelib.domain.visitor import Visitor
from chalicelib.errors import EnrolmentExpired, InvalidCredentials
from chalicelib.flows.steps import audit, guessing, opening, pending, setting
from chalicelib.flows.steps.spending import spend
from chalicelib.store import attempts, challenges, tenants, users


def login(
    deps: Deps, visitor: Visitor, *, slug: str, email: str, password: str, transport: Transport
) -> SignedIn | Challenged:
    """Sign in as far as the password goes; `email` is normalised.

    Raises `InvalidCredentials`, alike and after the same work for every cause (SECURITY, rule 7);
    `TooManyAttempts` before any hash; `EnrolmentExpired` after a right password only.
    """
    budget, known = guessing.password_budget(deps, visitor, slug, email)
    source = attempts.source(visitor.address, deps.settings.address_attempts)
    with spend(deps, budget, source, failures=(InvalidCredentials,)) as attempt:
        tenant = tenants.load(deps.table, slug)
        user = users.find(deps.table, slug, email)
        reason = _refusal(deps, tenant, user, password)
        if reason or not tenant or not user:
            line = audit.event(
                deps,
                visitor,
                EventType.SIGN_IN_FAILED,
                tenant=slug,
                user=user.id if user else None,
                actor=audit.ANYONE,
                reason=reason,
                attempts_left=attempt.left,
            )
            deps.table.commit(line)
            raise InvalidCredentials
        return _proceed(deps, visitor, tenant, user, password, transport, "code_known" if known else "code")


def _refusal(deps: Deps, tenant: Tenant | None, user: User | None, password: str) -> str | None:
    """Why not, for the audit record; one hash of the same cost whatever the answer."""
    stored = user.password_hash if user and user.can_use_password else None
    is_right = passwords.matches(stored or passwords.decoy(**deps.settings.argon2), password)
    if tenant is None or tenant.disabled:
        return "no_such_tenant"
    if user is None:
        return "no_such_user"
    if not user.can_use_password:
        return "sso" if user.sign_in == "sso" else user.status
    return None if is_right else "wrong_password"


def _proceed(
    deps: Deps, visitor: Visitor, tenant: Tenant, user: User, password: str, transport: Transport, budget: CodeBudget
) -> SignedIn | Challenged:
    step = policy.next_step(user, tenant.policy, deps.now())
    if step == "expired":
        raise EnrolmentExpired
    rehashed = _rehashed(deps, user, password)
    if step == "none":
        signed_in, writes = opening.open_session(deps, visitor, tenant, user, amr=["pwd"], transport=transport)
        sets = {"last_sign_in_at": int(deps.now()), **rehashed}
        deps.table.commit(users.note(user, sets, refused=InvalidCredentials), *writes)
        return signed_in
    reason: Reason | None = None
    if step == "enrol":
        reason = "policy" if user.reset_until is None else "reset"
    if reason == "reset":
        budget = "reset"  # whoever kept the owner out before the reset does so no longer
    challenged = pending.challenge(deps, user, transport=transport, budget=budget, reason=reason)
    note = [users.note(user, rehashed, refused=InvalidCredentials)] if rehashed else []
    deps.table.commit(*note, challenges.create(challenged.challenge))
    return challenged


def _rehashed(deps: Deps, user: User, password: str) -> dict[str, str]:
    """The password hashed anew, where the stage's cost has changed since."""
    if passwords.is_outdated(user.password_hash or "", **deps.settings.argon2):
        return {"password_hash": setting.hashed(deps, password)}
    return {}
