"""The session as its user sees it."""

from typing import Literal

from chalicelib.domain import policy
from chalicelib.domain.records import Role, Session, Tenant, User
from chalicelib.domain.times import rfc3339, rfc3339_or_none
from chalicelib.flows.steps.renewal import Renewed
from chalicelib.http import cookies
from chalicelib.http.endpoint import Call, Reply
from chalicelib.http.shapes import Answer, Time, omitted
from chalicelib.store.sessions import expires_at, idle_expires_at


class SessionUser(Answer):
    id: str
    email: str
    name: str
    role: Role
    tenant: str


class SessionAnswer(Answer):
    id: str
    token: str | None = omitted()
    created_at: Time
    expires_at: Time
    idle_expires_at: Time
    amr: list[str]
    aal: Literal[1, 2]
    verified_at: Time | None = omitted()
    fresh_until: Time | None
    """Until when routes that ask for a fresh factor are open; without one, step up first."""
    mfa_required_from: Time | None = omitted()
    step_up: Literal["code", "password", "sso"]
    """What `POST /v1/session/step-up` will ask for."""
    known_browser: str | None = omitted()
    """After a change of one's own password, where the transport is `bearer`."""
    user: SessionUser


def session_answer(
    session: Session,
    user: User,
    tenant: Tenant,
    now: float,
    token: str | None = None,
    known_browser: str | None = None,
) -> SessionAnswer:
    """A session as its user sees it; tokens stand in it only where no cookie carries them."""
    is_bearer = session.transport == "bearer"
    fresh_until = policy.fresh_until(session, user)
    return SessionAnswer(
        id=session.id,
        token=token if is_bearer else None,
        created_at=rfc3339(session.created_at),
        expires_at=rfc3339(expires_at(session, tenant)),
        idle_expires_at=rfc3339(idle_expires_at(session, tenant)),
        amr=list(session.amr),
        aal=session.aal,
        verified_at=rfc3339_or_none(session.verified_at),
        fresh_until=rfc3339(fresh_until) if fresh_until and fresh_until >= now else None,
        mfa_required_from=rfc3339_or_none(policy.required_from(user, tenant.policy, now)),
        step_up="sso" if user.sign_in == "sso" else "code" if user.authenticator else "password",
        known_browser=known_browser if is_bearer else None,
        user=SessionUser(id=user.id, email=user.email, name=user.name, role=user.role, tenant=user.tenant),
    )


def renewed(call: Call, done: Renewed) -> Reply:
    """The session that goes on under a new token."""
    caller, session = call.caller, done.session
    answer = session_answer(session, caller.user, caller.tenant, call.deps.now(), done.token, done.known_browser)
    set_cookies = cookies.session(session, done.token)
    return Reply(
        answer, set_cookies=[*set_cookies, *([cookies.known(done.known_browser)] if done.known_browser else [])]
    )
