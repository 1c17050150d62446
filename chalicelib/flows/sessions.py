"""Sessions: who is at the other end, signing out, stepping up, and the user's own list."""

from chalicelib.deps import Deps
from chalicelib.domain import policy
from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import Session, Transport
from chalicelib.domain.visitor import Caller, Visitor
from chalicelib.errors import Flaw, InvalidRequest, NotFound, NotSignedIn, StepUpRequired
from chalicelib.flows.proofs import code as code_proof
from chalicelib.flows.proofs import password as password_proof
from chalicelib.flows.proofs.guess import Subject
from chalicelib.flows.steps import audit
from chalicelib.flows.steps.renewal import Renewed, renew
from chalicelib.store import attempts, sessions, users
from chalicelib.store.users import Change
from chalicelib.store.writes import Write


def authenticate(deps: Deps, visitor: Visitor, token: str, transport: Transport) -> Caller:
    """Whose session this token opens, as of now, in the transport that it was made for. Raises `NotSignedIn`."""
    now = int(deps.now())
    found = sessions.load(deps.table, token, now=now)
    if found is None or found.session.transport != transport:
        raise NotSignedIn
    session = sessions.touch(deps.table, found.session, now=now)
    return Caller(**vars(visitor), session=session, user=found.user, tenant=found.tenant)


def require_assurance(deps: Deps, caller: Caller) -> None:
    """The session is as strong as the policy asks at this moment. Raises `StepUpRequired` or `NotSignedIn`."""
    rules = policy.in_force(caller.tenant.policy, deps.now())
    if caller.session.aal == 1 and policy.requires_mfa(caller.user, rules):
        raise StepUpRequired if caller.user.authenticator else NotSignedIn


def require_fresh(deps: Deps, caller: Caller) -> None:
    """The strongest factor was shown within the last ten minutes. Raises `StepUpRequired`."""
    if not policy.is_fresh(caller.session, caller.user, deps.now()):
        raise StepUpRequired


def sign_out(deps: Deps, caller: Caller) -> None:
    """End the caller's session."""
    deps.table.commit(sessions.end(caller.session), _ended(deps, caller, caller.session))


def step_up(deps: Deps, caller: Caller, *, code: str | None, password: str | None) -> Renewed:
    """Show a factor anew: the code, for a user who is enrolled, else the password. The session gets a new token.

    Raises `InvalidRequest` for the other one, `NotSignedIn` where only an enrolment would help, `TooManyAttempts`,
    `InvalidCode`, `CodeAlreadyUsed`, `AuthenticatorDisabled`, `InvalidCredentials`.
    """
    if caller.user.authenticator is None:
        require_assurance(deps, caller)
        if password is None:
            raise InvalidRequest(flaws=(Flaw("/code", "not_enrolled"),))
        return _step_up_by_password(deps, caller, password)
    if code is None:
        raise InvalidRequest(flaws=(Flaw("/password", "code_required"),))
    return _step_up_by_code(deps, caller, code)


def _step_up_by_code(deps: Deps, caller: Caller, code: str) -> Renewed:
    user = caller.user
    subject = Subject(visitor=caller, tenant=user.tenant, user=user.id, actor=user.id, failure=EventType.STEP_UP_FAILED)
    budget = attempts.codes("session", user.tenant, user.id, epoch=user.epoch, is_counted=True, moved=NotSignedIn)
    with code_proof.prove(deps, subject, caller.tenant, budget, code) as (shown, user):
        renewed = renew(deps, caller, {"amr": ["pwd", "otp"], "verified_at": int(deps.now())})
        row = users.change_in_epoch(user, shown.change, refused=NotSignedIn)
        deps.table.commit(row, *renewed.writes, _stepped_up(deps, caller, renewed))
    return renewed


def _step_up_by_password(deps: Deps, caller: Caller, password: str) -> Renewed:
    with password_proof.prove_own(deps, caller, password):
        renewed = renew(deps, caller, {"verified_at": int(deps.now())})
        deps.table.commit(*renewed.writes, _stepped_up(deps, caller, renewed))
    return renewed


def own(deps: Deps, caller: Caller) -> list[Session]:
    """The caller's live sessions, newest first."""
    return sessions.of_user(deps.table, caller.user, caller.tenant, now=int(deps.now()))


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
        users.change_at_version(caller.user, Change(sets={"epoch": epoch})),
        sessions.change(caller.session, {"epoch": epoch}),
        audit.about(deps, caller, EventType.SESSIONS_ENDED, caller.user),
    )


def _stepped_up(deps: Deps, caller: Caller, renewed: Renewed) -> Write:
    session = renewed.session
    return audit.about(deps, caller, EventType.STEP_UP_SUCCEEDED, caller.user, session=session.id, aal=session.aal)


def _ended(deps: Deps, caller: Caller, session: Session) -> Write:
    return audit.about(deps, caller, EventType.SESSION_ENDED, caller.user, session=session.id)
