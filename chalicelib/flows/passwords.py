"""Passwords: forgotten, set from a mail, and changed by somebody who knows the old one."""

from chalicelib.deps import Deps
from chalicelib.domain import bearer, mails
from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import Tenant, User
from chalicelib.domain.visitor import Caller, Visitor
from chalicelib.errors import Conflict, InvalidToken, Moved, TooManyAttempts, TryAgain
from chalicelib.flows.proofs import password as proof
from chalicelib.flows.steps import audit, last_admin, mail, new_password
from chalicelib.flows.steps.allowance import spend
from chalicelib.flows.steps.renewal import Renewed, renew
from chalicelib.store import attempts, browsers, tenants, users
from chalicelib.store.mail import NOBODY
from chalicelib.store.users import Change
from chalicelib.store.writes import Write

RESET_SECONDS = 1800


def forgot(deps: Deps, visitor: Visitor, *, slug: str, email: str) -> None:
    """Mail a reset link to whoever can use one; the same answer and work for everybody else (SECURITY, rule 7)."""
    budgets = [
        attempts.mails("reset", slug, email),
        attempts.mail_requests(visitor.address, deps.settings.address_mails),
    ]
    try:
        with spend(deps, *budgets):
            tenant = tenants.load(deps.table, slug)
            user = users.find(deps.table, slug, email)
            is_usable = tenant is not None and not tenant.disabled and user is not None and user.can_use_password
            _mail_reset(deps, visitor, slug, email, tenant if is_usable else None, user if is_usable else None)
    except (TooManyAttempts, Moved):
        return


def _mail_reset(deps: Deps, visitor: Visitor, slug: str, email: str, tenant: Tenant | None, user: User | None) -> None:
    token, kept = mail.new_link(
        deps,
        slug,
        user.id if user else users.NOBODY,
        tenant_epoch=tenant.epoch if tenant else 0,
        seconds=RESET_SECONDS,
    )
    letter = mails.password_reset(
        tenant=tenant.name if tenant else "",
        name=user.name if user else "",
        link=mail.link(deps, slug, "password-reset", token),
        minutes=RESET_SECONDS // 60,
    )
    deps.mailer.send(to=user.email if user else NOBODY, subject=letter.subject, text=letter.text)
    offered = kept.model_dump()
    deps.table.commit(
        users.offer_password(user, offered) if user else users.pretend_to_offer(slug, email, offered),
        audit.event(
            deps,
            visitor,
            EventType.PASSWORD_RESET_REQUESTED,
            tenant=slug,
            user=user.id if user else None,
            actor=audit.ANYONE,
        ),
    )


def reset(deps: Deps, visitor: Visitor, *, token: str, password: str) -> str:
    """Set a password with a mailed token; answers the token of a browser that is known from now on.

    It opens no session and leaves the authenticator as it is. All sessions, challenges and known browsers of the user
    end. What strangers have spent on the address is forgotten: whoever reads the mailbox gets in with the next right
    password. Raises `InvalidToken`, or `InvalidRequest` for a password that is refused, which leaves the token unused.
    """
    user, tenant = _holder(deps, token)
    new_password.require_acceptable(tenant, user, password)
    after = _with_password(user, new_password.hashed(deps, password))
    via = "reset" if user.password_hash else "invitation"
    refused = users.if_link(user, TryAgain, InvalidToken)
    deps.table.commit(
        users.change_at_version(user, _set_password(after), refused=refused),
        *attempts.fresh_start(user),
        *last_admin.account_for(deps, tenant, user, after),
        _line(deps, visitor, user, via),
    )
    if via == "reset":
        mail.notify(deps, tenant, user, "Your password was changed with a link from a reset mail.")
    browser = deps.random(browsers.ID_BYTES).hex()
    return browsers.remember(deps.signer, after, browser, now=int(deps.now()))


def change(deps: Deps, caller: Caller, *, current: str, password: str) -> Renewed:
    """Change one's own password; the other sessions and the other known browsers end.

    Raises `Conflict` for SSO users and for the slower of two, `InvalidCredentials`, `TooManyAttempts`,
    `InvalidRequest` for a refused password.
    """
    user, session = caller.user, caller.session
    if user.sign_in == "sso":
        raise Conflict.over("", "sso", "Your identity provider keeps your password.")
    new_password.require_acceptable(caller.tenant, user, password)
    with proof.prove_own(deps, caller, current):
        after = _with_password(user, new_password.hashed(deps, password))
        browser = session.browser or deps.random(browsers.ID_BYTES).hex()
        known = browsers.remember(deps.signer, after, browser, now=int(deps.now()))
        renewed = renew(deps, caller, {"epoch": after.epoch, "browser": browser}, known_browser=known)
        deps.table.commit(
            users.change_at_version(user, _set_password(after), refused=_outrun),
            *renewed.writes,
            _line(deps, caller, user, "user"),
        )
    mail.notify(deps, caller.tenant, user, "Your password was changed.")
    return renewed


def _holder(deps: Deps, token: str) -> tuple[User, Tenant]:
    """Whose password a token sets. Raises `InvalidToken`."""
    user, tenant = users.at(deps.table, bearer.address(token))
    kept = user.password_token if user else None
    if not user or not tenant or not kept or kept.digest != bearer.digest(token) or kept.expires_at <= deps.now():
        raise InvalidToken
    if tenant.disabled or kept.tenant_epoch != tenant.epoch or user.sign_in == "sso" or user.disabled:
        raise InvalidToken
    return user, tenant


def _with_password(user: User, password_hash: str) -> User:
    """The user with another password: whatever the old one led to is over."""
    changes = {"password_hash": password_hash, "password_token": None}
    return user.model_copy(update={**changes, "epoch": user.epoch + 1, "browser_epoch": user.browser_epoch + 1})


def _set_password(after: User) -> Change:
    fields = {"password_hash", "password_token", "epoch", "browser_epoch"}
    return users.merged(Change(sets=after.model_dump(include=fields)), attempts.forget_recoveries())


def _line(deps: Deps, visitor: Visitor, user: User, via: str) -> Write:
    return audit.about(deps, visitor, EventType.PASSWORD_SET, user, via=via)


def _outrun(_: object) -> Conflict:
    return Conflict.over("", "changed_meanwhile", "Your login was changed by another request.")
