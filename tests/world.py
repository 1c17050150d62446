"""A whole Postern in memory: emulated AWS, a clock that stands still until it is moved, a mailbox, an HTTP client."""

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import yaml
from botocore.client import BaseClient
from chalice.test import Client
from moto import mock_aws

from chalicelib import deps as wiring
from chalicelib.deps import Deps
from chalicelib.domain import totp
from chalicelib.domain.visitor import Visitor
from chalicelib.errors import TryAgain
from chalicelib.flows import tenants
from chalicelib.settings import Settings

TEMPLATE = Path(__file__).parent.parent / "infra" / "data.yaml"
START = 1_800_000_000
PASSWORD = "correct horse battery"
ADMIN = "ann@example.com"


@dataclass
class Mailbox:
    """Keeps what is sent; takes nothing while `is_broken`."""

    sent: list[dict[str, str]] = field(default_factory=list)
    is_broken: bool = False

    def send(self, *, to: str, subject: str, text: str) -> None:
        if self.is_broken:
            raise TryAgain(retry_after=1)
        self.sent.append({"to": to, "subject": subject, "text": text})

    def token(self, to: str) -> str:
        """The token of the newest link mailed to an address."""
        texts = [mail["text"] for mail in self.sent if mail["to"] == to and "#" in mail["text"]]
        return re.findall(r"#(\S+)", texts[-1])[0]


@dataclass
class Clock:
    """Seconds since the epoch; moves only when told to."""

    now: float = START

    def __call__(self) -> float:
        return self.now


class Randomness:
    """Bytes that never repeat and are the same in each run."""

    def __init__(self) -> None:
        self._numbers = count()
        self._lock = threading.Lock()

    def __call__(self, size: int) -> bytes:
        with self._lock:
            number = next(self._numbers)
        return hashlib.shake_256(str(number).encode()).digest(size)


@dataclass
class Answer:
    """What came back over HTTP."""

    status: int
    headers: dict[str, Any]
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        return str(self.body["code"])


@dataclass
class World:
    """One environment with the tenant `acme`, whose admin has chosen a password."""

    deps: Deps
    clock: Clock
    mailbox: Mailbox
    client: Client
    address: str = "192.0.2.1"

    def call(self, method: str, path: str, body: Any = None, *, token: str | None = None, **headers: str) -> Answer:
        """One request; `body` is JSON, or raw when it is bytes."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            given["Authorization"] = f"Bearer {token}"
        if body is not None:
            given.setdefault("Content-Type", "application/json")
        raw = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        response = self.client.http.request(method, path, headers=given, body=raw)
        return Answer(response.status_code, dict(response.headers), response.body.decode())

    def login(self, email: str = ADMIN, password: str = PASSWORD, tenant: str = "acme", **more: Any) -> Answer:
        return self.call("POST", "/v1/login", {"tenant": tenant, "email": email, "password": password, **more})

    def visitor(self) -> Visitor:
        return Visitor(request_id="req", address=self.address)

    def pass_time(self, seconds: float) -> None:
        self.clock.now += seconds

    def code(self, secret: str) -> str:
        """What an authenticator app shows now."""
        return totp.code_at(secret_bytes(secret), totp.step_at(self.clock.now))


def secret_bytes(text: str) -> bytes:
    import base64

    return base64.b32decode(text + "=" * (-len(text) % 8))


def settings(**more: Any) -> Settings:
    given = {"stage": "test", "table": "postern-test", "key": "alias/postern-test", "mail_from": "no-reply@example.com"}
    given |= {"web_url": "https://app.example.com", "argon2_memory_kib": 8, "argon2_passes": 1}
    return Settings.model_validate({**given, **more})


@contextmanager
def emulated() -> Iterator[None]:
    """AWS in memory, created from the template that deploys it; single calls are atomic, as the real ones are."""
    lock, call = threading.Lock(), BaseClient._make_api_call  # type: ignore[attr-defined]

    def locked(self: Any, *arguments: Any, **more: Any) -> Any:
        with lock:
            return call(self, *arguments, **more)

    with mock_aws():
        BaseClient._make_api_call = locked  # type: ignore[attr-defined]
        try:
            _create()
            yield
        finally:
            BaseClient._make_api_call = call  # type: ignore[attr-defined]


def _create() -> None:
    resources = yaml.safe_load(TEMPLATE.read_text())["Resources"]
    table = resources["Table"]["Properties"]
    wanted = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    boto3.client("dynamodb").create_table(TableName="postern-test", **{name: table[name] for name in wanted})
    kms = boto3.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/postern-test", TargetKeyId=key)


def build(**more: Any) -> World:
    """A world with its first tenant."""
    import app

    clock, mailbox = Clock(), Mailbox()
    deps = wiring.build(settings(**more), mailer=mailbox, now=clock, random=Randomness())
    wiring.install(deps)
    world = World(deps, clock, mailbox, Client(app.app))
    tenants.create(
        deps, world.visitor(), slug="acme", name="Acme", admin_email=ADMIN, admin_name="Ann", actor="operator:test"
    )
    world.call("POST", "/v1/password/reset", {"token": mailbox.token(ADMIN), "password": PASSWORD})
    return world
