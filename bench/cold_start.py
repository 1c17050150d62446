"""`python -m bench.cold_start`: CPU of a new process until its first answer, on the real package, lever by lever.

Deploys into an emulated account for the data, then lets Python start on the unpacked package as Lambda does, once for
each row and round. CPU of the whole process, user and system; the least of the rounds, to which others only add.
"""

import contextlib
import io
import json
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from rich.console import Console
from rich.table import Table

os.environ["POWERTOOLS_LOG_LEVEL"] = "CRITICAL"

from chalicelib.settings import Settings
from infra import archive, emulator, package, probe, smoke
from infra.deployment import Deployment

ROUNDS = 9
DRIVER = """
import json, os, sys
sys.path.insert(0, os.getcwd())
event, eager = json.loads(sys.argv[1]), sys.argv[2:]
for name in eager:
    __import__(name)
import function
answer = function.handler(event, type("Context", (), {"aws_request_id": "bench"})())
print(json.dumps({"status": answer["statusCode"], "modules": len(sys.modules)}))
"""


@dataclass(frozen=True)
class Case:
    """A way to start."""

    name: str
    folder: Path
    event: dict[str, Any]
    eager: tuple[str, ...] = ()
    """Modules that are imported at once."""
    more: dict[str, str] = field(default_factory=lambda: {"PYDANTIC_DISABLE_PLUGINS": "1"})
    """Settings beside the function's own."""


@dataclass(frozen=True)
class Start:
    """One new process."""

    milliseconds: float
    modules: int


def environment(settings: Settings, address: str) -> dict[str, str]:
    """The function's settings, for an emulated account."""
    return {
        "AWS_ENDPOINT_URL": address,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": emulator.ADMINISTRATOR,
        "AWS_SECRET_ACCESS_KEY": "bench",
        "POSTERN_STAGE": settings.stage,
        "POSTERN_TABLE": settings.table,
        "POSTERN_KEY": settings.key,
        "POSTERN_MAIL_FROM": settings.mail_from,
        "POSTERN_WEB_URL": str(settings.web_url),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def measure(cases: list[Case], variables: dict[str, str]) -> list[Start]:
    """The cheapest start of each case; the cases take turns, so that a busy machine is busy for all of them."""
    rounds = [[start(case, variables) for case in cases] for _ in range(ROUNDS)]
    return [min(of_case, key=lambda each: each.milliseconds) for of_case in zip(*rounds, strict=True)]


def start(case: Case, variables: dict[str, str]) -> Start:
    """Let Python start, and answer one request."""
    reading, writing = os.pipe()
    command = [sys.executable, "-S", "-c", DRIVER, json.dumps(case.event), *case.eager]
    actions = [(os.POSIX_SPAWN_DUP2, writing, 1), (os.POSIX_SPAWN_CLOSE, reading)]
    os.chdir(case.folder)
    child = os.posix_spawn(command[0], command, variables | case.more, file_actions=actions)
    os.close(writing)
    with os.fdopen(reading) as output:
        said = json.loads(output.read().splitlines()[-1])
    _, _, usage = os.wait4(child, 0)
    if said["status"] >= 400:
        raise SystemExit(f"{case.name} answered {said['status']}")
    return Start((usage.ru_utime + usage.ru_stime) * 1000, said["modules"])


def main() -> None:
    """Measure and print two tables."""
    with tempfile.TemporaryDirectory() as scratch, emulator.running() as address:
        build = Path(scratch) / "build"
        package.build(build, package.here())
        deployment = Deployment(boto3.Session(), "local", lambda *_: True, address=address)
        with contextlib.redirect_stdout(io.StringIO()):
            deployment.ground(build)
            deployment.service(build)
            user = probe.create(deployment.at, deployment.settings())
        login = _event("POST", "/v1/login", tenant=user.tenant, email=user.email, password=user.password)
        variables = environment(deployment.settings(), address)
        for title, cases in (
            ("First login of a new process", _levers(build, login)),
            ("First answer of a new process, by route", _routes(build / "unpacked", deployment.at, user, login)),
        ):
            _show(title, cases, measure(cases, variables))
        Console().print(f"The zip: {(build / 'postern.zip').stat().st_size / 1e6:.1f} MB")


def _levers(build: Path, login: dict[str, Any]) -> list[Case]:
    plain, compiled, finished = build / "plain", build / "compiled", build / "unpacked"
    package.gather(build, plain)
    shutil.copytree(plain, compiled)
    archive.compile_all(compiled)
    return [
        Case("as Chalice and pip bring it", plain, login, more={}),
        Case("+ byte-code", compiled, login, more={}),
        Case("+ SDK cut down", finished, login, more={}),
        Case("+ no pydantic plugins (what is deployed)", finished, login),
        Case("the same, without deferred imports", finished, login, eager=("segno",)),
    ]


def _routes(folder: Path, to: smoke.Service, user: smoke.Probe, login: dict[str, Any]) -> list[Case]:
    token = smoke.sign_in(to, user)
    challenge = smoke.call(to, "POST", "/v1/me/authenticator", token=token).body["challenge"]["token"]
    events = [
        _event("GET", "/v1/health"),
        _event("GET", "/v1/tenants/{tenant}", path={"tenant": user.tenant}),
        login,
        _event("POST", "/v1/enrolment", challenge=challenge),
        _event("GET", "/v1/session", token=token),
        _event("GET", "/v1/users", token=token),
        _event("GET", "/v1/openapi.json"),
    ]
    return [Case(f"{event['httpMethod']} {event['resource']}", folder, event) for event in events]


def _show(title: str, cases: list[Case], starts: list[Start]) -> None:
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(("", "CPU, ms", "modules", "MB unpacked")):
        table.add_column(column, justify="right" if number else "left")
    for case, measured in zip(cases, starts, strict=True):
        size = sum(path.stat().st_size for path in case.folder.rglob("*") if path.is_file()) / 1e6
        table.add_row(case.name, f"{measured.milliseconds:.0f}", str(measured.modules), f"{size:.0f}")
    Console().print(table)


def _event(
    method: str, route: str, *, token: str | None = None, path: dict[str, str] | None = None, **body: str
) -> dict[str, Any]:
    """What API Gateway hands to the function."""
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    return {
        "resource": route,
        "path": route.format(**path) if path else route,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "multiValueQueryStringParameters": None,
        "pathParameters": path,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": route,
            "httpMethod": method,
            "requestId": "bench",
            "identity": {"sourceIp": "192.0.2.1"},
        },
        "body": json.dumps(body) if body else None,
        "isBase64Encoded": False,
    }


if __name__ == "__main__":
    main()
