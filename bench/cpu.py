"""`make bench`: CPU of the function for each kind of request, beside the CPU of a password hash."""

import contextlib
import io
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
from rich.console import Console
from rich.table import Table

os.environ |= {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"}
os.environ["POWERTOOLS_LOG_LEVEL"] = "CRITICAL"

import app
from bench.store import running
from chalicelib.domain import password
from emulator.ministack import Ministack
from world import ADMIN, PASSWORD, World, build
from world.aws import KEY, create_table
from world.gateway import event

ROUNDS = 100
COST = {"memory_kib": 19 * 1024, "passes": 2}
"""Of a hash, as it is deployed."""


def main() -> None:
    """Sign in again and again, and print medians. The stores are processes of their own and do not count."""
    with contextlib.redirect_stdout(io.StringIO()), running(), _key_service():
        create_table()
        world = build(argon2_memory_kib=COST["memory_kib"], argon2_passes=COST["passes"])
        found = _measured(world)
    _show({name: statistics.median(times) * 1000 for name, times in found.items()})


def _measured(world: World) -> dict[str, list[float]]:
    world.set_policy("all")
    secret = world.enrol().secret
    hashed = password.decoy(**COST)
    found: dict[str, list[float]] = {name: [] for name in ("hash", "login", "verification", "session read")}
    for _ in range(ROUNDS):
        world.pass_time(30)
        with _timed(found["hash"]):
            password.matches(hashed, PASSWORD)
        login = {"tenant": "acme", "email": ADMIN, "password": PASSWORD}
        challenge = _call(world, found["login"], "POST", "/v1/login", login)["challenge"]["token"]
        code = {"challenge": challenge, "code": world.code(secret)}
        session = _call(world, found["verification"], "POST", "/v1/verification", code)["session"]["token"]
        _call(world, found["session read"], "GET", "/v1/session", token=session)
        world.call("DELETE", "/v1/session", token=session)
    return found


def _call(world: World, times: list[float], method: str, path: str, body: Any = None, token: str = "") -> Any:
    """One request; what the gateway does of it is not counted."""
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    raw = json.dumps(body).encode() if body else b""
    given = event(method, path, headers, raw, world.address)
    with _timed(times):
        answer = app.app(given, None)
    assert answer["statusCode"] == 200, answer["body"]
    return json.loads(answer["body"])


@contextlib.contextmanager
def _timed(times: list[float]) -> Iterator[None]:
    """CPU seconds of this process, in user and in system mode."""
    started = time.process_time()
    yield
    times.append(time.process_time() - started)


@contextlib.contextmanager
def _key_service() -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="postern-") as folder, (Path(folder) / "lock").open("w") as lock:
        ministack = Ministack(Path(folder) / "state", lock=lock.fileno())
        ministack.start()
        os.environ["AWS_ENDPOINT_URL_KMS"] = ministack.url
        kms = boto3.client("kms")
        kms.create_alias(AliasName=KEY, TargetKeyId=kms.create_key()["KeyMetadata"]["KeyId"])
        try:
            yield
        finally:
            del os.environ["AWS_ENDPOINT_URL_KMS"]
            ministack.stop()


def _show(medians: dict[str, float]) -> None:
    table = Table("CPU, median", "ms", "over the hash", box=None)
    sign_in = medians["login"] + medians["verification"]
    for name, each in [*medians.items(), ("sign-in with MFA", sign_in)]:
        table.add_row(name, f"{each:.1f}", f"{each / medians['hash']:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
