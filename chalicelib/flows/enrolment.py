"""Enrolment: binding an authenticator, begun with a pending secret and confirmed with one code of it."""

from dataclasses import dataclass, field

from chalicelib.deps import Deps
from chalicelib.domain import policy, recovery_code, totp
from chalicelib.domain.event_types import EventType
from chalicelib.domain.outcomes import Challenged, SignedIn
from chalicelib.domain.records import Authenticator, Enrolment, Reason, User
from chalicelib.domain.visitor import Caller, Visitor
from chalicelib.errors import ChallengeExpired, Conflict, EnrolmentExpired, TryAgain
from chalicelib.flows.proofs import code as proof
from chalicelib.flows.proofs.guess import Subject
from chalicelib.flows.steps import audit, last_admin, mail, new_session, second_step
from chalicelib.store import attempts, challenges, sessions, users
from chalicelib.store.attempts import Budget
from chalicelib.store.challenges import Begun
from chalicelib.store.users import Change

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
    sealed = found.challenge.secret
    secret = _open(deps, found.user, sealed) if sealed else _make(deps, found)
    return PendingSecret(secret, found.tenant.issuer, found.user.email, found.challenge.expires_at)


def confirm(deps: Deps, visitor: Visitor, *, token: str, code: str) -> SignedIn:
    """Bind the authenticator with one code of it, and sign in. All older sessions and challenges end.

    Raises `ChallengeExpired`, also where the enrolment was never begun or another one was quicker;
    `EnrolmentExpired`, `TooManyAttempts`, `InvalidCode`.
    """
    challenge, user, tenant = found = _load(deps, token)
    if challenge.secret is None:
        raise ChallengeExpired
    second_step.require_same_site(challenge, visitor)
    subject = Subject(visitor=visitor, tenant=tenant.slug, user=user.id, failure=EventType.VERIFICATION_FAILED)
    with proof.prove_pending(deps, subject, _budget(found), challenge.secret, code) as (shown, step):
        new_code = recovery_code.encode(deps.random(recovery_code.ENTROPY_BYTES))
        bound = _bind(deps, user, challenge.secret, step, new_code)
        opened = new_session.open_session(
            deps,
            visitor,
            tenant,
            bound,
            challenge.way,
            amr=[*challenge.amr, "otp"],
            recovery_code=new_code,
        )
        refused = users.if_epoch(user, TryAgain, ChallengeExpired)
        written = bound.model_dump(include={"authenticator", "recovery_digest", "epoch", "reset"})
        deps.table.commit(
            users.change_at_version(user, Change(sets=written), shown, opened.change, refused=refused),
            challenges.consume(challenge),
            *last_admin.account_for(deps, tenant, user, bound),
            *opened.writes,
            audit.about(deps, visitor, EventType.AUTHENTICATOR_ENROLLED, user, reason=challenge.reason),
        )
    mail.notify(deps, tenant, user, _TOLD[challenge.reason])
    return opened.signed_in


def replace(deps: Deps, caller: Caller) -> Challenged:
    """A challenge to enrol for somebody signed in and fresh; the old authenticator works until it is confirmed.

    Raises `Conflict` for SSO users: their identity provider has the second factor.
    """
    user, session = caller.user, caller.session
    if user.sign_in == "sso":
        raise Conflict.over("", "sso", "Your identity provider asks for the second factor.")
    asked, challenge = second_step.to_enrol(
        deps,
        caller.tenant,
        user,
        session.way,
        "replace" if user.authenticator else "policy",
        session=session.id,
    )
    deps.table.commit(challenges.create(challenge))
    return asked


def _load(deps: Deps, token: str) -> Begun:
    challenge, user, tenant = found = challenges.load(deps.table, token, now=int(deps.now()))
    is_current = second_step.is_of_tenant(challenge, tenant) and challenge.epoch == user.epoch
    if not is_current or not _is_still_asked(deps, found):
        raise ChallengeExpired
    rules = policy.in_force(tenant.policy, deps.now())
    if challenge.reason == "reset" and policy.is_reset_over(user, rules, deps.now()):
        raise EnrolmentExpired
    return found


def _is_still_asked(deps: Deps, found: Begun) -> bool:
    """Whether what led to the challenge still holds."""
    challenge, user, tenant = found
    if challenge.reason in ("policy", "reset") and user.authenticator:
        return False  # the password alone never re-enrols (SECURITY, rule 4)
    if challenge.reason == "recovery" and user.recovery_digest != challenge.recovery_digest:
        return False  # the code that led here was replaced meanwhile
    live = sessions.of_user(deps.table, user, tenant, now=int(deps.now())) if challenge.session else []
    return challenge.session is None or challenge.session in {session.id for session in live}


def _make(deps: Deps, found: Begun) -> bytes:
    """A new secret, or the one of a request that was a moment quicker."""
    user, secret = found.user, deps.random(totp.SECRET_BYTES)
    sealed = deps.vault.seal(secret, tenant=user.tenant, user=user.id, purpose=proof.PURPOSE)
    kept = challenges.keep_secret(deps.table, found.challenge, sealed)
    return secret if kept == sealed else _open(deps, user, kept)


def _open(deps: Deps, user: User, sealed: bytes) -> bytes:
    return deps.vault.open(sealed, tenant=user.tenant, user=user.id, purpose=proof.PURPOSE)


def _budget(found: Begun) -> Budget:
    """Codes after a recovery or a reset count against budgets of their own: a stranger's guesses hold up neither."""
    challenge, user, _ = found
    kind = _kind(challenge)
    return attempts.codes(kind, user.tenant, user.id, epoch=user.epoch, browser=challenge.browser)


def _kind(challenge: Enrolment) -> attempts.Kind:
    match challenge.reason:
        case "recovery" | "reset":
            return challenge.reason
        case _:
            return "session" if challenge.session else "code"


def _bind(deps: Deps, user: User, sealed: bytes, step: int, new_code: str) -> User:
    """The user as it will be: the enrolment's own code counts as used, and the epoch moves on."""
    now = int(deps.now())
    changes = {
        "authenticator": Authenticator(secret=sealed, last_step=step, enrolled_at=now, last_used_at=now),
        "recovery_digest": recovery_code.digest(new_code),
        "epoch": user.epoch + 1,
        "reset": None,
    }
    return user.model_copy(update=changes)
