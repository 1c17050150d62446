"""One environment, brought to what one folder of `build/` holds, or back to what served before."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chalicelib.settings import Settings
from infra import edge_secret, emulator, probe, release, site, smoke
from infra.release import Parameters, Template
from infra.serving import Deployed, Serving
from infra.stacks import Confirm, Declined, Stacks

EDGE_REGION = "us-east-1"
"""Where CloudFront takes certificates, web ACLs and functions from."""
TABLES = {"table": "TableName", "key": "KeyArn", "mail_from": "MailFrom", "web_url": "WebUrl"}


class GoneBack(Exception):
    """A deployment failed and the version before serves again; says why."""


class Deployment:
    """One environment in the account that the AWS SDK is set up for."""

    def __init__(self, session: Any, stage: str, confirm: Confirm, *, address: str | None = None) -> None:
        self._stage = stage
        self._address = address
        self._session = session
        self._given = release.parameters(stage)
        self._found: Parameters = {"AtOnce": "no"}
        self._patience = 3.0 if address else 60.0
        self.stacks = Stacks(session, stage, confirm)
        self._edge = Stacks(session, stage, confirm, region=EDGE_REGION)

    def ground(self, folder: Path) -> None:
        """What hardly ever changes: the data, and what the service stands on."""
        for name in ("data", "ground"):
            template = self._template(folder, name)
            self.stacks.apply(name, template, release.wanted(template, self._known))
            self.find()
        if not self._address:
            self.stacks.protect("data")

    def find(self) -> None:
        """Learn what the stacks say of themselves."""
        for name in ("data", "ground", "service"):
            self._found |= self.stacks.outputs(name)
        if secret := self._found.get("EdgeSecretArn"):
            values = edge_secret.values(self._session, secret)
            self._found |= {"EdgeSecret": values[0], "EdgeSecrets": " ".join(values)}

    def service(self, folder: Path, *, at_once: bool = False) -> None:
        """The function and the API. Raises `Declined`, and `GoneBack` where it failed and the one before serves."""
        before = self.serving.version()
        is_proof = before is None or self._signs_in()
        package = (folder / "postern.zip").read_bytes()
        self._found["Release"] = release.object_name(package, ".zip")
        self._session.client("s3").put_object(Bucket=self._found["Releases"], Key=self._found["Release"], Body=package)
        template = self._template(folder, "service")
        with self._care(before if is_proof else None):
            self._apply(template, self._known | {"AtOnce": "yes" if at_once else "no"}, before=before, asks=True)

    def edge(self, folder: Path) -> None:
        """The one origin in front, with the front end. Raises `smoke.Failed`; nothing is taken back for that."""
        template = self._template(folder, "edge")
        if self._address:
            template = emulator.adapted_edge(template, self._address, self._found["ApiId"])
        template, given = release.stamp(template, release.wanted(template, self._known))
        outputs = self._edge.apply("edge", template, given)
        site.publish(self._session, outputs["Site"], outputs["DistributionId"], region=EDGE_REGION)
        self._test(self.origin)

    def back(self) -> int:
        """Serve what was deployed before what serves now; answers which version that was. Raises `LookupError`."""
        self.find()
        now = self.serving.version()
        before = self.serving.before(now) if now else None
        if before is None:
            raise LookupError("No version before this one is known, so nothing was changed.")
        self.go_back(before)
        self._test(self.at)
        return before

    def go_back(self, version: int) -> None:
        """Send all traffic to an older version, at once; then bring the rest of the stack to what it was made of."""
        self.serving.send_to(version)
        self.stacks.cancel("service")
        self.serving.send_to(version)  # what was cancelled may have moved it
        if deployed := self.serving.recall(version):
            known = self._known | deployed.given | {"AtOnce": "yes"}
            self._apply(deployed.template, known, before=deployed.before, asks=False)

    @property
    def at(self) -> smoke.Service:
        """Where the API answers, for somebody who knows the edge's secret."""
        return self._behind(self._found["EdgeSecrets"].split()[0])

    @property
    def origin(self) -> smoke.Service:
        """Where visitors find it."""
        if self._address:
            return emulator.through_the_edge(self._address, self._edge.outputs("edge")["DistributionDomain"])
        return smoke.Service(f"https://{self._given['Domain']}")

    @property
    def serving(self) -> Serving:
        """What serves now."""
        return Serving(self._session, self._stage, self._found["Releases"])

    def settings(self) -> Settings:
        """What the service is told, as far as the probe needs it."""
        return Settings.model_validate({"stage": self._stage} | {to: self._known[name] for to, name in TABLES.items()})

    @property
    def _known(self) -> Parameters:
        """What the stacks have found out and what the stage's file says, which counts for more."""
        return self._found | self._given

    def _template(self, folder: Path, name: str) -> Template:
        template: Template = json.loads((folder / f"{name}.json").read_text("utf-8"))
        return emulator.adapted(template) if self._address else template

    def _apply(self, template: Template, known: Parameters, *, before: int | None, asks: bool) -> None:
        """Bring the stack there, see somebody sign in, and keep what it was made of."""
        stamped, given = release.stamp(template, release.wanted(template, known))
        self.stacks.apply("service", stamped, given, bucket=self._found["Releases"], asks=asks)
        self.find()
        if self._address:
            emulator.teach(self._session, stamped, self._found["ApiId"])
        self._test(self.at)
        serving = self.serving.version()
        if serving and serving != before:
            self.serving.remember(serving, Deployed(template, given, before))
            self.serving.forget_old()

    @contextmanager
    def _care(self, before: int | None) -> Iterator[None]:
        """Whatever fails once the stack is being changed, also Ctrl-C: what served before serves again."""
        try:
            yield
        except Declined:
            raise
        except BaseException as reason:
            if before is None:
                raise
            self.go_back(before)
            raise GoneBack(str(reason) or type(reason).__name__) from reason

    def _behind(self, secret: str) -> smoke.Service:
        outputs = self.stacks.outputs("service")
        url = emulator.api_url(self._address, outputs["ApiId"]) if self._address else outputs["ApiUrl"]
        return smoke.Service.behind(url, secret)

    def _signs_in(self) -> bool:
        """Whether the test passes on what serves now: where it does not, its failing afterwards blames no release.

        With the oldest secret that counts: what serves may have been deployed before there was a newer one.
        """
        try:
            self._test(self._behind(self._found["EdgeSecrets"].split()[-1]))
        except smoke.Failed:
            return False
        return True

    def _test(self, at: smoke.Service) -> None:
        if self._address:  # where nobody may wait for a code that was not used yet
            found = probe.create(at, self.settings())
        else:
            found = probe.find_or_create(self._session, at, self.settings())
        smoke.run(at, found, stage=self._stage, patience=self._patience)
