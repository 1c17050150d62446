"""A bad version: what visitors see meanwhile, and the way back, by itself and by hand."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from secrets import token_hex
from typing import Any

import boto3
import pytest

from chalicelib import VERSION
from infra import emulator, probe, smoke
from infra.deployment import Deployment, GoneBack
from infra.stacks import Refused
from tests.deployed.conftest import Deployed
from tests.support.service import ROOT

pytestmark = pytest.mark.xdist_group("deployed")


@contextmanager
def _watched(deployed: Deployed) -> Iterator[list[str]]:
    """What a visitor sees, ten times a second: the word that the version uses for its health, or what went wrong."""
    seen: list[str] = []
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(0.1):
            reply = smoke.call(deployed.at, "GET", "/v1/health")
            seen.append(reply.body["status"] if reply.status == 200 else f"HTTP {reply.status}")

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        is_over.set()
        watcher.join()


def _in_order(seen: list[str]) -> list[str]:
    return [word for word, _ in groupby(seen)]


def _says(deployed: Deployed, name: str, word: str) -> Path:
    return deployed.changed(name, "handlers/service.py", 'status="ok"', f'status="{word}"')


def test_a_bad_version_gives_way_to_the_one_before_by_itself(deployed: Deployed) -> None:
    with _watched(deployed) as seen, pytest.raises(GoneBack, match=r"health: 200 .* was expected, and came .*'bad'"):
        deployed.deployment.service(_says(deployed, "bad", "bad"))
    assert _in_order(seen) == ["ok", "bad", "ok"]
    smoke.run(deployed.at, deployed.another(), stage="local", patience=0)


def test_goes_back_when_the_new_one_signs_nobody_in(deployed: Deployed) -> None:
    bad = deployed.changed("no codes", "domain/totp.py", "PERIOD = 30", "PERIOD = 31")
    with pytest.raises(GoneBack, match="enrolment"):
        deployed.deployment.service(bad)
    smoke.run(deployed.at, deployed.another(), stage="local", patience=0)


def test_one_command_and_no_question_go_back_within_a_second(deployed: Deployed) -> None:
    newer = deployed.changed("newer", "handlers/service.py", "version=VERSION", 'version="newer"')
    deployed.deployment.service(newer)
    versions: list[tuple[float, str]] = []
    started = time.monotonic()
    command = [sys.executable, "-m", "infra.rollback", "local"]
    with _running(command, {"ACCOUNT": deployed.address}) as process:
        while process.poll() is None:
            health = smoke.call(deployed.at, "GET", "/v1/health")
            versions.append((time.monotonic() - started, health.body["version"]))
        said = process.communicate()[0]
    assert process.returncode == 0, said
    assert "serves again. Traffic goes to version" in said
    assert "and its health is 200" in said
    assert next(word for _, word in versions) == "newer"
    assert _in_order([word for _, word in versions])[1:] == [VERSION]


@contextmanager
def _running(command: list[str], more: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    out: Any = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **more}, **out) as process:
        yield process


def test_a_version_that_nobody_tested_is_left_for_the_newest_that_somebody_did(deployed: Deployed) -> None:
    serving = deployed.deployment.serving
    good = serving.version()
    client = boto3.Session().client("lambda")
    client.update_function_configuration(FunctionName="postern-local", Description="changed by hand")
    by_hand = int(client.publish_version(FunctionName="postern-local")["Version"])
    serving.send_to(by_hand)
    assert deployed.deployment.back() == good
    smoke.run(deployed.at, deployed.another(), stage="local", patience=0)


def test_says_why_cloudformation_refuses_and_serves_on(deployed: Deployed) -> None:
    with _watched(deployed) as seen, pytest.raises(GoneBack, match="Broken: "):
        deployed.deployment.service(_broken(deployed, "service"))
    assert _in_order(seen) == ["ok"]


LAST = {"ground": ["Releases", "EdgeSecret", "Mail"], "service": ["Alias", "Stage"]}


def _broken(deployed: Deployed, name: str) -> Path:
    """A build one of whose templates CloudFormation cannot make: an alarm without a metric."""
    build = deployed.build.parent / f"broken {name} {token_hex(4)}"
    shutil.copytree(deployed.build, build)
    template = json.loads((build / f"{name}.json").read_text())
    alarm = {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": "no metric"}}
    template["Resources"]["Broken"] = alarm | {"DependsOn": LAST[name]}  # so that what has a name is there already
    (build / f"{name}.json").write_text(json.dumps(template))
    return build


@pytest.mark.parametrize("name", ["ground", "service"])
def test_a_first_deployment_that_failed_half_way_can_be_repeated(deployed: Deployed, name: str) -> None:
    build = _broken(deployed, name)
    with emulator.running() as address:
        first = Deployment(boto3.Session(), "local", lambda *_: True, address=address)
        with pytest.raises(Refused, match="Broken: "):
            _bring(first, build)
        assert first.stacks.status(name) == "ROLLBACK_COMPLETE"
        again = Deployment(boto3.Session(), "local", lambda *_: True, address=address)
        _bring(again, deployed.build)
        assert again.serving.version() == 1
        smoke.run(again.at, probe.create(again.at, again.settings()), stage="local", patience=0)


def _bring(deployment: Deployment, build: Path) -> None:
    deployment.ground(build)
    deployment.service(build)


def test_the_probe_is_made_once(deployed: Deployed) -> None:
    session, settings = boto3.Session(), deployed.deployment.settings()
    made = probe.find_or_create(session, deployed.at, settings)
    assert probe.find_or_create(session, deployed.at, settings) == made
    smoke.sign_in(deployed.at, made)
