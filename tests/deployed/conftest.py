"""Builds the package for this machine and deploys it, once for the whole package."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest

from infra import archive, emulator, package, probe, smoke
from infra.deployment import Deployment


@dataclass(frozen=True)
class Deployed:
    """A deployed service and who may sign in to it."""

    deployment: Deployment
    build: Path
    address: str
    user: smoke.Probe
    token: str
    """A fresh session of an admin."""

    def another(self) -> smoke.Probe:
        """Somebody whose codes are all unused yet, so that nobody waits for the next one."""
        return probe.create(self.at, self.deployment.settings())

    def changed(self, name: str, module: str, old: str, new: str) -> Path:
        """A build like this one, but for one line of one module."""
        build = self.build.parent / name
        shutil.copytree(self.build, build)
        path = build / "unpacked" / "chalicelib" / module
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
        archive.compile_all(build / "unpacked")
        archive.pack(build / "unpacked", build / "postern.zip")
        return build

    @property
    def at(self) -> smoke.Service:
        """Its gateway, for the edge."""
        return self.deployment.at

    def call(self, method: str, path: str, body: object = None, **headers: str) -> smoke.Reply:
        """One request in that session."""
        return smoke.call(self.at, method, path, body, self.token, **headers)


@pytest.fixture(scope="package")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """The service as this checkout has it."""
    build = tmp_path_factory.mktemp("build") / "good"
    package.build(build, package.here())
    with emulator.running() as address:
        deployment = Deployment(boto3.Session(), "local", lambda *_: True, address=address)
        deployment.ground(build)
        deployment.service(build)
        deployment.edge(build)
        user = probe.create(deployment.at, deployment.settings())
        yield Deployed(deployment, build, address, user, smoke.sign_in(deployment.at, user))
