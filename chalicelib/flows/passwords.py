"""Passwords: forgotten, set from a mail, and changed by who knows the old one."""

from chalicelib.deps import Deps
from chalicelib.domain import bearer, mails
from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import Tenant, User
from chalicelib.domain.visitor import Caller, Visitor
from chalicelib.errors import Conflict, InvalidToken, Problem, TooManyAttempts, TryAgain
from chalicelib.flows.steps import audit, guessing, mailing, setting
from chalicelib.flows.steps.spending import spend
from chalicelib.store import attempts, password_tokens, sessions, tenants, users
from chalicelib.store.items import Item
from chalicelib.store.mail import NOBODY
from chalicelib.store.writes import Refusal, Write

RESET_SECONDS = 1800


def forgot(deps: Deps, visitor: Visitor, *, slug: str, email: str) -> None:
    """Mail a reset link to who can use one; the same answer and work for everybody else (SECURITY, rule 7)."""
    budgets = [
        attempts.mails(slug, email),
        attempts.mail_requests(visitor.address, deps.settings.address_mails),
    ]
    try:
        with spend(deps, *budgets):
            tenant = tenants.load(deps.table, slug)
            user = users.find(deps.table, slug, email)
            is_usable = tenant is not None and not tenant.disabled and user is not None and user.can_use_password
            _mail_reset(deps, visitor, slug, email, tenant if is_usable else None, user if is_usable else None)
    except TooManyAttempts:
        return


def _mail_reset(deps: Deps, visitor: Visitor, slug: str, email: str, tenant: Tenant | None, user: User | None) -> None:
    token = bearer.encode(deps.random(bearer.TOKEN_BYTES))
    digest, expires_at = bearer.digest(token), int(deps.now()) + RESET_SECONDS
    mail = mails.password_reset(
        tenant=tenant.name if tenant else "",
        name=user.name if user else "",
        link=mailing.link(deps, slug, "password-reset", token),
        minutes=RESET_SECONDS // 60,
    )
    deps.mailer.send(to=user.email if user else NOBODY, subject=mail.subject, text=mail.text)
    deps.table.commit(
        password_tokens.offer(user, digest)
        if user
        else password_tokens.pretend(slug, email, digest, expires_at=expires_at),
        password_tokens.create(digest, slug, user.id if user else users.NOBODY, expires_at=expires_at),
        audit.event(
            deps,
            visitor,
            EventType.PASSWORD_RESET_REQUESTED,
            tenant=slug,
            user=user.id if user else None,
            actor=audit.ANYONE,
        ),
    )


def reset(deps: Deps, visitor: Visitor, *, token: str, password: str) -> None:
    """Set a password with a mailed token. Opens no session and leaves the authenticator as it is.

    All sessions and challenges of the user end. Raises `InvalidToken`, or `InvalidRequest` for a password that is
    refused, which leaves the token unused.
    """
    digest = bearer.digest(token)
    holder = password_tokens.load(deps.table, digest, now=int(deps.now()))
    tenant = tenants.load(deps.table, holder.tenant)
    user = users.load(deps.table, holder.tenant, holder.user)
    if tenant is None or tenant.disabled or user is None or not _may_set(user, digest):
        raise InvalidToken
    setting.acceptable(tenant, user, password)
    active = user.model_copy(update={"password_hash": setting.hashed(deps, password), "password_token": None})
    via = "reset" if user.password_hash else "invitation"

    def refused(old: Item | None) -> Problem:
        return TryAgain(retry_after=1) if old and old.get("password_token") == digest else InvalidToken()

    deps.table.commit(
        *_set_password(deps, visitor, user, active.password_hash, via=via, refused=refused),
        *tenants.account(user, active),
    )
    if via == "reset":
        mailing.notify(deps, tenant, user, "Your password was changed with a link from a reset mail.")


def change(deps: Deps, caller: Caller, *, current: str, password: str) -> None:
    """Change one's own password; the other sessions end.

    Raises `Conflict` for SSO users, `InvalidCredentials`, `TooManyAttempts`, `InvalidRequest` for a refused password.
    """
    if caller.user.sign_in == "sso":
        raise Conflict.over("", "sso", "Your identity provider keeps your password.")
    setting.acceptable(caller.tenant, caller.user, password)
    with guessing.own_password(deps, caller, current):
        deps.table.commit(
            *_set_password(deps, caller, caller.user, setting.hashed(deps, password), via="user", refused=TryAgain),
            sessions.change(caller.session, {"epoch": caller.user.epoch + 1}),
        )
    mailing.notify(deps, caller.tenant, caller.user, "Your password was changed.")


def _may_set(user: User, digest: str) -> bool:
    return user.password_token == digest and user.sign_in == "password" and not user.disabled


def _set_password(
    deps: Deps, visitor: Visitor, user: User, password_hash: str | None, *, via: str, refused: Refusal
) -> list[Write]:
    sets = {"password_hash": password_hash, "password_token": None, "epoch": user.epoch + 1}
    line = audit.about(deps, visitor, EventType.PASSWORD_SET, user, via=via)
    return [users.change(user, sets, refused=refused), line]
