"""The session as its user sees it."""

from typing import Literal

from chalicelib.domain import policy
from chalicelib.domain.records import Role, Session, Tenant, User
from chalicelib.domain.times import rfc3339
from chalicelib.http.shapes import Answer, Time, omitted


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
    mfa_required_from: Time | None = omitted()
    step_up: Literal["code", "password", "sso"]
    """What `POST /v1/session/step-up` will ask for."""
    user: SessionUser


def session_answer(session: Session, user: User, tenant: Tenant, now: float, token: str | None = None) -> SessionAnswer:
    """A session as its user sees it."""
    required_from = policy.required_from(user, tenant.policy, now)
    return SessionAnswer(
        id=session.id,
        token=token,
        created_at=rfc3339(session.created_at),
        expires_at=rfc3339(session.expires_at),
        idle_expires_at=rfc3339(session.idle_expires_at),
        amr=list(session.amr),
        aal=session.aal,
        verified_at=rfc3339(session.verified_at),
        mfa_required_from=rfc3339(required_from) if required_from else None,
        step_up="sso" if user.sign_in == "sso" else "code" if user.authenticator else "password",
        user=SessionUser(id=user.id, email=user.email, name=user.name, role=user.role, tenant=user.tenant),
    )
