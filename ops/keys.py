"""`ops keys`: the key that seals authenticator secrets."""

import click

from chalicelib.flows import support
from ops.arguments import TICKET
from ops.session import Session, pass_session


@click.group()
def keys() -> None:
    """The key that seals authenticator secrets."""


@keys.command()
@TICKET
@pass_session
def rotate(session: Session, *, ticket: str) -> None:
    """Rotate the key now; KMS also does it once a year by itself. What was sealed before still opens."""
    if session.may("rotate the key of the environment", destroys=True):
        support.rotate_key(session.deps, session.visitor, actor=session.actor, ticket=ticket)
        session.say({"rotated": True}, "The key has new material.")
