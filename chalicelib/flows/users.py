"""Users as their tenant's admins see them: listed, created, edited, invited, reset, deleted."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from chalicelib.deps import Deps
from chalicelib.domain import policy as rules
from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import Reset, Role, Rules, SignInMethod, User
from chalicelib.domain.visitor import Mandate
from chalicelib.errors import Conflict, TryAgain
from chalicelib.flows.steps import audit, last_admin, mail
from chalicelib.flows.steps.person import read, tenant_now
from chalicelib.flows.steps.retry import again
from chalicelib.store import counts, links, users
from chalicelib.store.users import Change
from chalicelib.store.writes import Write

_NO_SSO = "Single sign-on is not set up for this tenant."


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
    tenant = tenant_now(deps, mandate)
    present = rules.in_force(tenant.policy, deps.now())
    if sign_in == "sso" and not (is_sso_awaited or tenant.sso.is_on):
        raise Conflict.over("/sign_in", "sso_not_set_up", _NO_SSO)
    if mfa_required and present.mode != "individual":
        raise _not_individual(present.mode)
    user = User(
        id=audit.identify(deps, "usr"),
        tenant=mandate.tenant.slug,
        email=email,
        name=name,
        role=role,
        sign_in=sign_in,
        created_at=int(deps.now()),
    )
    if present.mode == "individual":
        user = rules.with_toggle(user, user, present, bool(mfa_required))
    created = audit.about(deps, mandate.visitor, EventType.USER_CREATED, user, actor=mandate.actor, role=role)
    if sign_in == "sso":
        deps.table.commit(*users.create(user, now=int(deps.now())), *counts.move(None, user), created)
        return user
    return _create_invited(deps, mandate, user, created)


def _create_invited(deps: Deps, mandate: Mandate, user: User, created: Write) -> User:
    """The address is held while the invitation is mailed: of two at once the slower one mails nothing."""
    tenant = mandate.tenant
    token, user = mail.invitation(deps, tenant, user)
    try:
        deps.table.commit(users.hold(tenant.slug, user.email, user.id, now=int(deps.now())))
        mail.send_invitation(deps, tenant, user, token)
        invited = audit.invited(deps, mandate, user)
        deps.table.commit(*users.create(user, now=int(deps.now())), *counts.move(None, user), created, invited)
    except BaseException:
        with suppress(Conflict, TryAgain):  # where the table fails, the address is held for a minute
            deps.table.commit(users.let_go(tenant.slug, user.email, user.id))
        raise
    return user


@again
def edit(deps: Deps, mandate: Mandate, user_id: str, changes: dict[str, Any]) -> User:
    """Change `name`, `email`, `role`, `disabled`, `sign_in` or the toggle `mfa_required`.

    Whatever weakens a session ends it. Raises `NotFound`; `Conflict` for the last admin, a taken address, a toggle
    outside mode `individual`, SSO where it does not work.
    """
    user = read(deps, mandate, user_id)
    tenant = tenant_now(deps, mandate)  # after the user: else a toggle of a newer policy could be lost
    present = rules.in_force(tenant.policy, deps.now())
    wanted = changes.get("mfa_required")
    if wanted is not None and present.mode != "individual":
        raise _not_individual(present.mode)
    if changes.get("sign_in") == "sso" and user.sign_in != "sso" and not tenant.sso.is_on:
        raise Conflict.over("/sign_in", "sso_not_set_up", _NO_SSO)
    after = _edited(user, changes, present)
    told = _told(user, after, present)
    if not told["changed"]:
        return user
    token, after = _consequences(deps, mandate, user, after, present)
    deps.table.commit(
        users.change_at_version(user, _written(user, after)),
        *_addresses(deps, mandate, user, after),
        *([] if after.sso_link else links.unlink(user)),
        *last_admin.account_for(deps, mandate.tenant, user, after),
        *([audit.invited(deps, mandate, after)] if token else []),
        audit.about(deps, mandate.visitor, EventType.USER_CHANGED, user, actor=mandate.actor, **told),
    )
    if token:
        mail.try_to_invite(deps, mandate.tenant, after, token)
    _tell(deps, mandate, user, after, present)
    return after.model_copy(update={"version": user.version + 1})


@again
def delete(deps: Deps, mandate: Mandate, user_id: str) -> None:
    """Remove a user; the audit record stays. Raises `NotFound`, `Conflict` for the last admin."""
    user = read(deps, mandate, user_id)
    deps.table.commit(
        *users.remove(user),
        *links.unlink(user),
        *last_admin.account_for(deps, mandate.tenant, user, None),
        audit.about(deps, mandate.visitor, EventType.USER_DELETED, user, actor=mandate.actor),
    )
    mail.notify_of_edit(deps, mandate.tenant, user, "Your login was deleted by an administrator.")


_OF_ONE_WAY_IN = ("password_hash", "authenticator", "recovery_digest", "reset", "sso_link")
"""What a user loses who signs in another way from now on."""
_VOIDS_LINKS = {"email", "role", "sign_in", "disabled"}
"""What ends sessions and challenges, and voids links and known browsers too."""


def _edited(user: User, changes: dict[str, Any], present: Rules) -> User:
    """The user with what was asked for; in mode `individual` the toggle becomes an explicit one."""
    plain = {name: value for name, value in changes.items() if name != "mfa_required" and value is not None}
    if plain.get("sign_in", user.sign_in) != user.sign_in:
        plain |= dict.fromkeys(_OF_ONE_WAY_IN)
    after, wanted = user.model_copy(update=plain), changes.get("mfa_required")
    if present.mode == "individual" and (wanted is not None or _differ(user, after, ("role", "sign_in"))):
        after = rules.with_toggle(after, user, present, wanted)
    return after


def _differ(user: User, after: User, names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if getattr(user, name) != getattr(after, name))


def _told(user: User, after: User, present: Rules) -> dict[str, Any]:
    """What an edit changes, for the audit record: which fields, and the new values of those that name nobody."""
    fields = _differ(user, after, ("disabled", "email", "name", "role", "sign_in"))
    values = {name: getattr(after, name) for name in fields if name not in ("email", "name")}
    if rules.is_toggled(user, present) != rules.is_toggled(after, present):
        fields, values = [*fields, "mfa_required"], {**values, "mfa_required": after.toggle}
    return {"changed": ", ".join(fields), **values}


def _consequences(deps: Deps, mandate: Mandate, user: User, after: User, present: Rules) -> tuple[str | None, User]:
    """What follows from an edit on the user's row, and the token of a new invitation where the old one is void."""
    if after.reset and not rules.requires_mfa(after, present):
        after = after.model_copy(update={"reset": Reset()})  # no clock runs while nobody asks
    if not _differ(user, after, _VOIDS_LINKS):
        return None, after
    epochs = {"epoch": user.epoch + 1, "browser_epoch": user.browser_epoch + 1}
    after = after.model_copy(update={**epochs, "password_token": None})
    return mail.invitation(deps, mandate.tenant, after) if after.status == "invited" else (None, after)


def _written(user: User, after: User) -> Change:
    """What an edit changes. It voids the link that is there by then: a forgotten password moves it at any version."""
    before, row = user.model_dump(), after.model_dump()
    is_void = after.browser_epoch != user.browser_epoch
    return Change(
        sets={name: row[name] for name in row if row[name] != before[name] or (name == "password_token" and is_void)}
    )


def _addresses(deps: Deps, mandate: Mandate, user: User, after: User) -> list[Write]:
    if after.email == user.email:
        return []
    slug, now = mandate.tenant.slug, int(deps.now())
    return [users.claim(slug, after.email, user.id, now=now), users.release(slug, user.email)]


def _tell(deps: Deps, mandate: Mandate, user: User, after: User, present: Rules) -> None:
    tenant = mandate.tenant
    if after.email != user.email:
        what = "The e-mail address of your login was changed by an administrator."
        for each in (user, after):
            mail.notify_of_edit(deps, tenant, each, what)
    if after.role != user.role:
        now = "an administrator" if after.role == "admin" else "no longer an administrator"
        mail.notify_of_edit(deps, tenant, after, f"You are {now} of {tenant.name} now.")
    if after.disabled > user.disabled:
        mail.notify_of_edit(deps, tenant, after, "Your login was disabled by an administrator.")
    if rules.is_toggled(user, present) > rules.is_toggled(after, present):
        what = "An administrator has switched the second step off for your login. Signing in takes your password alone."
        mail.notify_of_edit(deps, tenant, after, what)


def _not_individual(mode: str) -> Conflict:
    detail = f"The policy is `{mode}`; single users are chosen in mode `individual` only."
    return Conflict.over("/mfa_required", "policy_not_individual", detail)
