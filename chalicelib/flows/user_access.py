"""What an admin does about somebody's way in: reset, sign out everywhere, invite again."""

from chalicelib.deps import Deps
from chalicelib.domain import policy as rules
from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import Reset, User
from chalicelib.domain.visitor import Mandate
from chalicelib.errors import Conflict
from chalicelib.flows.steps import audit, last_admin, mail
from chalicelib.flows.steps.person import read, rules_now
from chalicelib.flows.steps.retry import again
from chalicelib.store import users
from chalicelib.store.users import Change


@again
def reset(deps: Deps, mandate: Mandate, user_id: str, *, reason: str) -> None:
    """Unbind a user's authenticator: it, the recovery code and all sessions are gone in one commit.

    The user, with the password, sets up anew before the tenant's time runs out; a second reset restarts it. While the
    policy asks for nothing, no clock runs. Raises `NotFound`; `Conflict` for oneself, SSO users and where none is.
    """
    user, tenant = read(deps, mandate, user_id), mandate.tenant
    require_resettable(mandate, user)
    present = rules_now(deps, mandate)
    until = int(deps.now()) + tenant.reset_seconds if rules.requires_mfa(user, present) else None
    clock = Reset(until=until, policy_epoch=present.epoch if until else None)
    changes = {"authenticator": None, "recovery_digest": None, "reset": clock, "epoch": user.epoch + 1}
    after = user.model_copy(update=changes)
    deps.table.commit(
        users.change_at_version(user, Change(sets=after.model_dump(include=set(changes)))),
        *last_admin.account_for(deps, tenant, user, after),
        audit.about(deps, mandate.visitor, EventType.AUTHENTICATOR_RESET, user, actor=mandate.actor, reason=reason),
    )
    hours = f"{round(tenant.reset_seconds / 3600, 1):g} hours"
    how = f"within {hours}" if until else f"; from the day on which a code is asked for, you have {hours}"
    mail.notify(
        deps,
        tenant,
        user,
        "Your authenticator app and your recovery code were reset. "
        f"Sign in with your password {how} to set up a new one.".replace(" ;", ";"),
    )


def require_resettable(mandate: Mandate, user: User) -> None:
    """Raises `Conflict` for oneself, SSO users and those who have no authenticator."""
    if user.id == mandate.actor:
        raise Conflict.over("", "oneself", "Replace your own authenticator in your account instead.")
    if user.sign_in == "sso" or (user.authenticator is None and user.reset is None):
        raise Conflict.over("", "not_enrolled", "This user has no authenticator here.")


@again
def sign_out(deps: Deps, mandate: Mandate, user_id: str) -> None:
    """End every session of a user. Raises `NotFound`."""
    user = read(deps, mandate, user_id)
    deps.table.commit(
        users.change_at_version(user, Change(sets={"epoch": user.epoch + 1})),
        audit.about(deps, mandate.visitor, EventType.SESSIONS_ENDED, user, actor=mandate.actor),
    )
    mail.notify_of_edit(deps, mandate.tenant, user, "An administrator signed you out everywhere.")


@again
def invite(deps: Deps, mandate: Mandate, user_id: str) -> None:
    """Mail a new invitation; the older one is void. Raises `NotFound`, `Conflict`, `TooManyAttempts`, `TryAgain`."""
    user, tenant = read(deps, mandate, user_id), mandate.tenant
    if user.status != "invited":
        raise Conflict.over("", "not_invited", "Only a user who has not chosen a password yet can be invited.")
    token, invited = mail.invitation(deps, tenant, user)
    mail.send_invitation(deps, tenant, user, token)
    change = Change(sets=invited.model_dump(include={"password_token"}))
    deps.table.commit(users.change_at_version(user, change), audit.invited(deps, mandate, user))
