"""`python -m infra.deploy STAGE`: what `make package` built, into the account that the AWS SDK is set up for.

For `local` that is an empty MiniStack, which ends with the command, or the one in `ACCOUNT`. `YES=1` asks nothing.
"""

from pathlib import Path

import click

from infra import account, release, smoke
from infra.deployment import Deployment, GoneBack
from infra.stacks import Declined, Refused

BUILD = Path(__file__).resolve().parents[1] / "build"


@click.command()
@click.argument("stage", type=click.Choice(release.STAGES))
@click.option("--yes", envvar="YES", is_flag=True, help="Ask nothing.")
@click.option("--at-once", envvar="AT_ONCE", is_flag=True, help="Without the canary: all traffic moves in one step.")
def main(stage: str, *, yes: bool, at_once: bool) -> None:
    """Deploy STAGE."""
    folder = BUILD / stage
    with account.of(stage) as address:
        session = account.agree(stage, yes=yes)
        deployment = Deployment(session, stage, lambda stack, lines: _confirm(stack, lines, yes=yes), address=address)
        try:
            deployment.ground(folder)
            deployment.service(folder, at_once=at_once)
        except Declined as stack:
            raise click.ClickException(f"{stack} was left as it is.") from None
        except GoneBack as reason:
            raise click.ClickException(f"{reason}\nIt was taken back. {what_serves(deployment)}") from None
        except (Refused, smoke.Failed) as reason:
            raise click.ClickException(f"{reason}\n{what_serves(deployment)}") from None
        _open(deployment, folder)
        click.echo(what_serves(deployment))


def _open(deployment: Deployment, folder: Path) -> None:
    try:
        deployment.edge(folder)
    except Declined as stack:
        raise click.ClickException(f"{stack} was left as it is. {what_serves(deployment)}") from None
    except (Refused, smoke.Failed) as reason:
        raise click.ClickException(
            f"The edge: {reason}\n{what_serves(deployment)} Nothing was taken back for the edge."
        ) from None


def what_serves(deployment: Deployment) -> str:
    """What is found to serve, by asking and not by remembering."""
    version = deployment.serving.version()
    if version is None:
        return "Nothing serves."
    try:
        health = smoke.call(deployment.at, "GET", "/v1/health")
    except smoke.Failed as reason:
        return f"Traffic goes to version {version} of the function, which does not answer: {reason}."
    where = deployment.at.url
    return f"Traffic goes to version {version} of the function, and its health is {health.status} at {where}."


def _confirm(stack: str, lines: list[str], *, yes: bool) -> bool:
    click.echo("\n".join([stack, *(f"  {line}" for line in lines)]))
    return yes or click.confirm("Carry it out?")


if __name__ == "__main__":
    main()
