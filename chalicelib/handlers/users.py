"""`/v1/users`: what admins do with the users of their tenant."""

from pydantic import Field

from chalicelib.domain import sheets
from chalicelib.domain.records import Role, SignInMethod, User
from chalicelib.errors import Conflict, StepUpRequired, TooManyAttempts
from chalicelib.flows import sessions
from chalicelib.flows import users as flow
from chalicelib.flows.steps import paging
from chalicelib.http.answers.user import MfaFilter, UserAnswer, has_mfa, user_answer
from chalicelib.http.endpoint import Access, Call, Reply, endpoint
from chalicelib.http.shapes import Answer, Email, Name, Patch, Query, Request, Text

MAX_EXPORTED = 1000
"""Users in one part of an export."""


class Filters(Query):
    """All of them must hold."""

    query: str | None = Field(default=None, max_length=254)
    """Part of the e-mail address or the name."""
    mfa: MfaFilter | None = None
    role: Role | None = None
    sign_in: SignInMethod | None = None
    cursor: str | None = Field(default=None, min_length=1, max_length=1000)


class Listing(Filters):
    limit: int = Field(default=50, ge=1, le=100)


class Users(Answer):
    items: list[UserAnswer]
    next_cursor: str | None


class UserCreate(Request):
    email: Email
    name: Name
    role: Role
    sign_in: SignInMethod
    mfa_required: bool | None = None


class UserEdit(Patch):
    name: Name | None = None
    email: Email | None = None
    role: Role | None = None
    disabled: bool | None = None
    sign_in: SignInMethod | None = None
    mfa_required: bool | None = None


class AuthenticatorReset(Request):
    reason: Text


@endpoint("GET", "/v1/users", access=Access.ADMIN, query=Listing, answer=Users)
def listed(call: Call) -> Reply:
    """The users of the tenant, in the order of their creation."""
    query: Listing = call.query
    users, cursor = _page(call, query, query.limit)
    return Reply(Users(items=[_answer(call, user) for user in users], next_cursor=cursor))


@endpoint("GET", "/v1/users/export", access=Access.ADMIN, query=Filters, answer=str, media_type="text/csv")
def export(call: Call) -> Reply:
    """The users as CSV, in parts; `X-Next-Cursor` leads to the next part."""
    query: Filters = call.query
    users, cursor = _page(call, query, MAX_EXPORTED)
    rows = [] if query.cursor else [_HEADER]
    rows += [_row(_answer(call, user)) for user in users]
    headers = {"Content-Disposition": 'attachment; filename="users.csv"'}
    return Reply(sheets.write(rows), headers=headers | ({"X-Next-Cursor": cursor} if cursor else {}))


@endpoint(
    "POST",
    "/v1/users",
    access=Access.ADMIN_FRESH,
    body=UserCreate,
    answer=UserAnswer,
    status=201,
    errors=(Conflict, TooManyAttempts),
)
def create(call: Call) -> Reply:
    """A new user; who signs in with a password gets an invitation by mail."""
    body: UserCreate = call.body
    user = flow.create(
        call.deps,
        call.caller.mandate,
        email=body.email,
        name=body.name,
        role=body.role,
        sign_in=body.sign_in,
        mfa_required=body.mfa_required,
    )
    return Reply(_answer(call, user))


@endpoint("GET", "/v1/users/{id}", access=Access.ADMIN, answer=UserAnswer)
def read(call: Call) -> Reply:
    """One user."""
    return Reply(_answer(call, flow.read(call.deps, call.caller.mandate, call.path["id"])))


@endpoint(
    "PATCH",
    "/v1/users/{id}",
    access=Access.ADMIN,
    body=UserEdit,
    answer=UserAnswer,
    errors=(Conflict, TooManyAttempts, StepUpRequired),
)
def edit(call: Call) -> Reply:
    """Change a user; all but the name asks for a fresh factor."""
    changes = call.body.model_dump(exclude_none=True)
    if changes.keys() - {"name"}:
        sessions.require_fresh(call.deps, call.caller)
    return Reply(_answer(call, flow.edit(call.deps, call.caller.mandate, call.path["id"], changes)))


@endpoint("DELETE", "/v1/users/{id}", access=Access.ADMIN_FRESH, status=204, errors=(Conflict,))
def delete(call: Call) -> Reply:
    """Delete a user."""
    flow.delete(call.deps, call.caller.mandate, call.path["id"])
    return Reply()


@endpoint(
    "POST", "/v1/users/{id}/reset", access=Access.ADMIN_FRESH, body=AuthenticatorReset, status=204, errors=(Conflict,)
)
def reset(call: Call) -> Reply:
    """Unbind a user's authenticator, so that a new one can be set up."""
    flow.reset(call.deps, call.caller.mandate, call.path["id"], reason=call.body.reason)
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
    flow.invite(call.deps, call.caller.mandate, call.path["id"])
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
    filters = query.model_dump(exclude={"cursor", "limit"})
    described = paging.describe(list="users", **filters)
    rules, text = call.caller.tenant.policy, (query.query or "").casefold()

    def matches(user: User) -> bool:
        return (
            (text in user.email.casefold() or text in user.name.casefold())
            and (query.role is None or user.role == query.role)
            and (query.sign_in is None or user.sign_in == query.sign_in)
            and (query.mfa is None or has_mfa(user, rules, query.mfa))
        )

    is_filtered = any(value is not None for value in filters.values())
    return flow.listed(
        call.deps,
        call.caller.mandate,
        matches=matches if is_filtered else None,
        query=described,
        cursor=query.cursor,
        limit=limit,
    )


def _answer(call: Call, user: User) -> UserAnswer:
    return user_answer(user, call.caller.tenant.policy)


def _row(user: UserAnswer) -> list[str]:
    mfa = user.mfa
    cells = [user.id, user.email, user.name, user.role, user.sign_in, user.status, mfa.required, mfa.why, mfa.enrolled]
    cells += [mfa.state, mfa.enrolled_at, mfa.last_used_at, user.created_at, user.last_sign_in_at]
    return ["" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell) for cell in cells]
