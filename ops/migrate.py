"""`ops migrate`: every stored row in today's shape."""

import click

from chalicelib.flows import migration
from ops.session import Session, pass_session


@click.command()
@pass_session
def migrate(session: Session) -> None:
    """Bring every stored row to today's schema version; goes on where an earlier run was interrupted."""
    if session.is_dry:
        rows = migration.outstanding(session.deps)
        session.say({"would_migrate": rows}, f"Would bring {rows} rows to today's schema version.")
        return
    looked_at = written = 0
    is_left = True
    while is_left:
        rows, changed, is_left = migration.step(session.deps)
        looked_at, written = looked_at + rows, written + changed
    session.say({"looked_at": looked_at, "migrated": written}, f"Migrated {written} of {looked_at} rows.")
