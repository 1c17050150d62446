"""Mails that several flows send."""

from chalicelib import telemetry
from chalicelib.deps import Deps
from chalicelib.domain import bearer, mails
from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import Tenant, User
from chalicelib.domain.visitor import Visitor
from chalicelib.errors import TryAgain
from chalicelib.flows.steps import audit
from chalicelib.flows.steps.spending import spend
from chalicelib.store import attempts, password_tokens
from chalicelib.store.writes import Write

INVITATION_SECONDS = 7 * 86400


def link(deps: Deps, slug: str, page: str, token: str) -> str:
    """Where a mail leads: the token is in the fragment, which no server and no log ever sees."""
    return f"{str(deps.settings.web_url).rstrip('/')}/{slug}/{page}#{token}"


def invite(deps: Deps, visitor: Visitor, tenant: Tenant, user: User, *, actor: str) -> tuple[str, list[Write]]:
    """Mail an invitation; answers the digest that becomes the user's `password_token`, and the writes.

    Sent before the commit, so that a failing mail changes nothing. Raises `TooManyAttempts`, `TryAgain`.
    """
    token = bearer.encode(deps.random(bearer.TOKEN_BYTES))
    mail = mails.invitation(
        tenant=tenant.name,
        name=user.name,
        link=link(deps, tenant.slug, "invitation", token),
        days=INVITATION_SECONDS // 86400,
    )
    with spend(deps, attempts.mails(tenant.slug, user.email)):
        deps.mailer.send(to=user.email, subject=mail.subject, text=mail.text)
    digest = bearer.digest(token)
    return digest, [
        password_tokens.create(digest, tenant.slug, user.id, expires_at=int(deps.now()) + INVITATION_SECONDS),
        audit.about(deps, visitor, EventType.USER_INVITED, user, actor=actor),
    ]


def notify(deps: Deps, tenant: Tenant, user: User, what: str) -> None:
    """Tell a person that their protection has changed. The change stands even where the mail cannot be sent."""
    mail = mails.protection_changed(tenant=tenant.name, name=user.name, what=what, support=tenant.support_contact)
    try:
        deps.mailer.send(to=user.email, subject=mail.subject, text=mail.text)
    except TryAgain:
        telemetry.failed("mail not sent", tenant=tenant.slug, user=user.id)
