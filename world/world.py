"""One environment with people in it: what tests and benchmarks ask of a whole Postern."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from chalicelib import deps as wiring
from chalicelib.deps import Deps
from chalicelib.domain import password, policy, totp
from chalicelib.domain.records import Mode, Role, SignInMethod, Status, Tenant, User, Way
from chalicelib.domain.visitor import Visitor
from chalicelib.errors import TryAgain
from chalicelib.flows import tenants
from chalicelib.flows.steps import audit, mail, new_session
from chalicelib.settings import Settings
from chalicelib.store import admins, counts, users
from chalicelib.store import tenants as tenant_rows
from chalicelib.store.users import Change
from world import aws
from world.gateway import Answer, send
from world.parts import Clock, Mailbox, Randomness

PASSWORD = "correct horse battery"
ADMIN = "ann@example.com"


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
        return send(method, path, given, raw, self.address)

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
        joined = [admins.join(user)] if user.is_password_admin else []
        self.deps.table.commit(*users.create(user, now=int(self.clock.now)), *counts.move(None, user), *joined)
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
        asked: dict[str, Any] = {"keep_required": False, "enforce_from": None, **more}
        new = policy.changed(old, mode=mode, **asked, now=int(self.clock.now), actor="operator:test")
        self.deps.table.commit(tenant_rows.save_policy(tenant, new, replacing=old.version, refused=TryAgain))

    def change_user(self, email: str, **changes: Any) -> None:
        """Write to a user's row what no request has led to here."""
        self.deps.table.commit(users.change_at_version(self.stored(email), Change(sets=changes)))

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
        token, invited = mail.invitation(self.deps, self.tenant(), user)
        self.change_user(email, password_token=invited.model_dump()["password_token"])
        return token

    def sso_session(self, email: str, *, role: Role = "member") -> str:
        """The token of somebody new whom an identity provider has signed in."""
        user = self.user(email, sign_in="sso", role=role)
        opened = new_session.open_session(self.deps, self.visitor(), self.tenant(), user, Way("bearer"), amr=["sso"])
        self.deps.table.commit(*opened.writes)
        return opened.signed_in.token

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
        rows = aws.rows()
        for pk in [pk for pk, found in rows.items() if any("expires_at" in row.attrs for row in found.values())]:
            del rows[pk]

    def code(self, secret: str, steps: int = 0) -> str:
        """What an authenticator app shows now, or some time steps later."""
        return totp.code_at(secret_bytes(secret), totp.step_at(self.clock.now) + steps)

    def wrong_code(self, secret: str) -> str:
        """Six digits that no tolerance accepts now."""
        near = {self.code(secret, steps) for steps in range(-2, 3)}
        return next(code for code in (f"{number:06}" for number in range(9)) if code not in near)


def secret_bytes(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))


def settings(**more: Any) -> Settings:
    given: dict[str, Any] = {
        "stage": "test",
        "table": aws.TABLE,
        "key": aws.KEY,
        "mail_from": "no-reply@example.com",
    }
    given |= {"web_url": "https://app.example.com", "argon2_memory_kib": 8, "argon2_passes": 1}
    return Settings.model_validate({**given, **more})


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
    with aws.restored(first.stores):
        clock, mailbox = Clock(), Mailbox(list(first.sent))
        deps = wiring.build(settings(), mailer=mailbox, now=clock, random=Randomness(first.drawn))
        wiring.install(deps)
        yield World(deps, clock, mailbox)


@dataclass(frozen=True)
class _First:
    stores: aws.Stores
    sent: list[dict[str, str]]
    drawn: int


@cache
def _first() -> _First:
    with aws.emulated():
        world = build()
        drawn = world.deps.random
        assert isinstance(drawn, Randomness)
        return _First(aws.kept(), world.mailbox.sent, drawn.drawn)
