"""`ops policy`: show and set whom a tenant asks for a second factor."""

from typing import Any

import click

from chalicelib.domain.policy import in_force
from chalicelib.domain.records import Mode, Policy
from chalicelib.domain.times import rfc3339, rfc3339_or_none
from chalicelib.flows import policy as flow
from ops.arguments import MAY_TICKET, Moment
from ops.session import Session, pass_session


@click.group()
def policy() -> None:
    """Whom a tenant asks for a second factor."""


@policy.command()
@click.argument("tenant")
@pass_session
def show(session: Session, *, tenant: str) -> None:
    """Show a tenant's policy."""
    session.show(_shown(session.mandate(tenant).tenant.policy, session.deps.now()))


@policy.command("set")
@click.argument("tenant")
@click.argument("mode", type=click.Choice(["off", "admins", "all", "individual"]))
@click.option("--keep-required", is_flag=True, help="To `individual`: keep exactly the people required before.")
@click.option("--enforce-from", type=Moment(), default=None, help="From when, RFC 3339.  [default: at once]")
@MAY_TICKET
@pass_session
def set_(
    session: Session, *, tenant: str, mode: Mode, keep_required: bool, enforce_from: int | None, ticket: str | None
) -> None:
    """Set a tenant's policy; another mode discards all individual settings."""
    mandate = session.because(ticket).mandate(tenant)
    before = mandate.tenant.policy
    present = in_force(before, session.deps.now()).mode
    since = f"from {rfc3339(enforce_from)} on" if enforce_from else "at once"
    wanted = flow.Wanted(mode, keep_required, enforce_from)
    _, numbers = flow.reckon(session.deps, mandate, wanted)
    told = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in vars(numbers).items())
    is_weaker = numbers.released > 0 or numbers.individual_settings_discarded > 0
    if session.may(f"change the policy of {tenant} from {present} to {mode} {since} ({told})", destroys=is_weaker):
        after = flow.save(session.deps, mandate, wanted, expected_version=before.version)
        until = f" The policy {present} holds until then." if enforce_from else ""
        session.say(_shown(after, session.deps.now()), f"The policy of {tenant} is {mode} {since}.{until}")


def _shown(policy: Policy, now: float) -> dict[str, Any]:
    present = in_force(policy, now)
    return {
        "mode": policy.mode,
        "enforce_from": rfc3339_or_none(policy.enforce_from),
        "until_then": None if present is policy else present.mode,
        "kept": policy.kept,
        "version": policy.version,
        "changed_at": rfc3339(policy.changed_at),
        "changed_by": policy.changed_by,
    }
