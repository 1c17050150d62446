"""`python -m infra.rollback STAGE`: serve what served before, at once and without a question."""

import click

from infra import account, release, smoke
from infra.deploy import what_serves
from infra.deployment import Deployment
from infra.stacks import Refused


@click.command()
@click.argument("stage", type=click.Choice(release.STAGES))
def main(stage: str) -> None:
    """Go back on STAGE: the traffic moves within a second, the rest of the stack follows."""
    with account.of(stage) as address:
        deployment = Deployment(account.agree(stage, yes=True), stage, lambda *_: True, address=address)
        try:
            version = deployment.back()
        except LookupError as reason:
            raise click.ClickException(str(reason)) from None
        except (Refused, smoke.Failed) as reason:
            raise click.ClickException(f"{reason}\n{what_serves(deployment)}") from None
        click.echo(f"What version {version} was made of serves again. {what_serves(deployment)}")


if __name__ == "__main__":
    main()
