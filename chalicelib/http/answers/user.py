"""The user as admins see it."""

from chalicelib.domain import policy
from chalicelib.domain.policy import MfaState, Why
from chalicelib.domain.records import Role, Rules, SignInMethod, Status, User
from chalicelib.domain.times import rfc3339, rfc3339_or_none
from chalicelib.http.shapes import Answer, Time


class Mfa(Answer):
    """Two facts, not one switch: whether it is required and why, and whether it is set up."""

    required: bool
    why: Why
    enrolled: bool
    enrolled_at: Time | None
    last_used_at: Time | None
    state: MfaState
    reset_until: Time | None
    """While the time to set up anew after a reset runs."""


class UserAnswer(Answer):
    id: str
    email: str
    name: str
    role: Role
    sign_in: SignInMethod
    status: Status
    mfa: Mfa
    created_at: Time
    last_sign_in_at: Time | None
    version: int


def user_answer(user: User, rules: Rules, now: float) -> UserAnswer:
    """A user under the rules in force."""
    authenticator = user.authenticator
    reset_until = policy.reset_until(user, rules)
    return UserAnswer(
        id=user.id,
        email=user.email,
        name=user.name,
        role=user.role,
        sign_in=user.sign_in,
        status=user.status,
        mfa=Mfa(
            required=policy.requires_mfa(user, rules),
            why=policy.why(user, rules),
            enrolled=authenticator is not None,
            enrolled_at=rfc3339_or_none(authenticator.enrolled_at if authenticator else None),
            last_used_at=rfc3339_or_none(authenticator.last_used_at if authenticator else None),
            state=policy.mfa_state(user, rules),
            reset_until=rfc3339(reset_until) if reset_until and now < reset_until else None,
        ),
        created_at=rfc3339(user.created_at),
        last_sign_in_at=rfc3339_or_none(user.last_sign_in_at),
        version=user.version,
    )
