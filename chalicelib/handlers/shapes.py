"""Shapes that several routes share: fields of requests, and the session of answers."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from chalicelib.domain import email as emails
from chalicelib.domain import policy, recovery_code
from chalicelib.domain.records import Role, Session, Tenant, User
from chalicelib.domain.times import rfc3339

SLUG = r"[a-z0-9](?:-?[a-z0-9])*"


class Shape(BaseModel):
    """Whatever travels; it may hold secrets, so that none of its values has a repr."""

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        return []


class Request(Shape):
    """What a route takes: strict, and nothing unknown."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, defer_build=True)


class Patch(Request):
    """Fields to change: each may be left out, and one that is given has a value."""

    @model_validator(mode="before")
    @classmethod
    def _no_null(cls, given: Any) -> Any:
        if isinstance(given, dict) and None in given.values():
            raise ValueError("a field that is given has a value")
        return given


class Query(Shape):
    """What a route takes in its address; text by nature, so not strict, but nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)


class Answer(Shape):
    """What a route gives. A field with a default is left out where it does not apply."""

    model_config = ConfigDict(frozen=True, defer_build=True)


def omitted() -> Any:
    """A field that is left out of the answer unless it has a value."""
    return Field(default=None, exclude_if=lambda value: value is None)


def _email(text: str) -> str:
    return emails.normalise(text)


def _code(text: str) -> str:
    digits = text.replace(" ", "").replace("-", "")
    if not re.fullmatch("[0-9]{6}", digits):
        raise ValueError("not six digits")
    return digits


def _recovery_code(text: str) -> str:
    digits = recovery_code.read(text)
    if digits is None:
        raise ValueError("not a recovery code")
    return digits


def _plain(text: str) -> str:
    if not text.isprintable() or not text.strip():
        raise ValueError("not printable")
    return text.strip()


_LAST = int(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())


def _seconds(value: Any) -> int:
    """RFC 3339 -> seconds since the epoch."""
    if not isinstance(value, str):
        raise ValueError("not a time")
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None or "T" not in value.upper():
        raise ValueError("not a time with an offset")
    seconds = int(moment.timestamp())
    if not 0 <= seconds <= _LAST:
        raise ValueError("not a time that can be written in UTC")
    return seconds


Slug = Annotated[str, StringConstraints(pattern=f"^{SLUG}$", min_length=3, max_length=40)]
Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(_email)]
Code = Annotated[str, StringConstraints(max_length=64), AfterValidator(_code)]
"""Six ASCII digits once spaces and dashes are gone."""
RecoveryCode = Annotated[str, StringConstraints(max_length=128), AfterValidator(_recovery_code)]
"""25 Crockford digits, however they were typed."""
Name = Annotated[str, StringConstraints(max_length=100), AfterValidator(_plain)]
Text = Annotated[str, StringConstraints(max_length=500), AfterValidator(_plain)]
Moment = Annotated[int, BeforeValidator(_seconds), WithJsonSchema({"type": "string", "format": "date-time"})]
"""Seconds since the epoch inside, RFC 3339 outside."""
Time = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]


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
