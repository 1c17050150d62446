"""`python -m bench.cold_start`: CPU of a new process until its first answer, on the real package, lever by lever.

Deploys into an emulated account for the data, then lets Python start on the unpacked package as Lambda does, once for
each row and round. CPU of the whole process, user and system; the median of the rounds.
"""

import contextlib
import io
import json
import os
import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from infra import archive, emulator, package, probe, smoke
from infra.deploy import Deployment

os.environ["POWERTOOLS_LOG_LEVEL"] = "CRITICAL"  # the events of the set-up

ROUNDS = 7
DRIVER = """
import json, os, sys
sys.path.insert(0, os.getcwd())
event, eager = json.loads(sys.argv[1]), sys.argv[2:]
for name in eager:
    __import__(name)
import app
answer = app.app(event, type("Context", (), {"aws_request_id": "bench"})())
print(json.dumps({"status": answer["statusCode"], "modules": len(sys.modules)}))
"""


@dataclass(frozen=True)
class Start:
    """One new process."""

    milliseconds: float
    modules: int


class Starter:
    """Starts processes on an unpacked package, with the function's settings."""

    def __init__(self, deployment: Deployment, address: str) -> None:
        settings = deployment.settings()
        self._environment = {
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

    def median(self, folder: Path, event: dict[str, Any], *eager: str, **more: str) -> Start:
        """The same start several times."""
        starts = [self._start(folder, event, eager, more) for _ in range(ROUNDS)]
        return Start(statistics.median(start.milliseconds for start in starts), starts[0].modules)

    def _start(self, folder: Path, event: dict[str, Any], eager: tuple[str, ...], more: dict[str, str]) -> Start:
        reading, writing = os.pipe()
        command = [sys.executable, "-S", "-c", DRIVER, json.dumps(event), *eager]
        actions = [(os.POSIX_SPAWN_DUP2, writing, 1), (os.POSIX_SPAWN_CLOSE, reading)]
        os.chdir(folder)
        child = os.posix_spawn(command[0], command, self._environment | more, file_actions=actions)
        os.close(writing)
        with os.fdopen(reading) as output:
            said = json.loads(output.read().splitlines()[-1])
        _, _, usage = os.wait4(child, 0)
        if said["status"] >= 400:
            raise SystemExit(f"{event['path']} answered {said['status']}")
        return Start((usage.ru_utime + usage.ru_stime) * 1000, said["modules"])


def main() -> None:
    """Measure and print two tables."""
    with tempfile.TemporaryDirectory() as scratch, emulator.running() as address:
        build = Path(scratch) / "build"
        package.build(build, architecture=package.native())
        deployment = Deployment("local", yes=True, address=address)
        with contextlib.redirect_stdout(io.StringIO()):
            deployment.ground(build)
            deployment.service(build)
            user = probe.create(deployment.url, deployment.settings())
        starter = Starter(deployment, address)
        login = _event("POST", "/v1/login", tenant=user.tenant, email=user.email, password=user.password)
        _levers(starter, build, login)
        _routes(starter, build / "unpacked", deployment.url, user, login)


def _levers(starter: Starter, build: Path, login: dict[str, Any]) -> None:
    plain, compiled = build / "plain", build / "compiled"
    archive.unpack(build / "chalice" / "deployment.zip", plain)
    shutil.copytree(plain, compiled)
    archive.compile_all(compiled)
    finished, quiet = build / "unpacked", {"PYDANTIC_DISABLE_PLUGINS": "1"}
    rows = [
        ("as Chalice packs it", plain, starter.median(plain, login)),
        ("+ byte-code", compiled, starter.median(compiled, login)),
        ("+ SDK cut down", finished, starter.median(finished, login)),
        ("+ no pydantic plugins (what is deployed)", finished, starter.median(finished, login, **quiet)),
        ("the same, without deferred imports", finished, starter.median(finished, login, "segno", **quiet)),
    ]
    table = _table("First login of a new process", "package", "CPU, ms", "modules", "MB unpacked")
    for name, folder, start in rows:
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
        table.add_row(name, f"{start.milliseconds:.0f}", str(start.modules), f"{size:.0f}")
    Console().print(table)
    Console().print(f"The zip: {(build / 'postern.zip').stat().st_size / 1e6:.1f} MB")


def _routes(starter: Starter, folder: Path, url: str, user: smoke.Probe, login: dict[str, Any]) -> None:
    token = smoke.sign_in(url, user)
    challenge = smoke.call(url, "POST", "/v1/me/authenticator", token=token).body["challenge"]["token"]
    events = [
        _event("GET", "/v1/health"),
        _event("GET", "/v1/tenants/{tenant}", path={"tenant": user.tenant}),
        login,
        _event("POST", "/v1/enrolment", challenge=challenge),
        _event("GET", "/v1/session", token=token),
        _event("GET", "/v1/users", token=token),
        _event("GET", "/v1/openapi.json"),
    ]
    table = _table("First answer of a new process, by route", "route", "CPU, ms", "modules")
    for event in events:
        start = starter.median(folder, event, PYDANTIC_DISABLE_PLUGINS="1")
        table.add_row(f"{event['httpMethod']} {event['resource']}", f"{start.milliseconds:.0f}", str(start.modules))
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


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    return table


if __name__ == "__main__":
    main()
