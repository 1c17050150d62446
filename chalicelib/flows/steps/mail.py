"""Mails that several flows send."""

from chalicelib import telemetry
from chalicelib.deps import Deps
from chalicelib.domain import bearer, mails
from chalicelib.domain.records import PasswordToken, Tenant, User
from chalicelib.errors import TooManyAttempts, TryAgain
from chalicelib.flows.steps.allowance import spend
from chalicelib.store import admins, attempts

INVITATION_SECONDS = 7 * 86400


def new_link(deps: Deps, slug: str, user_id: str, *, tenant_epoch: int, seconds: int) -> tuple[str, PasswordToken]:
    """A token to mail, and what the user's row keeps of it."""
    token = bearer.encode(deps.random(bearer.TOKEN_BYTES), slug, user_id)
    kept = PasswordToken(digest=bearer.digest(token), expires_at=int(deps.now()) + seconds, tenant_epoch=tenant_epoch)
    return token, kept


def link(deps: Deps, slug: str, page: str, token: str) -> str:
    """Where a mail leads: the token is in the fragment, which no server and no log ever sees."""
    return f"{str(deps.settings.web_url).rstrip('/')}/{slug}/{page}#{token}"


def invitation(deps: Deps, tenant: Tenant, user: User) -> tuple[str, User]:
    """A token to invite the user with, and the user who may use it."""
    token, kept = new_link(deps, tenant.slug, user.id, tenant_epoch=tenant.epoch, seconds=INVITATION_SECONDS)
    return token, user.model_copy(update={"password_token": kept})


def send_invitation(deps: Deps, tenant: Tenant, user: User, token: str) -> None:
    """Mail an invitation. Raises `TooManyAttempts`, `TryAgain`."""
    mail = mails.invitation(
        tenant=tenant.name,
        name=user.name,
        link=link(deps, tenant.slug, "invitation", token),
        days=INVITATION_SECONDS // 86400,
    )
    with spend(deps, attempts.mails("invitation", tenant.slug, user.email)):
        deps.mailer.send(to=user.email, subject=mail.subject, text=mail.text)


def try_to_invite(deps: Deps, tenant: Tenant, user: User, token: str) -> None:
    """Mail an invitation for a change that stands even where the mail cannot be sent: an admin invites again."""
    try:
        send_invitation(deps, tenant, user, token)
    except (TooManyAttempts, TryAgain):
        telemetry.failed("invitation not sent", tenant=tenant.slug, user=user.id)


def notify(deps: Deps, tenant: Tenant, user: User, what: str) -> None:
    """Tell a person that their protection has changed. The change stands even where the mail cannot be sent."""
    mail = mails.protection_changed(tenant=tenant.name, name=user.name, what=what, support=tenant.support_contact)
    try:
        deps.mailer.send(to=user.email, subject=mail.subject, text=mail.text)
    except TryAgain:
        telemetry.failed("mail not sent", tenant=tenant.slug, user=user.id)


def notify_of_edit(deps: Deps, tenant: Tenant, user: User, what: str) -> None:
    """The same for what an admin does, who cannot fill a mailbox by doing and undoing it."""
    try:
        with spend(deps, attempts.mails("notice", tenant.slug, user.email)):
            notify(deps, tenant, user, what)
    except (TooManyAttempts, TryAgain):
        telemetry.failed("mail not sent", tenant=tenant.slug, user=user.id)


def notify_admins(deps: Deps, tenant: Tenant, what: str) -> None:
    """Tell every admin what has changed for the whole tenant."""
    try:
        found = admins.load(deps.table, tenant.slug).users
    except TryAgain:
        telemetry.failed("mail not sent", tenant=tenant.slug)
        return
    for admin in found:
        notify(deps, tenant, admin, what)
