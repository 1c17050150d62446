"""A whole Postern in memory: emulated AWS, a clock that stands still until it is moved, a mailbox, an HTTP client."""

import base64
import copy
import hashlib
import json
import re
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import yaml
from botocore.client import BaseClient
from botocore.loaders import JSONFileLoader, Loader
from chalice.local import LambdaEventConverter, RouteMatcher
from moto import mock_aws
from moto.dynamodb.models import dynamodb_backends
from moto.kms.models import kms_backends

from chalicelib import deps as wiring
from chalicelib.deps import Deps
from chalicelib.domain import password, totp
from chalicelib.domain.records import Mode, Role, SignInMethod, Status, Tenant, User
from chalicelib.domain.visitor import Visitor
from chalicelib.errors import TryAgain
from chalicelib.flows import tenants
from chalicelib.flows.steps import audit, mailing, opening
from chalicelib.settings import Settings
from chalicelib.store import tenants as tenant_rows
from chalicelib.store import users
from tests import emulator

_read = cache(partial(JSONFileLoader.load_file, JSONFileLoader()))
JSONFileLoader.load_file = lambda _, path: _read(path)  # type: ignore[assignment,method-assign] # read once, not for every world
_services = cache(partial(Loader.list_available_services, Loader()))
Loader.list_available_services = lambda _, type_name: _services(type_name)  # type: ignore[method-assign,assignment]
emulator.hasten()

TEMPLATE = Path(__file__).parent.parent / "infra" / "data.yaml"
START = 1_800_000_000
ACCOUNT, REGION = "123456789012", "eu-west-1"
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
        return str(re.findall(r"#(\S+)", texts[-1])[0])


@dataclass
class Clock:
    """Seconds since the epoch; moves only when told to."""

    now: float = START

    def __call__(self) -> float:
        return self.now


class Randomness:
    """Bytes that never repeat and are the same in each run."""

    def __init__(self, drawn: int = 0) -> None:
        self.drawn = drawn
        self._lock = threading.Lock()

    def __call__(self, size: int) -> bytes:
        with self._lock:
            number = self.drawn
            self.drawn += 1
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

    @property
    def challenge(self) -> str:
        return str(self.body["challenge"]["token"])

    @property
    def token(self) -> str:
        return str(self.body["session"]["token"])


@dataclass(frozen=True)
class Enrolled:
    """Somebody with an authenticator, just signed in with it."""

    email: str
    secret: str
    token: str
    recovery_code: str
    known_browser: str


@dataclass
class World:
    """One environment with the tenant `acme`, whose admin has chosen a password."""

    deps: Deps
    clock: Clock
    mailbox: Mailbox
    address: str = "192.0.2.1"
    """Source address of every request, as the gateway sees it."""

    @property
    def clients(self) -> tuple[Any, Any]:
        """The SDK's clients: on their events hang what counts calls and what makes them fail."""
        return self.deps.table._client, self.deps.vault._client

    def call(self, method: str, path: str, body: Any = None, *, token: str | None = None, **headers: str) -> Answer:
        """One request; `body` is JSON, or raw when it is bytes."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            given["Authorization"] = f"Bearer {token}"
        if body is not None:
            given.setdefault("Content-Type", "application/json")
        raw = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        return self._send(_event(method, path, given, raw, self.address))

    def _send(self, event: dict[str, Any]) -> Answer:
        import app

        found = app.app(event, None)
        return Answer(found["statusCode"], {**found["headers"], **found["multiValueHeaders"]}, found["body"])

    def login(self, email: str = ADMIN, password: str = PASSWORD, tenant: str = "acme", **more: Any) -> Answer:
        return self.call("POST", "/v1/login", {"tenant": tenant, "email": email, "password": password, **more})

    def user(
        self,
        email: str,
        *,
        role: Role = "member",
        status: Status = "active",
        sign_in: SignInMethod = "password",
        tenant: str = "acme",
        **more: Any,
    ) -> User:
        """A new user, who has the password `PASSWORD` where it is a password that signs in."""
        hashed = password.hashed(PASSWORD, self.deps.random(password.SALT_BYTES), **self.deps.settings.argon2)
        user = User(
            id=audit.identify(self.deps, "usr"),
            tenant=tenant,
            email=email,
            name=email.split("@")[0].title(),
            role=role,
            sign_in=sign_in,
            disabled=status == "disabled",
            password_hash=hashed if sign_in == "password" and status != "invited" else None,
            created_at=int(self.clock.now),
            **more,
        )
        self.deps.table.commit(*users.create(user), *tenant_rows.account(None, user))
        return user

    def stored(self, email: str, tenant: str = "acme") -> User:
        """The user as the table has it."""
        found = users.find(self.deps.table, tenant, email)
        assert found, f"nobody has the address {email}"
        return found

    def tenant(self, slug: str = "acme") -> Tenant:
        """The tenant as the table has it."""
        found = tenant_rows.load(self.deps.table, slug)
        assert found, f"there is no tenant {slug}"
        return found

    def found(self, slug: str, admin: str) -> None:
        """One more tenant, whose admin has chosen `PASSWORD`."""
        tenants.create(
            self.deps,
            self.visitor(),
            slug=slug,
            name=slug.title(),
            admin_email=admin,
            admin_name=admin.split("@")[0].title(),
            actor="operator:test",
        )
        chosen = self.call("POST", "/v1/password/reset", {"token": self.mailbox.token(admin), "password": PASSWORD})
        assert chosen.status == 204, chosen.text

    def set_policy(self, mode: Mode, *, tenant: str = "acme", **more: Any) -> None:
        """Save a policy as its flow does, past the rules about who may."""
        old = self.tenant(tenant).policy
        changes = {"mode": mode, "version": old.version + 1, "epoch": old.epoch + (mode != old.mode), **more}
        new = old.model_copy(update=changes)
        self.deps.table.commit(tenant_rows.save_policy(tenant, new, replacing=old.version, refused=TryAgain))

    def change_user(self, email: str, **changes: Any) -> None:
        """Write to a user's row what no request has led to here."""
        self.deps.table.commit(users.change(self.stored(email), changes))

    def change_tenant(self, slug: str = "acme", **changes: Any) -> None:
        """Write to a tenant's row what no request has led to here."""
        self.deps.table.commit(tenant_rows.save_settings(self.tenant(slug), changes, refused=TryAgain))

    def reinstall(self, **changes: Any) -> None:
        """Go on with other dependencies."""
        self.deps = replace(self.deps, **changes)
        wiring.install(self.deps)

    def invite(self, email: str) -> str:
        """A new user who has not chosen a password yet; answers the token that was mailed."""
        user = self.user(email, status="invited")
        digest, writes = mailing.invite(self.deps, self.visitor(), self.tenant(), user, actor="operator:test")
        self.deps.table.commit(users.change(user, {"password_token": digest}), *writes)
        return self.mailbox.token(email)

    def sso_session(self, email: str) -> str:
        """The token of somebody new whom an identity provider has signed in."""
        user = self.user(email, sign_in="sso")
        signed_in, writes = opening.open_session(
            self.deps, self.visitor(), self.tenant(), user, amr=[], transport="bearer"
        )
        self.deps.table.commit(*writes)
        return signed_in.token

    def enrol(self, email: str = ADMIN, *, challenge: str | None = None, **more: Any) -> Enrolled:
        """Set an authenticator up: with the challenge given, or else from the login, which must ask for it."""
        challenge = challenge or self.login(email, **more).challenge
        secret = self.call("POST", "/v1/enrolment", {"challenge": challenge}).body["secret"]
        done = self.call("POST", "/v1/enrolment/confirm", {"challenge": challenge, "code": self.code(secret)})
        assert done.status == 200, done.text
        return Enrolled(email, secret, done.token, done.body["recovery_code"], done.body["known_browser"])

    def enrolled_admin(self, mode: Mode = "all") -> Enrolled:
        """The admin of `acme` under a policy that asks for a second factor, with an authenticator and a next code."""
        self.set_policy(mode)
        enrolled = self.enrol()
        self.pass_time(totp.PERIOD)
        return enrolled

    def verify(self, challenge: str, code: str, **headers: str) -> Answer:
        return self.call("POST", "/v1/verification", {"challenge": challenge, "code": code}, **headers)

    def sign_in(self, who: Enrolled) -> Answer:
        """Password, then a code that was never used."""
        self.pass_time(totp.PERIOD)
        done = self.verify(self.login(who.email).challenge, self.code(who.secret))
        assert done.status == 200, done.text
        return done

    def visitor(self) -> Visitor:
        return Visitor(request_id="req", address=self.address)

    def pass_time(self, seconds: float) -> None:
        self.clock.now += seconds

    def reap(self) -> None:
        """A hundred days on, without the rows that the table's TTL has deleted by then."""
        self.pass_time(100 * 86400)
        rows = dynamodb_backends[ACCOUNT][REGION].tables[self.deps.settings.table].items
        for pk in [pk for pk, found in rows.items() if any("expires_at" in row.attrs for row in found.values())]:
            del rows[pk]

    def code(self, secret: str, steps: int = 0) -> str:
        """What an authenticator app shows now, or some time steps later."""
        return totp.code_at(secret_bytes(secret), totp.step_at(self.clock.now) + steps)

    def wrong_code(self, secret: str) -> str:
        """Six digits that no tolerance accepts now."""
        near = {self.code(secret, steps) for steps in range(-2, 3)}
        return next(code for code in (f"{number:06}" for number in range(9)) if code not in near)


def _event(method: str, path: str, headers: dict[str, str], body: bytes, address: str) -> dict[str, Any]:
    """What the gateway hands to the function; bodies that are no text travel in base 64."""
    import app

    event: dict[str, Any] = LambdaEventConverter(RouteMatcher(list(app.app.routes))).create_lambda_event(
        method, path, headers, b""
    )
    event["requestContext"] |= {"identity": {"sourceIp": address}, "requestId": f"req-{next(_requests)}"}
    try:
        return {**event, "body": body.decode()}
    except UnicodeDecodeError:
        return {**event, "body": base64.b64encode(body).decode(), "isBase64Encoded": True}


_requests = count()


def secret_bytes(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))


def settings(**more: Any) -> Settings:
    given: dict[str, Any] = {
        "stage": "test",
        "table": "postern-test",
        "key": "alias/postern-test",
        "mail_from": "no-reply@example.com",
    }
    given |= {"web_url": "https://app.example.com", "argon2_memory_kib": 8, "argon2_passes": 1}
    return Settings.model_validate({**given, **more})


@contextmanager
def emulated() -> Iterator[None]:
    """AWS in memory, created from the template that deploys it; single calls are atomic, as the real ones are."""
    with _memory():
        _create()
        yield


@contextmanager
def _memory() -> Iterator[None]:
    call = BaseClient._make_api_call  # type: ignore[attr-defined]

    def one_at_a_time(*arguments: Any) -> Any:
        return thread.submit(copy_context().run, call, *arguments).result()

    # of coverage's measure the thread is freed: it would look at each line of the SDK and the emulator
    with mock_aws(), ThreadPoolExecutor(1, initializer=sys.settrace, initargs=(None,)) as thread:
        BaseClient._make_api_call = one_at_a_time  # type: ignore[attr-defined]
        try:
            yield
        finally:
            BaseClient._make_api_call = call  # type: ignore[attr-defined]


@cache
def _template() -> Any:
    return yaml.safe_load(TEMPLATE.read_text())


def _create() -> None:
    table = _template()["Resources"]["Table"]["Properties"]
    wanted = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    boto3.client("dynamodb").create_table(TableName="postern-test", **{name: table[name] for name in wanted})
    kms = boto3.client("kms")
    # moto makes a pair of keys that nobody uses for any kind of key, and for this one in no time
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="ENCRYPT_DECRYPT")["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/postern-test", TargetKeyId=key)


def build(**more: Any) -> World:
    """A world with its first tenant."""
    clock, mailbox = Clock(), Mailbox()
    deps = wiring.build(settings(**more), mailer=mailbox, now=clock, random=Randomness())
    wiring.install(deps)
    world = World(deps, clock, mailbox)
    world.found("acme", ADMIN)
    return world


@contextmanager
def founded() -> Iterator[World]:
    """A world as `build` makes it, in a fraction of the time: the stores are copies of the first one's."""
    first = _first()
    with _memory():
        dynamodb, kms = dynamodb_backends[ACCOUNT][REGION], kms_backends[ACCOUNT][REGION]
        dynamodb.tables = copy.deepcopy(first.tables)
        kms.keys = dict(first.keys)
        mailbox, randomness = Mailbox(list(first.sent)), Randomness(first.drawn)
        deps = wiring.build(settings(), mailer=mailbox, now=(clock := Clock()), random=randomness)
        wiring.install(deps)
        yield World(deps, clock, mailbox)


@dataclass(frozen=True)
class _Stores:
    tables: Any
    keys: dict[str, Any]
    sent: list[dict[str, str]]
    drawn: int


@cache
def _first() -> _Stores:
    with emulated():
        world = build()
        dynamodb, kms = dynamodb_backends[ACCOUNT][REGION], kms_backends[ACCOUNT][REGION]
        drawn = world.deps.random
        assert isinstance(drawn, Randomness)
        return _Stores(copy.deepcopy(dynamodb.tables), dict(kms.keys), world.mailbox.sent, drawn.drawn)
