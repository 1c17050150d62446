"""`ops sso`: what a tenant's single sign-on is, and ending it."""

from typing import Any

import click

from chalicelib.domain.oidc.records import Sso, SsoConfig
from chalicelib.domain.times import rfc3339, rfc3339_or_none
from chalicelib.flows.sso import setup
from ops.arguments import TICKET
from ops.session import Session, pass_session


@click.group()
def sso() -> None:
    """Single sign-on of tenants."""


@sso.command()
@click.argument("slug")
@pass_session
def show(session: Session, *, slug: str) -> None:
    """Show what is set up, without the secret, and how many users sign in through it."""
    session.mandate(slug)
    users = setup.users(session.deps, slug)
    session.show({**_shown(setup.read(session.deps, slug)), "users": users})


@sso.command()
@click.argument("slug")
@TICKET
@pass_session
def disable(session: Session, *, slug: str, ticket: str) -> None:
    """End a tenant's single sign-on: its sessions and links end, and its users wait to be switched."""
    mandate = session.mandate(slug)
    if session.may(f"end single sign-on of {slug}, which is to be set up anew", destroys=True):
        setup.remove(session.deps, mandate, reason=ticket)
        session.say({"disabled": slug}, f"Single sign-on of {slug} is ended.")


def _shown(found: Sso) -> dict[str, Any]:
    return {
        "tenant": found.tenant,
        "state": "on" if found.active else "off",
        "epoch": found.epoch,
        "active": _config(found.active),
        "draft": _config(found.draft),
        "told": {name: rfc3339(at) for name, at in found.told.items()},
    }


def _config(config: SsoConfig | None) -> dict[str, Any] | None:
    if config is None:
        return None
    return {
        **config.model_dump(exclude={"secret", "secret_expires_at", "tested_at"}),
        "secret_expires_at": rfc3339_or_none(config.secret_expires_at),
        "tested_at": rfc3339_or_none(config.tested_at),
    }
