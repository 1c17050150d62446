"""Tenants: creating one with its first admin, what a sign-in page needs, and the settings."""

from collections.abc import Mapping
from typing import Any

from chalicelib.deps import Deps
from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import Policy, Tenant, User
from chalicelib.domain.visitor import Mandate, Visitor
from chalicelib.errors import Conflict, Flaw, InvalidRequest, Moved, NotFound
from chalicelib.flows.steps import audit, mail
from chalicelib.flows.steps.retry import again
from chalicelib.store import admins, counts, tenants, users
from chalicelib.store.writes import Write


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
    tenant = Tenant(slug=slug, name=name, issuer=name, policy=policy, created_at=now)
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
    token, admin = mail.invitation(deps, tenant, admin)
    mail.send_invitation(deps, tenant, admin, token)
    deps.table.commit(
        tenants.create(tenant),
        admins.found(slug),
        *users.create(admin, now=now),
        *counts.move(None, admin),
        audit.event(deps, visitor, EventType.TENANT_CREATED, tenant=slug, user=None, actor=actor),
        audit.about(deps, visitor, EventType.USER_CREATED, admin, actor=actor, role=admin.role),
        audit.about(deps, visitor, EventType.USER_INVITED, admin, actor=actor),
    )
    return tenant, admin


@again
def change(deps: Deps, mandate: Mandate, changes: Mapping[str, Any], *, reason: str | None = None) -> Tenant:
    """Change settings of the tenant, given by the names of the record. Raises `NotFound`, `InvalidRequest`."""
    tenant = _present(deps, mandate)
    after = tenant.model_copy(update={**changes, "version": tenant.version + 1})
    if after.session_idle_seconds > after.session_absolute_seconds:
        raise InvalidRequest(flaws=(Flaw("/session_idle_seconds", "longer_than_absolute"),))
    changed = sorted(name for name in changes if getattr(tenant, name) != getattr(after, name))
    if not changed:
        return tenant
    sets = {name: changes[name] for name in changed}
    ended = {"epoch": tenant.epoch + 1} if sets.get("disabled") else {}  # nothing of before lives again
    deps.table.commit(
        tenants.save_settings(tenant, {**sets, **ended}, refused=Moved),
        _changed(deps, mandate, reason, ", ".join(changed), **{name: sets[name] for name in sets.keys() & _TOLD}),
    )
    return after.model_copy(update=ended)


@again
def end_sessions(deps: Deps, mandate: Mandate, *, reason: str) -> None:
    """End every session, challenge and link of a tenant in one write. Raises `NotFound`."""
    tenant = _present(deps, mandate)
    deps.table.commit(
        tenants.save_settings(tenant, {"epoch": tenant.epoch + 1}, refused=Moved),
        _changed(deps, mandate, reason, "sessions"),
    )


def _present(deps: Deps, mandate: Mandate) -> Tenant:
    """The tenant as it is now. Raises `NotFound`."""
    tenant = tenants.load(deps.table, mandate.tenant.slug)
    if tenant is None:
        raise NotFound
    return tenant


_TOLD = {"disabled", "session_idle_seconds", "session_absolute_seconds", "reset_seconds", "password_min_length"}
"""Settings whose values go on record; the others are text."""


def _changed(deps: Deps, mandate: Mandate, reason: str | None, what: str, **values: Any) -> Write:
    return audit.event(
        deps,
        mandate.visitor,
        EventType.TENANT_CHANGED,
        tenant=mandate.tenant.slug,
        user=None,
        actor=mandate.actor,
        changed=what,
        reason=reason,
        **values,
    )
