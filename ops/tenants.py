"""`ops tenant`: create, show, disable and enable."""

from typing import Any

import click

from chalicelib.domain.records import Tenant
from chalicelib.domain.times import rfc3339
from chalicelib.flows import tenants as flow
from ops.arguments import MAY_TICKET, TICKET, Called, Email, Slug
from ops.session import Session, pass_session


@click.group()
def tenant() -> None:
    """Customer companies."""


@tenant.command()
@click.argument("slug", type=Slug())
@click.option("--name", type=Called(), required=True, help="The company's name, as its users read it.")
@click.option("--admin-email", type=Email(), required=True)
@click.option("--admin-name", type=Called(), required=True)
@MAY_TICKET
@pass_session
def create(session: Session, /, *, ticket: str | None, slug: str, admin_email: str, **names: str) -> None:
    """Create a tenant; its first admin is invited by mail."""
    if session.may(f"create tenant {slug} and invite {admin_email}"):
        made, admin = flow.create(
            session.deps,
            session.because(ticket).visitor,
            slug=slug,
            admin_email=admin_email,
            actor=session.actor,
            **names,
        )
        session.say({**_shown(made), "admin": admin.id}, f"Created tenant {slug}; {admin_email} is invited.")


@tenant.command()
@click.argument("slug")
@pass_session
def show(session: Session, *, slug: str) -> None:
    """Show a tenant's settings and policy."""
    session.show(_shown(session.mandate(slug).tenant))


@tenant.command()
@click.argument("slug")
@TICKET
@pass_session
def disable(session: Session, *, slug: str, ticket: str) -> None:
    """Close a tenant: no sign-in, and every session ends at its next request."""
    _switch(session, slug, ticket, is_disabled=True)


@tenant.command()
@click.argument("slug")
@TICKET
@pass_session
def enable(session: Session, *, slug: str, ticket: str) -> None:
    """Open a tenant again."""
    _switch(session, slug, ticket, is_disabled=False)


@tenant.command("end-sessions")
@click.argument("slug")
@TICKET
@pass_session
def end_sessions(session: Session, *, slug: str, ticket: str) -> None:
    """End every session, pending sign-in and mailed link of a tenant; its users sign in again."""
    mandate = session.mandate(slug)
    if session.may(f"end every session of {slug}", destroys=True):
        flow.end_sessions(session.deps, mandate, reason=ticket)
        session.say({"ended": slug}, f"Every session of {slug} is ended.")


def _switch(session: Session, slug: str, ticket: str, *, is_disabled: bool) -> None:
    mandate = session.mandate(slug)
    verb = "disable" if is_disabled else "enable"
    if session.may(f"{verb} tenant {slug}", destroys=is_disabled):
        after = flow.change(session.deps, mandate, {"disabled": is_disabled}, reason=ticket)
        session.say(_shown(after), f"Tenant {slug} is {verb}d.")


def _shown(tenant: Tenant) -> dict[str, Any]:
    policy = tenant.policy
    return {
        "slug": tenant.slug,
        "name": tenant.name,
        "issuer": tenant.issuer,
        "support_contact": tenant.support_contact,
        "disabled": tenant.disabled,
        "policy": policy.mode,
        "policy_version": policy.version,
        "enforce_from": rfc3339(policy.enforce_from) if policy.enforce_from else None,
        "created_at": rfc3339(tenant.created_at),
    }
