"""`ops counts`: whether the numbers behind a policy's preview are those of the users."""

import sys

import click

from chalicelib.flows import recount
from ops import exits
from ops.arguments import MAY_TICKET
from ops.session import Session, pass_session


@click.command()
@click.argument("tenant")
@click.option("--mend", is_flag=True, help="Make them right.")
@MAY_TICKET
@pass_session
def counts(session: Session, *, tenant: str, mend: bool, ticket: str | None) -> None:
    """Count a tenant's users anew and compare; exit code 3 where they differ and were not mended."""
    mandate = session.because(ticket).mandate(tenant)
    difference = recount.difference(session.deps, mandate)
    if not difference:
        session.say({"difference": {}}, "The counts are right.")
    elif not mend:
        session.say({"difference": difference}, f"The counts are off by {difference}. Mend them with --mend.")
        sys.exit(exits.DIFFERENT)
    elif session.may(f"add {difference} to the counts of {tenant}"):
        recount.mend(session.deps, mandate, difference)
        session.say({"mended": difference}, f"Mended by {difference}.")
