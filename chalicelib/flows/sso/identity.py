"""Who it is: by the link, else by a verified address, else somebody new; written down before anybody is signed in."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.deps import Deps
from chalicelib.domain import policy
from chalicelib.domain.event_types import EventType
from chalicelib.domain.oidc import addresses
from chalicelib.domain.oidc.answers import Document, text
from chalicelib.domain.oidc.records import Sso, SsoConfig
from chalicelib.domain.oidc.refusals import SsoProblem, SsoRefused
from chalicelib.domain.records import SsoLink, Tenant, User
from chalicelib.domain.visitor import Visitor
from chalicelib.errors import Conflict, Moved
from chalicelib.flows.steps import audit, last_admin, mail
from chalicelib.flows.steps.retry import again
from chalicelib.store import links, users

MAX_NAME = 100
_LINKED = "Your login is now linked to your company's identity provider: from now on you sign in there."


@dataclass(frozen=True)
class Claimed:
    """Somebody at the provider, as the verified ID token says."""

    tenant: Tenant
    sso: Sso
    config: SsoConfig
    claims: Document
    userinfo: Callable[[], Document]
    """Asked only where the ID token names no address."""

    @property
    def digest(self) -> str:
        """Of (epoch, issuer, subject): what a link is found by."""
        parts = (str(self.sso.epoch), self.config.issuer, str(self.claims["sub"]))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@again
def identify(deps: Deps, visitor: Visitor, claimed: Claimed) -> User:
    """The user, linked. Raises `SsoRefused`, which tells nothing of any account; `TryAgain`."""
    addresses.require_organisation(claimed.claims, claimed.config.trust)
    user = find_linked(deps, claimed)
    if user is not None:
        return user
    source = claimed.claims if "email" in claimed.claims else claimed.userinfo()
    address = addresses.vouched(source, claimed.config.trust)
    user = users.find(deps.table, claimed.tenant.slug, address)
    if user is not None:
        return _link(deps, visitor, claimed, user)
    if not claimed.config.create_users:
        raise _nobody("no_such_user")
    return _create(deps, visitor, claimed, address, text(source, "name") or text(claimed.claims, "name"))


def find_linked(deps: Deps, claimed: Claimed) -> User | None:
    """The user who is linked to this subject; never anybody found by an address.

    Raises `SsoRefused` where a link leads to somebody who may not sign in so; `TryAgain`.
    """
    slug = claimed.tenant.slug
    found = links.find(deps.table, slug, claimed.digest)
    if found is None:
        return None
    user = users.load(deps.table, slug, found)
    if user is None or user.sso_link is None or user.sso_link.digest != claimed.digest:
        raise _nobody("link_broken")
    _require_usable(user)
    return user


def _require_usable(user: User) -> None:
    if user.sign_in != "sso" or user.disabled:
        raise _nobody("disabled" if user.disabled else "signs_in_with_password")


def _link(deps: Deps, visitor: Visitor, claimed: Claimed, user: User) -> User:
    """The first sign-in of a user whom an admin has prepared; mailed to the user."""
    _require_usable(user)
    if user.sso_link and user.sso_link.digest == claimed.digest:
        raise Moved  # another request of the same person was quicker: look again
    if user.sso_link and user.sso_link.epoch == claimed.sso.epoch:
        raise _nobody("linked_to_another_subject")  # a recycled mailbox is not its former owner
    made = _new_link(deps, claimed)
    row, change = links.link(user, made)
    line = audit.about(deps, visitor, EventType.USER_LINKED, user)
    deps.table.commit(row, users.change_in_epoch(user, change, refused=Moved), line)
    mail.notify(deps, claimed.tenant, user, _LINKED)
    return user.model_copy(update={"sso_link": made})


def _create(deps: Deps, visitor: Visitor, claimed: Claimed, address: str, name: str | None) -> User:
    """Somebody whom nobody has prepared, where the tenant wants that: a member."""
    made = _new_link(deps, claimed)
    user = User(
        id=audit.identify(deps, "usr"),
        tenant=claimed.tenant.slug,
        email=address,
        name=cleaned(name) or address.rpartition("@")[0],
        role="member",
        sign_in="sso",
        sso_link=made,
        created_at=int(deps.now()),
    )
    rules = policy.in_force(claimed.tenant.policy, deps.now())
    if rules.mode == "individual":
        user = policy.with_toggle(user, user, rules, wanted=False)
    row, _ = links.link(user, made)
    created = audit.about(deps, visitor, EventType.USER_CREATED, user, actor=audit.ANYONE, role=user.role, via="sso")
    try:
        deps.table.commit(
            *users.create(user, now=user.created_at),
            *last_admin.account_for(deps, claimed.tenant, None, user),
            row,
            created,
        )
    except Conflict:
        raise Moved from None  # the address was taken meanwhile: look again
    return user


def cleaned(name: str | None) -> str:
    """A name as ours are: printable, with a letter or digit, at most 100 characters; else nothing."""
    kept = " ".join("".join(c if c.isprintable() else " " for c in name or "").split())[:MAX_NAME].strip()
    return kept if any(c.isalnum() for c in kept) else ""


def _new_link(deps: Deps, claimed: Claimed) -> SsoLink:
    return SsoLink(epoch=claimed.sso.epoch, digest=claimed.digest, at=int(deps.now()))


def _nobody(reason: str) -> SsoRefused:
    return SsoRefused(SsoProblem.NO_USER, reason)
