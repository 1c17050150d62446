"""Sessions: who is at the other end, signing out, stepping up, and the user's own list."""

from chalicelib.deps import Deps
from chalicelib.domain import bearer, policy
from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import Session
from chalicelib.domain.visitor import Caller, Visitor
from chalicelib.errors import (
    CodeAlreadyUsed,
    Conflict,
    Flaw,
    InvalidCode,
    InvalidRequest,
    NotFound,
    NotSignedIn,
    StepUpRequired,
)
from chalicelib.flows.steps import audit, guessing
from chalicelib.flows.steps.spending import spend
from chalicelib.store import attempts, sessions, tenants, users
from chalicelib.store.writes import Write


def authenticate(deps: Deps, visitor: Visitor, token: str) -> Caller:
    """Whose session this token opens, as of now. Raises `NotSignedIn`."""
    now = int(deps.now())
    session = sessions.load(deps.table, bearer.digest(token), now=now)
    if session is None:
        raise NotSignedIn
    tenant = tenants.load(deps.table, session.tenant)
    user = users.load(deps.table, session.tenant, session.user)
    if tenant is None or tenant.disabled or user is None or user.disabled or user.epoch != session.epoch:
        raise NotSignedIn
    session = sessions.touch(deps.table, session, now=now, idle_seconds=tenant.idle_seconds)
    return Caller(**vars(visitor), session=session, user=user, tenant=tenant)


def require_assurance(deps: Deps, caller: Caller) -> None:
    """The session is as strong as the policy asks at this moment. Raises `StepUpRequired` or `NotSignedIn`."""
    if caller.session.aal == 1 and policy.must_verify(caller.user, caller.tenant.policy, deps.now()):
        raise StepUpRequired if caller.user.authenticator else NotSignedIn


def require_fresh(deps: Deps, caller: Caller) -> None:
    """The strongest factor was shown within the last ten minutes. Raises `StepUpRequired`."""
    if not policy.is_fresh(caller.session, caller.user, deps.now()):
        raise StepUpRequired


def sign_out(deps: Deps, caller: Caller) -> None:
    """End the caller's session."""
    deps.table.commit(sessions.end(caller.session), _ended(deps, caller, caller.session))


def step_up(deps: Deps, caller: Caller, *, code: str | None, password: str | None) -> Session:
    """Show a factor anew: the code for who is enrolled, else the password.

    Raises `InvalidRequest` for the other one, `NotSignedIn` where only an enrolment would help, `TooManyAttempts`,
    `InvalidCode`, `CodeAlreadyUsed`, `AuthenticatorDisabled`, `InvalidCredentials`.
    """
    is_enrolled = caller.user.authenticator is not None
    if not is_enrolled:
        require_assurance(deps, caller)
    if code is not None and not is_enrolled:
        raise InvalidRequest(flaws=(Flaw("/code", "not_enrolled"),))
    if password is not None and is_enrolled:
        raise InvalidRequest(flaws=(Flaw("/password", "code_required"),))
    if caller.user.sign_in == "sso":
        raise Conflict.over("", "sso", "Sign in at your identity provider again.")
    return _step_up_by_code(deps, caller, code) if code else _step_up_by_password(deps, caller, password or "")


def _step_up_by_code(deps: Deps, caller: Caller, code: str) -> Session:
    user = caller.user
    guessing.enrolled(user)
    budget = attempts.codes("code_session", user.tenant, user.id)
    with spend(deps, budget, failures=(InvalidCode, CodeAlreadyUsed)) as attempt:
        step = guessing.accepted_step(
            deps, caller, caller.tenant, user, code, failed=EventType.STEP_UP_FAILED, attempt=attempt
        )
        stronger = caller.session.model_copy(update={"amr": ["pwd", "otp"], "verified_at": int(deps.now())})
        deps.table.commit(guessing.accept(deps, user, step), *_stepped_up(deps, caller, stronger))
    return stronger


def _step_up_by_password(deps: Deps, caller: Caller, password: str) -> Session:
    with guessing.own_password(deps, caller, password):
        fresher = caller.session.model_copy(update={"verified_at": int(deps.now())})
        deps.table.commit(*_stepped_up(deps, caller, fresher))
    return fresher


def own(deps: Deps, caller: Caller) -> list[Session]:
    """The caller's live sessions, newest first."""
    return sessions.of_user(deps.table, caller.user, now=int(deps.now()))


def end_one(deps: Deps, caller: Caller, session_id: str) -> None:
    """End one of the caller's own sessions. Raises `NotFound`."""
    found = next((session for session in own(deps, caller) if session.id == session_id), None)
    if found is None:
        raise NotFound
    deps.table.commit(sessions.end(found), _ended(deps, caller, found))


def end_others(deps: Deps, caller: Caller) -> None:
    """End all of the caller's sessions but this one: the epoch moves on, and this session with it."""
    epoch = caller.user.epoch + 1
    deps.table.commit(
        users.change(caller.user, {"epoch": epoch}),
        sessions.change(caller.session, {"epoch": epoch}),
        audit.about(deps, caller, EventType.SESSIONS_ENDED, caller.user),
    )


def _stepped_up(deps: Deps, caller: Caller, session: Session) -> list[Write]:
    return [
        sessions.change(caller.session, {"amr": session.amr, "verified_at": session.verified_at}),
        audit.about(deps, caller, EventType.STEP_UP_SUCCEEDED, caller.user, session=session.id, aal=session.aal),
    ]


def _ended(deps: Deps, caller: Caller, session: Session) -> Write:
    return audit.about(deps, caller, EventType.SESSION_ENDED, caller.user, session=session.id)
