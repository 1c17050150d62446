"""A front end in a few lines: people, their authenticator apps, and the requests that they make over HTTP."""

import base64
import secrets
import threading
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain import totp
from tests.support.service import Reply, Service

PASSWORD = "correct horse battery staple"


@dataclass
class App:
    """An authenticator app with one secret."""

    secret: str

    def code(self, now: float) -> str:
        """The six digits that it shows."""
        raw = base64.b32decode(self.secret + "=" * (-len(self.secret) % 8))
        return totp.code_at(raw, totp.step_at(now))


class SharedClock:
    """The service's clock, as tests of one process move it: forward only."""

    def __init__(self, service: Service) -> None:
        import time

        self._service, self._time = service, time.time
        self._offset, self._lock = 0, threading.Lock()

    def now(self) -> float:
        return self._time() + self._offset

    def pass_time(self, seconds: int) -> None:
        with self._lock:
            self._offset += seconds
            self._service.call("PUT", "/_local/clock", {"offset_seconds": self._offset})


@dataclass
class Person:
    """Somebody with a login."""

    company: "Company"
    email: str
    id: str = ""
    password: str = PASSWORD
    app: App | None = None
    recovery_code: str = ""
    token: str = ""

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """A request as this person."""
        return self.company.service.call(method, path, body, Authorization=f"Bearer {self.token}", **headers)

    def accept_invitation(self) -> None:
        token = self.company.mail(self.email)[0]["tokens"][0]
        reply = self.company.service.call("POST", "/v1/password/reset", {"token": token, "password": self.password})
        assert reply.status == 204, reply.body

    def enter_password(self, password: str | None = None) -> Any:
        """The first step: what is next."""
        body = {"tenant": self.company.slug, "email": self.email, "password": password or self.password}
        reply = self.company.service.call("POST", "/v1/login", body)
        self._keep(reply)
        return reply.json

    def scan(self, challenge: str) -> Any:
        """Show the QR code to the app."""
        reply = self.company.service.call("POST", "/v1/enrolment", {"challenge": challenge})
        self.app = App(reply.json["secret"])
        return reply.json

    def confirm(self, challenge: str) -> Any:
        reply = self._send_code("/v1/enrolment/confirm", challenge)
        self.recovery_code = reply.json.get("recovery_code", "")
        return reply.json

    def enter_code(self, challenge: str) -> Any:
        """The second step. Waits, on the service's clock, for a code that was not used."""
        self.company.clock.pass_time(totp.PERIOD)
        return self._send_code("/v1/verification", challenge).json

    def sign_in(self) -> Any:
        """All steps, whatever they are."""
        answer = self.enter_password()
        if answer["next"] == "enrol":
            self.scan(answer["challenge"]["token"])
            return self.confirm(answer["challenge"]["token"])
        if answer["next"] == "verify":
            return self.enter_code(answer["challenge"]["token"])
        return answer

    def step_up(self) -> None:
        if self.app:
            self.company.clock.pass_time(totp.PERIOD)
            body = {"code": self.app.code(self.company.clock.now())}
        else:
            body = {"password": self.password}
        reply = self.call("POST", "/v1/session/step-up", body)
        assert reply.status == 200, reply.body
        self.token = reply.json["token"]

    def _send_code(self, path: str, challenge: str) -> Reply:
        assert self.app
        body = {"challenge": challenge, "code": self.app.code(self.company.clock.now())}
        reply = self.company.service.call("POST", path, body)
        self._keep(reply)
        return reply

    def _keep(self, reply: Reply) -> None:
        if reply.status == 200 and reply.json["next"] == "none":
            self.token = reply.json["session"]["token"]
            self.id = reply.json["session"]["user"]["id"]


@dataclass
class Company:
    """A tenant of its own, with an admin who has signed in."""

    service: Service
    clock: SharedClock
    slug: str = field(default_factory=lambda: f"co-{secrets.token_hex(5)}")
    admin: Person = field(init=False)

    def __post_init__(self) -> None:
        self.admin = Person(self, "admin@example.com")
        body = {"slug": self.slug, "name": "Example Co", "admin": {"email": self.admin.email, "name": "Ada Admin"}}
        reply = self.service.call("POST", "/_local/tenants", body)
        assert reply.status == 201, reply.body
        self.admin.accept_invitation()
        self.admin.sign_in()

    def mail(self, to: str) -> Any:
        """Mail to an address about this company, newest first."""
        items = self.service.call("GET", f"/_local/mail?to={to}").json["items"]
        return [mail for mail in items if self.slug in mail["text"] or "Example Co" in mail["subject"]]

    def hire(self, email: str, *, is_active: bool = True, **more: Any) -> Person:
        """A user made by the admin, who has chosen a password."""
        body = {"email": email, "name": email.split("@")[0].title(), "role": "member", "sign_in": "password", **more}
        self.admin.step_up()
        reply = self.admin.call("POST", "/v1/users", body)
        assert reply.status == 201, reply.body
        person = Person(self, email, id=reply.json["id"])
        if is_active:
            person.accept_invitation()
        return person

    def set_policy(self, mode: str, **more: Any) -> None:
        """Save a policy, and go on signed in as strongly as it asks."""
        self.admin.step_up()
        etag = self.admin.call("GET", "/v1/policy").headers["ETag"]
        reply = self.admin.call("PUT", "/v1/policy", {"mode": mode, **more}, **{"If-Match": etag})
        assert reply.status == 200, reply.body
        if self.admin.call("GET", "/v1/policy").status == 401:
            self.admin.sign_in()

    def overview(self, person: Person) -> Any:
        """What the user overview says of somebody's MFA."""
        return self.admin.call("GET", f"/v1/users/{person.id}").json["mfa"]
