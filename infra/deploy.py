"""`python -m infra.deploy STAGE`: what `make package` built, into the account that the AWS SDK is set up for.

For `local` that is an empty MiniStack, which ends with the command. `YES=1` asks nothing.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
import click

from chalicelib.settings import Settings
from infra import emulator, probe, release, site, smoke
from infra.release import Parameters, Template
from infra.stacks import Declined, Refused, Stacks

BUILD = Path(__file__).resolve().parents[1] / "build"


class Deployment:
    """One environment, brought to what one folder of `build/` holds."""

    def __init__(self, stage: str, *, yes: bool, address: str | None = None) -> None:
        self._stage = stage
        self._address = address
        self._session = boto3.Session()
        self._given = release.parameters(stage)
        self._found: Parameters = {}
        self.stacks = Stacks(self._session, stage, lambda stack, lines: _confirm(stack, lines, yes=yes))

    def ground(self, folder: Path) -> None:
        """What hardly ever changes: the data, and what the service stands on."""
        for name in ("data", "ground"):
            template = _load(folder, name)
            self._found |= self.stacks.apply(name, template, release.wanted(template, self._known))
        if not self._address:
            self.stacks.protect("data")

    def service(self, folder: Path) -> None:
        """The function and the API. Raises `smoke.Failed`, once the version before, if there was one, serves again."""
        before = self.stacks.snapshot("service")
        package = (folder / "postern.zip").read_bytes()
        self._found["Release"] = release.object_name(package, ".zip")
        bucket = self._found["Releases"]
        self._session.client("s3").put_object(Bucket=bucket, Key=self._found["Release"], Body=package)
        template = _load(folder, "service")
        if self._address:
            template = emulator.adapted(template)
        given = release.wanted(template, self._known)
        self._apply(release.stamp(template, given), given)
        try:
            self.test()
        except smoke.Failed:
            if before:
                self._apply(*before)
            raise

    def edge(self, folder: Path) -> None:
        """The one origin in front, with the front end."""
        template = _load(folder, "edge")
        self._found |= self.stacks.apply("edge", template, release.wanted(template, self._known))
        site.publish(self._session, self._found["Site"], self._found["DistributionId"])

    def test(self) -> None:
        """Raises `smoke.Failed`."""
        smoke.run(self.url, probe.find_or_create(self._session, self.url, self.settings()), stage=self._stage)

    @property
    def url(self) -> str:
        """Where the API answers."""
        outputs = self.stacks.outputs("service")
        return emulator.api_url(self._address, outputs["ApiId"]) if self._address else outputs["ApiUrl"]

    def settings(self) -> Settings:
        """What the service is told, as far as the probe needs it."""
        names = {"table": "TableName", "key": "KeyArn", "mail_from": "MailFrom", "web_url": "WebUrl"}
        return Settings.model_validate({"stage": self._stage} | {to: self._known[name] for to, name in names.items()})

    @property
    def _known(self) -> Parameters:
        """What the stacks have found out and what the stage's file says, which counts for more."""
        return self._found | self._given

    def _apply(self, template: Template, given: Parameters) -> None:
        self._found |= self.stacks.apply("service", template, given, bucket=self._found["Releases"])
        if self._address:
            emulator.teach(self._session, template, self._found["ApiId"])


@click.command()
@click.argument("stage", type=click.Choice(release.STAGES))
@click.option("--yes", envvar="YES", is_flag=True, help="Ask nothing.")
def main(stage: str, *, yes: bool) -> None:
    """Deploy STAGE."""
    folder = BUILD / stage
    with _account(stage) as address:
        deployment = Deployment(stage, yes=yes, address=address)
        try:
            deployment.ground(folder)
            deployment.service(folder)
            deployment.edge(folder)
        except Declined as stack:
            raise click.ClickException(f"{stack} was left as it is.") from None
        except smoke.Failed as reason:
            raise click.ClickException(f"The smoke test failed; what was there before serves again. {reason}") from None
        except Refused as reason:
            raise click.ClickException(f"CloudFormation went back to what was there before. {reason}") from None
        click.echo(f"{stage} serves {folder.name} at {deployment.url}")


@contextmanager
def _account(stage: str) -> Iterator[str | None]:
    if stage == "local":
        with emulator.running() as address:
            yield address
    else:
        yield None


def _load(folder: Path, name: str) -> Template:
    template: Template = json.loads((folder / f"{name}.json").read_text("utf-8"))
    return template


def _confirm(stack: str, lines: list[str], *, yes: bool) -> bool:
    click.echo("\n".join([stack, *(f"  {line}" for line in lines)]))
    return yes or click.confirm("Carry it out?")


if __name__ == "__main__":
    main()
