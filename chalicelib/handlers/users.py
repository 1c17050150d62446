"""`/v1/users`: what admins do with the users of their tenant."""

from pydantic import Field

from chalicelib.domain import sheets
from chalicelib.domain.policy import in_force
from chalicelib.domain.records import Role, SignInMethod, User
from chalicelib.errors import Conflict, StepUpRequired, TooManyAttempts
from chalicelib.flows import sessions, user_access, user_list
from chalicelib.flows import users as flow
from chalicelib.http.answers.user import UserAnswer, user_answer
from chalicelib.http.endpoint import Access, Call, Reply, endpoint
from chalicelib.http.shapes import Answer, Called, Email, Patch, Query, Request, Text, left_out

MAX_EXPORTED = 1000
"""Users in one part of an export."""


class Filters(Query):
    """All of them must hold."""

    query: str | None = Field(default=None, max_length=254)
    """Part of the e-mail address or the name."""
    mfa: user_list.Mfa | None = None
    role: Role | None = None
    sign_in: SignInMethod | None = None
    cursor: str | None = Field(default=None, min_length=1, max_length=1000)


class Listing(Filters):
    limit: int = Field(default=50, ge=1, le=100)


class Users(Answer):
    items: list[UserAnswer]
    next_cursor: str | None
    total: int | None
    """How many users the tenant has; null where the list is filtered."""


class OneUser(UserAnswer):
    sessions: int
    """How many are live."""


class UserCreate(Request):
    email: Email
    name: Called
    role: Role
    sign_in: SignInMethod
    mfa_required: bool | None = None


class UserEdit(Patch):
    name: Called = left_out()
    email: Email = left_out()
    role: Role = left_out()
    disabled: bool = left_out()
    sign_in: SignInMethod = left_out()
    mfa_required: bool = left_out()


class AuthenticatorReset(Request):
    reason: Text


@endpoint("GET", "/v1/users", access=Access.ADMIN, answer=Users)
def listed(call: Call, query: Listing) -> Reply:
    """The users of the tenant, in the order of their creation."""
    users, cursor = _page(call, query, query.limit)
    total = None if _filters(query) != user_list.Filters() else user_list.total(call.deps, call.caller.mandate)
    return Reply(Users(items=[_answer(call, user) for user in users], next_cursor=cursor, total=total))


@endpoint("GET", "/v1/users/export", access=Access.ADMIN, answer=str, media_type="text/csv")
def export(call: Call, query: Filters) -> Reply:
    """The users as CSV, in parts; `X-Next-Cursor` leads to the next part."""
    users, cursor = _page(call, query, MAX_EXPORTED)
    text = sheets.write([_row(_answer(call, user)) for user in users], header=None if query.cursor else _HEADER)
    headers = {"Content-Disposition": 'attachment; filename="users.csv"'}
    return Reply(text, headers=headers | ({"X-Next-Cursor": cursor} if cursor else {}))


@endpoint(
    "POST",
    "/v1/users",
    access=Access.ADMIN_FRESH,
    answer=UserAnswer,
    status=201,
    errors=(Conflict, TooManyAttempts),
)
def create(call: Call, body: UserCreate) -> Reply:
    """A new user; one who signs in with a password gets an invitation by mail."""
    return Reply(_answer(call, flow.create(call.deps, call.caller.mandate, **body.model_dump())))


@endpoint("GET", "/v1/users/{id}", access=Access.ADMIN, answer=OneUser)
def read(call: Call) -> Reply:
    """One user."""
    user, live = user_list.shown(call.deps, call.caller.mandate, call.path["id"])
    return Reply(OneUser(**vars(_answer(call, user)), sessions=live))


@endpoint(
    "PATCH",
    "/v1/users/{id}",
    access=Access.ADMIN,
    answer=UserAnswer,
    errors=(Conflict, TooManyAttempts, StepUpRequired),
)
def edit(call: Call, body: UserEdit) -> Reply:
    """Change a user; all but the name asks for a fresh factor."""
    changes = body.model_dump(exclude_unset=True)
    if changes.keys() - {"name"}:
        sessions.require_fresh(call.deps, call.caller)
    return Reply(_answer(call, flow.edit(call.deps, call.caller.mandate, call.path["id"], changes)))


@endpoint("DELETE", "/v1/users/{id}", access=Access.ADMIN_FRESH, status=204, errors=(Conflict,))
def delete(call: Call) -> Reply:
    """Delete a user."""
    flow.delete(call.deps, call.caller.mandate, call.path["id"])
    return Reply()


@endpoint("POST", "/v1/users/{id}/reset", access=Access.ADMIN_FRESH, status=204, errors=(Conflict,))
def reset(call: Call, body: AuthenticatorReset) -> Reply:
    """Unbind a user's authenticator, so that a new one can be set up."""
    user_access.reset(call.deps, call.caller.mandate, call.path["id"], reason=body.reason)
    return Reply()


@endpoint("DELETE", "/v1/users/{id}/sessions", access=Access.ADMIN_FRESH, status=204)
def sign_out(call: Call) -> Reply:
    """Sign a user out everywhere."""
    user_access.sign_out(call.deps, call.caller.mandate, call.path["id"])
    return Reply()


@endpoint(
    "POST",
    "/v1/users/{id}/invite",
    access=Access.ADMIN,
    status=202,
    errors=(Conflict, TooManyAttempts),
)
def invite(call: Call) -> Reply:
    """Mail a new invitation."""
    user_access.invite(call.deps, call.caller.mandate, call.path["id"])
    return Reply()


_HEADER = [
    "id",
    "email",
    "name",
    "role",
    "sign_in",
    "status",
    "mfa_required",
    "mfa_why",
    "mfa_enrolled",
    "mfa_state",
    "mfa_enrolled_at",
    "mfa_last_used_at",
    "created_at",
    "last_sign_in_at",
]


def _page(call: Call, query: Filters, limit: int) -> tuple[list[User], str | None]:
    return user_list.listed(call.deps, call.caller.mandate, _filters(query), cursor=query.cursor, limit=limit)


def _filters(query: Filters) -> user_list.Filters:
    return user_list.Filters(query=query.query, mfa=query.mfa, role=query.role, sign_in=query.sign_in)


def _answer(call: Call, user: User) -> UserAnswer:
    now = call.deps.now()
    return user_answer(user, in_force(call.caller.tenant.policy, now), now)


def _row(user: UserAnswer) -> list[str]:
    mfa = user.mfa
    cells = [user.id, user.email, user.name, user.role, user.sign_in, user.status, mfa.required, mfa.why, mfa.enrolled]
    cells += [mfa.state, mfa.enrolled_at, mfa.last_used_at, user.created_at, user.last_sign_in_at]
    return ["" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell) for cell in cells]
