"""`ops user`: what support does for one person."""

import json
from typing import Any

import click

from chalicelib.domain import policy
from chalicelib.domain.records import User
from chalicelib.domain.times import rfc3339, rfc3339_or_none
from chalicelib.domain.visitor import Mandate
from chalicelib.flows import events, support, user_access, user_list
from chalicelib.flows import users as flow
from ops.arguments import LIMIT, MAY_TICKET, TICKET, Called, Email
from ops.events import shown as shown_event
from ops.session import Session, pass_session


@click.group()
def user() -> None:
    """People with a login."""


@user.command()
@click.argument("tenant")
@click.argument("email", type=Email())
@click.option("--name", type=Called(), required=True)
@click.option("--role", type=click.Choice(["admin", "member"]), default="member", show_default=True)
@click.option("--sign-in", type=click.Choice(["password", "sso"]), default="password", show_default=True)
@click.option("--mfa-required", is_flag=True, default=None, help="The toggle, in mode `individual`.")
@MAY_TICKET
@pass_session
def create(session: Session, /, *, tenant: str, ticket: str | None, **fields: Any) -> None:
    """Create a user; anyone who signs in with a password is invited by mail."""
    mandate = session.because(ticket).mandate(tenant)
    if session.may(f"create {fields['email']} in {tenant}"):
        made = flow.create(session.deps, mandate, is_sso_awaited=True, **fields)
        session.say(_shown(session, mandate, made), f"Created {made.email} as {made.id}.")


@user.command()
@click.argument("tenant")
@click.argument("text")
@pass_session
def find(session: Session, *, tenant: str, text: str) -> None:
    """Find users by a part of their e-mail address or name."""
    mandate, filters = session.mandate(tenant), user_list.Filters(query=text)
    cursor, found = None, list[User]()
    while True:
        users, cursor = user_list.listed(session.deps, mandate, filters, cursor=cursor, limit=100)
        found += users
        if cursor is None:
            break
    session.listed(_shown(session, mandate, user) for user in found)


@user.command()
@click.argument("tenant")
@click.argument("user")
@click.option("--limit", type=LIMIT, default=20, show_default=True, help="How many of the newest events.")
@pass_session
def show(session: Session, *, tenant: str, user: str, limit: int) -> None:
    """Show a user's state and newest events; USER is an id or an e-mail address."""
    mandate = session.mandate(tenant)
    found = session.user(mandate, user)
    session.show(_shown(session, mandate, found))
    newest, _ = events.listed(session.deps, mandate, events.Filters(user=found.id), cursor=None, limit=limit)
    session.listed(shown_event(event) for event in newest)


@user.command()
@click.argument("tenant")
@click.argument("user")
@TICKET
@pass_session
def reset(session: Session, *, tenant: str, user: str, ticket: str) -> None:
    """Unbind a lost authenticator: the user sets up a new one with the password."""
    mandate = session.mandate(tenant)
    found = session.user(mandate, user)
    user_access.require_resettable(mandate, found)
    if session.may(f"unbind the authenticator of {found.email} and end all sessions", destroys=True):
        user_access.reset(session.deps, mandate, found.id, reason=ticket)
        session.say({"reset": found.id}, f"Reset {found.email}; the user was told by mail.")


@user.command()
@click.argument("tenant")
@click.argument("user")
@TICKET
@pass_session
def unlock(session: Session, *, tenant: str, user: str, ticket: str) -> None:
    """Empty the budgets of attempts that keep a user waiting."""
    mandate = session.mandate(tenant)
    found = session.user(mandate, user)
    if session.may(f"let {found.email} try again at once"):
        support.unlock(session.deps, mandate, found, ticket=ticket)
        session.say({"unlocked": found.id}, f"{found.email} can try again at once.")


@user.command()
@click.argument("tenant")
@click.argument("user")
@TICKET
@pass_session
def export(session: Session, *, tenant: str, user: str, ticket: str) -> None:
    """Print what is known of a person, as JSON (GDPR article 15)."""
    mandate = session.mandate(tenant)
    found = session.user(mandate, user)
    if session.may(f"export {found.email}"):
        kept = support.export(session.deps, mandate, found, ticket=ticket)
        click.echo(json.dumps(_with_times(kept), indent=2))


@user.command()
@click.argument("tenant")
@click.argument("user")
@TICKET
@pass_session
def erase(session: Session, *, tenant: str, user: str, ticket: str) -> None:
    """Delete a person for good (GDPR article 17); the audit record keeps an id that names nobody."""
    mandate = session.mandate(tenant)
    found = session.user(mandate, user)
    if session.may(f"erase {found.email} for good", destroys=True):
        support.erase(session.deps, mandate, found.id, ticket=ticket)
        session.say({"erased": found.id}, f"Erased {found.id}.")


def _with_times(value: Any) -> Any:
    """The same, with every time as RFC 3339; the records name them alike."""
    if isinstance(value, list):
        return [_with_times(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: rfc3339(each) if _is_time(name) and isinstance(each, int) else _with_times(each)
        for name, each in value.items()
    }


def _is_time(name: str) -> bool:
    return name in ("at", "until") or name.endswith(("_at", "_until"))


def _shown(session: Session, mandate: Mandate, user: User) -> dict[str, Any]:
    rules = policy.in_force(mandate.tenant.policy, session.deps.now())
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "sign_in": user.sign_in,
        "status": user.status,
        "mfa": policy.mfa_state(user, rules),
        "mfa_why": policy.why(user, rules),
        "wrong_codes_in_a_row": user.authenticator.failures if user.authenticator else None,
        "reset_until": rfc3339_or_none(policy.reset_until(user, rules)),
        "last_sign_in_at": rfc3339_or_none(user.last_sign_in_at),
    }
