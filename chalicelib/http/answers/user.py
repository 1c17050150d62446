"""The user as admins see it."""

from typing import Literal

from chalicelib.domain import policy
from chalicelib.domain.policy import MfaState, Why
from chalicelib.domain.records import Policy, Role, SignInMethod, Status, User
from chalicelib.domain.times import rfc3339
from chalicelib.http.shapes import Answer, Time


class Mfa(Answer):
    """Two facts, not one switch: whether it is required and why, and whether it is set up."""

    required: bool
    why: Why
    enrolled: bool
    enrolled_at: Time | None
    last_used_at: Time | None
    state: MfaState


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


MfaFilter = Literal[
    "off",
    "required_not_enrolled",
    "on",
    "identity_provider",
    "reset",
    "disabled",
    "required",
    "not_required",
    "enrolled",
    "not_enrolled",
]


def user_answer(user: User, rules: Policy) -> UserAnswer:
    """A user under the tenant's policy."""
    authenticator = user.authenticator
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
            enrolled_at=time_or_none(authenticator.enrolled_at if authenticator else None),
            last_used_at=time_or_none(authenticator.last_used_at if authenticator else None),
            state=policy.mfa_state(user, rules),
        ),
        created_at=rfc3339(user.created_at),
        last_sign_in_at=time_or_none(user.last_sign_in_at),
        version=user.version,
    )


def has_mfa(user: User, rules: Policy, wanted: MfaFilter) -> bool:
    """Whether a user belongs in the list filtered by `mfa`."""
    match wanted:
        case "required" | "not_required":
            return policy.requires_mfa(user, rules) == (wanted == "required")
        case "enrolled" | "not_enrolled":
            return (user.authenticator is not None) == (wanted == "enrolled")
        case _:
            return policy.mfa_state(user, rules) == wanted


def time_or_none(seconds: int | None) -> str | None:
    """RFC 3339, where there is a time."""
    return None if seconds is None else rfc3339(seconds)
