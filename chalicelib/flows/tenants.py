"""Tenants: creating one with its first admin, what a sign-in page needs, and the settings."""

from collections.abc import Mapping
from typing import Any

from chalicelib.deps import Deps
from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import Policy, Tenant, User
from chalicelib.domain.visitor import Mandate, Visitor
from chalicelib.errors import Conflict, Flaw, InvalidRequest, Moved, NotFound
from chalicelib.flows.steps import audit, mailing
from chalicelib.flows.steps.retrying import again
from chalicelib.store import tenants, users


def look_up(deps: Deps, slug: str) -> Tenant:
    """The tenant that a sign-in page is for. Raises `NotFound`, for a disabled one too."""
    tenant = tenants.load(deps.table, slug)
    if tenant is None or tenant.disabled:
        raise NotFound
    return tenant


def create(
    deps: Deps, visitor: Visitor, *, slug: str, name: str, admin_email: str, admin_name: str, actor: str
) -> tuple[Tenant, User]:
    """A tenant and its first admin, who is invited by mail. Raises `Conflict` where the slug is taken, `TryAgain`."""
    now = int(deps.now())
    policy = Policy(changed_at=now, changed_by=actor)
    tenant = Tenant(slug=slug, name=name, issuer=name, support_contact=admin_email, policy=policy, created_at=now)
    if tenants.load(deps.table, slug):
        raise Conflict.over("/slug", "taken", "The slug is taken.")
    admin = User(
        id=audit.identify(deps, "usr"),
        tenant=slug,
        email=admin_email,
        name=admin_name,
        role="admin",
        sign_in="password",
        created_at=now,
    )
    digest, invited = mailing.invite(deps, visitor, tenant, admin, actor=actor)
    admin = admin.model_copy(update={"password_token": digest})
    deps.table.commit(
        tenants.create(tenant),
        *users.create(admin),
        *tenants.account(None, admin),
        *invited,
        audit.event(deps, visitor, EventType.TENANT_CREATED, tenant=slug, user=None, actor=actor),
    )
    return tenant, admin


@again
def change(deps: Deps, mandate: Mandate, changes: Mapping[str, Any], *, reason: str | None = None) -> Tenant:
    """Change settings of the tenant, given by the names of the record. Raises `NotFound`, `InvalidRequest`."""
    tenant = tenants.load(deps.table, mandate.tenant.slug)
    if tenant is None:
        raise NotFound
    after = tenant.model_copy(update={**changes, "version": tenant.version + 1})
    if after.idle_seconds > after.absolute_seconds:
        raise InvalidRequest(flaws=(Flaw("/session_idle_seconds", "longer_than_absolute"),))
    changed = sorted(name for name in changes if getattr(tenant, name) != getattr(after, name))
    if not changed:
        return tenant
    deps.table.commit(
        tenants.save_settings(tenant, {name: changes[name] for name in changed}, refused=Moved),
        audit.event(
            deps,
            mandate.visitor,
            EventType.TENANT_CHANGED,
            tenant=tenant.slug,
            user=None,
            actor=mandate.actor,
            changed=", ".join(changed),
            reason=reason,
            **{name: changes[name] for name in changed if not isinstance(changes[name], str)},
        ),
    )
    return after
