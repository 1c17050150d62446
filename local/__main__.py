"""`python -m local`: the whole service on one machine, until Ctrl-C."""

from pathlib import Path
from typing import Any, get_args

import click

from emulator.failed import Failed
from local.place import KIND, Kind
from local.runner import Options, run

HOME = Path(__file__).resolve().parents[1] / ".local"


@click.command()
@click.option("--port", envvar="PORT", type=click.IntRange(0, 65535), default=8000, help="0 picks a free one.")
@click.option("--data-dir", envvar="DATA_DIR", type=click.Path(path_type=Path), default=HOME, help="Where state lives.")
@click.option("--address-attempts", envvar="ADDRESS_ATTEMPTS", type=click.IntRange(1), default=50)
@click.option("--store", envvar="STORE", type=click.Choice(get_args(Kind)), default=KIND, help="What keeps the rows.")
@click.option("--sso", envvar="SSO", is_flag=True, help="Start an identity provider too, and a tenant that uses it.")
@click.option("--fresh", envvar="FRESH", is_flag=True, help="Begin anew.")
def main(**options: Any) -> None:
    """The whole service on this machine. Each option can also be given in the environment: PORT, DATA_DIR and so on."""
    try:
        run(Options(**options))
    except Failed as reason:
        raise click.ClickException(str(reason)) from reason


if __name__ == "__main__":
    main()
