"""`python -m local`: the whole service on one machine, until Ctrl-C."""

from pathlib import Path

import click

from emulator.failed import Failed
from local.runner import Options, run

HOME = Path(__file__).resolve().parents[1] / ".local"


@click.command()
@click.option("--port", envvar="PORT", type=click.IntRange(0, 65535), default=8000, help="0 picks a free one.")
@click.option("--data-dir", envvar="DATA_DIR", type=click.Path(path_type=Path), default=HOME, help="Where state lives.")
@click.option("--address-attempts", envvar="ADDRESS_ATTEMPTS", type=click.IntRange(1), default=50)
@click.option("--fresh", envvar="FRESH", is_flag=True, help="Begin anew.")
def main(port: int, data_dir: Path, address_attempts: int, *, fresh: bool) -> None:
    """The whole service on this machine. PORT, DATA_DIR, ADDRESS_ATTEMPTS and FRESH in the environment do the same."""
    try:
        run(Options(port=port, data_dir=data_dir, address_attempts=address_attempts, fresh=fresh))
    except Failed as reason:
        raise click.ClickException(str(reason)) from reason


if __name__ == "__main__":
    main()
