"""Enrolment: binding an authenticator, begun with a pending secret and confirmed with one code of it."""

from dataclasses import dataclass, field

from chalicelib.deps import Deps
from chalicelib.domain import policy, recovery_code, totp
from chalicelib.domain.event_types import EventType
from chalicelib.domain.outcomes import Challenged, SignedIn
from chalicelib.domain.records import Authenticator, Reason, User
from chalicelib.domain.visitor import Caller, Visitor
from chalicelib.errors import ChallengeExpired, Conflict, EnrolmentExpired, InvalidCode, Problem, TryAgain
from chalicelib.flows.steps import audit, guessing, mailing, opening, pending
from chalicelib.flows.steps.spending import spend
from chalicelib.store import attempts, challenges, tenants, users
from chalicelib.store.attempts import Attempt
from chalicelib.store.items import Item
from chalicelib.store.writes import Refusal, Write

_TOLD: dict[Reason, str] = {
    "policy": "An authenticator app was set up for your login.",
    "reset": "An authenticator app was set up for your login, after an administrator had reset it.",
    "recovery": "Your recovery code was used, and a new authenticator app was set up. The old one no longer works.",
    "replace": "Your authenticator app was replaced. The old one no longer works.",
}


@dataclass(frozen=True)
class PendingSecret:
    """A secret that waits for its first code."""

    secret: bytes = field(repr=False)
    issuer: str
    account: str
    expires_at: int


def begin(deps: Deps, *, token: str) -> PendingSecret:
    """The pending secret of an enrol challenge: made when first asked for, the same ever after.

    Raises `ChallengeExpired`, `EnrolmentExpired`.
    """
    found = _load(deps, token)
    user, challenge = found.user, found.challenge
    sealed = challenge.secret or _seal(deps, found)
    secret = deps.vault.open(sealed, tenant=user.tenant, user=user.id, purpose=guessing.TOTP)
    return PendingSecret(secret, found.tenant.issuer, user.email, challenge.expires_at)


def confirm(deps: Deps, visitor: Visitor, *, token: str, code: str) -> SignedIn:
    """Bind the authenticator with one code of it, and sign in. All older sessions and challenges end.

    Raises `ChallengeExpired`, also where the enrolment was never begun or another one was quicker;
    `EnrolmentExpired`, `TooManyAttempts`, `InvalidCode`.
    """
    found = _load(deps, token)
    challenge, user, tenant = found.challenge, found.user, found.tenant
    if challenge.secret is None or challenge.reason is None:
        raise ChallengeExpired
    budget = attempts.codes(challenge.budget, user.tenant, user.id)
    with spend(deps, budget, failures=(InvalidCode,)) as attempt:
        step = _first_step(deps, visitor, user, challenge.secret, code, attempt)
        new_code = recovery_code.encode(deps.random(recovery_code.ENTROPY_BYTES))
        bound = _bind(deps, user, challenge.secret, step, new_code)
        signed_in, writes = opening.open_session(
            deps, visitor, tenant, bound, amr=["pwd", "otp"], transport=challenge.transport, recovery_code=new_code
        )
        deps.table.commit(
            _write(user, bound),
            challenges.consume(challenge),
            *tenants.account(user, bound),
            *writes,
            audit.about(deps, visitor, EventType.AUTHENTICATOR_ENROLLED, user, reason=challenge.reason),
        )
    mailing.notify(deps, tenant, user, _TOLD[challenge.reason])
    return signed_in


def replace(deps: Deps, caller: Caller) -> Challenged:
    """A challenge to enrol for somebody signed in and fresh; the old authenticator works until it is confirmed.

    Raises `Conflict` for SSO users: their identity provider has the second factor.
    """
    user = caller.user
    if user.sign_in == "sso":
        raise Conflict.over("", "sso", "Your identity provider asks for the second factor.")
    reason: Reason = "replace" if user.authenticator else "policy"
    challenged = pending.challenge(deps, user, transport=caller.session.transport, budget="code_session", reason=reason)
    deps.table.commit(challenges.create(challenged.challenge))
    return challenged


def _load(deps: Deps, token: str) -> pending.Pending:
    found = pending.load(deps, "enrol", token)
    reason = found.challenge.reason
    if found.user.authenticator and reason in ("policy", "reset"):
        raise ChallengeExpired  # the password alone never re-enrols (SECURITY, rule 4)
    if reason == "recovery" and found.user.recovery_digest != found.challenge.recovery_digest:
        raise ChallengeExpired  # the code that led here was replaced meanwhile
    if reason == "reset" and policy.reset_has_expired(found.user, deps.now()):
        raise EnrolmentExpired
    return found


def _seal(deps: Deps, found: pending.Pending) -> bytes:
    user, secret = found.user, deps.random(totp.SECRET_BYTES)
    sealed = deps.vault.seal(secret, tenant=user.tenant, user=user.id, purpose=guessing.TOTP)
    return challenges.keep_secret(deps.table, found.challenge, sealed)


def _first_step(deps: Deps, visitor: Visitor, user: User, sealed: bytes, code: str, attempt: Attempt) -> int:
    step = guessing.step_of(deps, user, sealed, code)
    if step is None:
        line = audit.about(
            deps,
            visitor,
            EventType.VERIFICATION_FAILED,
            user,
            actor=audit.ANYONE,
            reason="wrong_code",
            attempts_left=attempt.left,
        )
        deps.table.commit(line)
        raise InvalidCode(attempts_left=attempt.left)
    return step


def _bind(deps: Deps, user: User, sealed: bytes, step: int, new_code: str) -> User:
    """The user as it will be: the enrolment's own code counts as used, and the epoch moves on."""
    now = int(deps.now())
    authenticator = Authenticator(
        secret=sealed,
        last_step=step,
        recovery_digest=recovery_code.digest(new_code),
        enrolled_at=now,
        last_used_at=now,
    )
    changes = {"authenticator": authenticator, "epoch": user.epoch + 1, "reset_until": None, "last_sign_in_at": now}
    return user.model_copy(update=changes)


def _write(user: User, bound: User) -> Write:
    sets = bound.model_dump(include={"authenticator", "epoch", "reset_until", "last_sign_in_at"})
    return users.change(user, sets, refused=_outrun(user))


def _outrun(user: User) -> Refusal:
    """Another enrolment, or whatever else ends challenges, was quicker; any other change can be tried again."""

    def refused(old: Item | None) -> Problem:
        return TryAgain(retry_after=1) if old and old["epoch"] == user.epoch else ChallengeExpired()

    return refused
