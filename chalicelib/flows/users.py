"""Users as their tenant's admins see them: listed, created, edited, invited, reset, deleted."""

from collections.abc import Callable, Iterable
from typing import Any

from chalicelib.deps import Deps
from chalicelib.domain import policy as rules
from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import Policy, Role, SignInMethod, User
from chalicelib.domain.visitor import Mandate
from chalicelib.errors import Conflict, NotFound
from chalicelib.flows.steps import audit, mailing, paging
from chalicelib.flows.steps.retrying import again
from chalicelib.store import tenants, users
from chalicelib.store.writes import Write

_NO_SSO = "Single sign-on is not set up for this tenant."


def read(deps: Deps, mandate: Mandate, user_id: str) -> User:
    """One user of the tenant. Raises `NotFound`, for another tenant's users too."""
    user = users.load(deps.table, mandate.tenant.slug, user_id)
    if user is None:
        raise NotFound
    return user


def listed(
    deps: Deps, mandate: Mandate, *, matches: Callable[[User], bool] | None, query: str, cursor: str | None, limit: int
) -> tuple[list[User], str | None]:
    """One page of users in the order of their creation, and the cursor of the next one.

    `query` describes the filters that `matches` applies; a cursor opens for the same ones only.
    """
    position = paging.open_cursor(deps, mandate, query, cursor)

    def rows(after: str | None, size: int) -> list[User]:
        return users.page(deps.table, mandate.tenant.slug, after=after, limit=size)

    page = paging.page(rows, after=position, limit=limit, matches=matches)
    return page.items, paging.seal(deps, mandate, query, page.next)


def create(
    deps: Deps,
    mandate: Mandate,
    *,
    email: str,
    name: str,
    role: Role,
    sign_in: SignInMethod,
    mfa_required: bool | None,
    is_sso_awaited: bool = False,
) -> User:
    """A new user; who signs in with a password is invited by mail. `email` is normalised.

    `is_sso_awaited` lets an operator prepare SSO users before the tenant's SSO works. Raises `Conflict`, `TryAgain`.
    """
    policy = _policy_now(deps, mandate)
    if sign_in == "sso" and not is_sso_awaited:
        raise Conflict.over("/sign_in", "sso_not_set_up", _NO_SSO)
    if mfa_required and policy.mode != "individual":
        raise _not_individual(policy.mode)
    _require_free(deps, mandate, email)
    user = User(
        id=audit.identify(deps, "usr"),
        tenant=mandate.tenant.slug,
        email=email,
        name=name,
        role=role,
        sign_in=sign_in,
        created_at=int(deps.now()),
    )
    if policy.mode == "individual":
        user = rules.with_toggle(user, user, policy, bool(mfa_required))
    user, invited = _invited(deps, mandate, user)
    created = audit.about(deps, mandate.visitor, EventType.USER_CREATED, user, actor=mandate.actor, role=role)
    deps.table.commit(*users.create(user), *tenants.account(None, user), *invited, created)
    return user


@again
def edit(deps: Deps, mandate: Mandate, user_id: str, changes: dict[str, Any]) -> User:
    """Change `name`, `email`, `role`, `disabled`, `sign_in` or the toggle `mfa_required`.

    Whatever weakens a session ends it. Raises `NotFound`; `Conflict` for the last admin, a taken address, a toggle
    outside mode `individual`, SSO where it does not work.
    """
    user = read(deps, mandate, user_id)
    policy = _policy_now(deps, mandate)  # after the user: else a toggle of a newer policy could be lost
    wanted = changes.get("mfa_required")
    if wanted is not None and policy.mode != "individual":
        raise _not_individual(policy.mode)
    if changes.get("sign_in") == "sso" and user.sign_in != "sso":
        raise Conflict.over("/sign_in", "sso_not_set_up", _NO_SSO)
    plain: dict[str, Any] = {
        name: value for name, value in changes.items() if name != "mfa_required" and value is not None
    }
    if plain.get("sign_in", user.sign_in) != user.sign_in:
        plain["password_hash"] = None
    after = user.model_copy(update=plain)
    if policy.mode == "individual" and (wanted is not None or after.role != user.role or after.sign_in != user.sign_in):
        after = rules.with_toggle(after, user, policy, wanted)
    told = _told(user, after, policy)
    if not told["changed"]:
        return user
    after, writes = _consequences(deps, mandate, user, after)
    deps.table.commit(
        users.change(user, after.model_dump(include=_STORED)),
        *tenants.account(user, after),
        *writes,
        audit.about(deps, mandate.visitor, EventType.USER_CHANGED, user, actor=mandate.actor, **told),
    )
    _tell(deps, mandate, user, after)
    return after.model_copy(update={"version": user.version + 1})


@again
def delete(deps: Deps, mandate: Mandate, user_id: str) -> None:
    """Remove a user; the audit record stays. Raises `NotFound`, `Conflict` for the last admin."""
    user = read(deps, mandate, user_id)
    deps.table.commit(
        *users.remove(user),
        *tenants.account(user, None),
        audit.about(deps, mandate.visitor, EventType.USER_DELETED, user, actor=mandate.actor),
    )


@again
def reset(deps: Deps, mandate: Mandate, user_id: str, *, reason: str) -> None:
    """Unbind a user's authenticator: it, the recovery code and all sessions are gone in one commit.

    The user, with the password, sets up anew before the tenant's time runs out; a second reset restarts it.
    Raises `NotFound`; `Conflict` for oneself, SSO users and who has none.
    """
    user, tenant = read(deps, mandate, user_id), mandate.tenant
    if user.id == mandate.actor:
        raise Conflict.over("", "oneself", "Replace your own authenticator in your account instead.")
    if user.sign_in == "sso" or (user.authenticator is None and user.reset_until is None):
        raise Conflict.over("", "not_enrolled", "This user has no authenticator here.")
    until = int(deps.now()) + tenant.reset_seconds
    after = user.model_copy(update={"authenticator": None, "reset_until": until, "epoch": user.epoch + 1})
    deps.table.commit(
        users.change(user, after.model_dump(include={"authenticator", "reset_until", "epoch"})),
        *tenants.account(user, after),
        audit.about(deps, mandate.visitor, EventType.AUTHENTICATOR_RESET, user, actor=mandate.actor, reason=reason),
    )
    hours = round(tenant.reset_seconds / 3600, 1)
    mailing.notify(
        deps,
        tenant,
        user,
        "Your authenticator app and your recovery code were reset. "
        f"Sign in with your password within {hours:g} hours to set up a new one.",
    )


@again
def invite(deps: Deps, mandate: Mandate, user_id: str) -> None:
    """Mail a new invitation; the older one is void. Raises `NotFound`, `Conflict`, `TooManyAttempts`, `TryAgain`."""
    user = read(deps, mandate, user_id)
    if user.status != "invited":
        raise Conflict.over("", "not_invited", "Only a user who has not chosen a password yet can be invited.")
    invited, writes = _invited(deps, mandate, user)
    deps.table.commit(users.change(user, {"password_token": invited.password_token}), *writes)


_STORED = {"name", "email", "role", "disabled", "sign_in", "toggle", "toggle_epoch"}
_STORED |= {"epoch", "password_hash", "password_token"}
_VOIDS_LINKS = {"email", "sign_in", "disabled"}
_ENDS_SESSIONS = {*_VOIDS_LINKS, "role"}


def _policy_now(deps: Deps, mandate: Mandate) -> Policy:
    """The policy as it is now: a long import, or another try, outlives the one that its request began with."""
    return (tenants.load(deps.table, mandate.tenant.slug) or mandate.tenant).policy


def _require_free(deps: Deps, mandate: Mandate, email: str) -> None:
    """Before anything is mailed there. Raises `Conflict`."""
    if users.is_taken(deps.table, mandate.tenant.slug, email):
        raise Conflict.over("/email", "taken", "The e-mail address is taken.")


def _differ(user: User, after: User, names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if getattr(user, name) != getattr(after, name))


def _told(user: User, after: User, policy: Policy) -> dict[str, Any]:
    """What an edit changes, for the audit record: which fields, and the new values of those that name nobody."""
    fields = _differ(user, after, ("disabled", "email", "name", "role", "sign_in"))
    values = {name: getattr(after, name) for name in fields if name not in ("email", "name")}
    if rules.is_toggled(user, policy) != rules.is_toggled(after, policy):
        fields, values = [*fields, "mfa_required"], {**values, "mfa_required": after.toggle}
    return {"changed": ", ".join(fields), **values}


def _consequences(deps: Deps, mandate: Mandate, user: User, after: User) -> tuple[User, list[Write]]:
    """What follows from an edit in the same commit: sessions end, addresses move, a new password user is invited."""
    writes: list[Write] = []
    if _differ(user, after, _ENDS_SESSIONS):
        after = after.model_copy(update={"epoch": user.epoch + 1})
    if _differ(user, after, _VOIDS_LINKS):
        after = after.model_copy(update={"password_token": None})
    if after.email != user.email:
        _require_free(deps, mandate, after.email)
        writes += [users.claim(user.tenant, after.email, user.id), users.release(user.tenant, user.email)]
    if after.status == "invited" and (after.email != user.email or after.sign_in != user.sign_in):
        after, invited = _invited(deps, mandate, after)
        writes += invited
    return after, writes


def _invited(deps: Deps, mandate: Mandate, user: User) -> tuple[User, list[Write]]:
    """Mail an invitation to whom one helps."""
    if user.sign_in == "sso":
        return user, []
    digest, writes = mailing.invite(deps, mandate.visitor, mandate.tenant, user, actor=mandate.actor)
    return user.model_copy(update={"password_token": digest}), writes


def _tell(deps: Deps, mandate: Mandate, user: User, after: User) -> None:
    tenant = mandate.tenant
    if after.email != user.email:
        for address in (user, after):
            mailing.notify(deps, tenant, address, "The e-mail address of your login was changed by an administrator.")
    if after.role != user.role:
        now = "an administrator" if after.role == "admin" else "no longer an administrator"
        mailing.notify(deps, tenant, after, f"You are {now} of {tenant.name} now.")
    if after.disabled > user.disabled:
        mailing.notify(deps, tenant, after, "Your login was disabled by an administrator.")


def _not_individual(mode: str) -> Conflict:
    detail = f"The policy is `{mode}`; single users are chosen in mode `individual` only."
    return Conflict.over("/mfa_required", "policy_not_individual", detail)
