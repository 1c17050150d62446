"""A new version over the rows of an older one, through the very deployment; then the migration, as it is typed."""

import json
import os
import subprocess
import sys
from typing import Any

import boto3
import pytest

from chalicelib.store.writes import VERSION
from infra import smoke
from tests.deployed.conftest import Deployed
from tests.support import rows
from tests.support.service import ROOT

pytestmark = pytest.mark.xdist_group("deployed")


def _rows(deployed: Deployed) -> list[Any]:
    return rows.versioned(boto3.Session().client("dynamodb"), deployed.deployment.settings().table)


def _migrate(deployed: Deployed) -> Any:
    told = deployed.deployment.settings()
    names = {name: str(getattr(told, name)) for name in ("stage", "table", "key", "mail_from", "web_url")}
    environment = {**os.environ, **{f"POSTERN_{name.upper()}": value for name, value in names.items()}}
    command = [sys.executable, "-m", "ops", "--json", "--yes", "migrate"]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_goes_on_over_the_rows_of_an_older_version_and_migrates_them(deployed: Deployed) -> None:
    older = deployed.changed("older", "store/writes.py", ', "v": VERSION', "")
    deployed.deployment.service(older)
    user = deployed.another()
    token = smoke.sign_in(deployed.at, user)
    rows.age(boto3.Session().client("dynamodb"), deployed.deployment.settings().table)
    assert {"v" in row for row in _rows(deployed)} == {False}

    deployed.deployment.service(deployed.build)
    smoke.expect(smoke.call(deployed.at, "GET", "/v1/session", token=token), 200, "the older session", aal=2)
    smoke.sign_in(deployed.at, user)
    smoke.expect(smoke.call(deployed.at, "GET", "/v1/users", token=token), 200, "the older users")
    versions = [row.get("v") for row in _rows(deployed)]
    assert {"N": str(VERSION)} in versions
    assert None in versions

    assert _migrate(deployed)["migrated"] == versions.count(None)
    assert [row for row in _rows(deployed) if row.get("v") != {"N": str(VERSION)}] == []
    assert _migrate(deployed)["migrated"] == 0
    smoke.expect(smoke.call(deployed.at, "GET", "/v1/session", token=token), 200, "the migrated session", aal=2)
    smoke.expect(smoke.login(deployed.at, user), 200, "the migrated user's login", next="verify")
