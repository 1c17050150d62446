"""Kills the whole service in the middle of a load, and compares what it had answered with what is there afterwards.

`python -m tests.local.survival 100` does it a hundred times.
"""

import os
import random
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

from tests.support.service import Reply, Service, start

PASSWORD = "a password that is long enough"
TENANTS = 4
"""Tenants, each with a thread of its own, that a round makes and works on."""
SECONDS = (0.2, 1.0)
"""How long a load lasts before the kill."""


@dataclass
class Tenant:
    """What the service has answered to the admin of one tenant, and what it was asked last."""

    slug: str
    token: str = ""
    names: dict[str, set[str]] = field(default_factory=dict)
    """By user: the name that the service said to have saved, and one that it was asked to save but never answered."""
    live: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    asked: int = 0
    """Users that the service was asked to create; the last of them it may not have answered."""

    def call(self, service: Service, method: str, path: str, body: Any = None, token: str | None = None) -> Reply:
        return service.call(method, path, body, Authorization=f"Bearer {token or self.token}")

    def found(self, service: Service) -> None:
        """Make the tenant, whose admin signs in."""
        email = f"admin@{self.slug}.example.com"
        body = {"slug": self.slug, "name": "Example", "admin": {"email": email, "name": "Ada"}}
        _wanted(service.call("POST", "/_local/tenants", body), 201)
        [mail] = service.call("GET", f"/_local/mail?to={email}").json["items"]
        reset = {"token": mail["tokens"][0], "password": PASSWORD}
        answered = service.call("POST", "/v1/password/reset", reset)
        assert answered.status in (200, 204), answered.body
        self.token = self.sign_in(service)

    def sign_in(self, service: Service) -> str:
        body = {"tenant": self.slug, "email": f"admin@{self.slug}.example.com", "password": PASSWORD}
        token: str = _wanted(service.call("POST", "/v1/login", body), 200).json["session"]["token"]
        self.live.add(token)
        return token

    def work(self, service: Service) -> None:
        """Create a user, rename it, sign in once more, and sign that session out."""
        self.asked += 1
        body = {"email": f"u{self.asked}@example.com", "name": "First", "role": "member", "sign_in": "password"}
        user = _wanted(self.call(service, "POST", "/v1/users", body), 201).json["id"]
        self.names[user] = {"First", "Second"}
        _wanted(self.call(service, "PATCH", f"/v1/users/{user}", {"name": "Second"}), 200)
        self.names[user] = {"Second"}
        other = self.sign_in(service)
        self.live.discard(other)  # until it is answered nobody knows which
        _wanted(self.call(service, "DELETE", "/v1/session", token=other), 204)
        self.ended.add(other)

    def differences(self, service: Service) -> list[str]:
        """What is not as it was answered, in words."""
        wrong = [f"{token} no longer signed in" for token in self.live if self._session(service, token) != 200]
        wrong += [f"{token} signed in again" for token in self.ended if self._session(service, token) != 401]
        for user, names in self.names.items():
            reply = self.call(service, "GET", f"/v1/users/{user}")
            if reply.status != 200 or reply.json["name"] not in names:
                wrong.append(f"{user} is {reply.body!r}, not one of {names}")
        return wrong + self._doubled(service)

    def _doubled(self, service: Service) -> list[str]:
        """Users, their number and their events agree: nothing is half-written, and nothing happened twice."""
        listed = self.call(service, "GET", "/v1/users?limit=100")
        if listed.status != 200:
            return [f"the admin of {self.slug} is gone"]
        users = len(listed.json["items"])
        counted = self.call(service, "POST", "/v1/policy/preview", {"mode": "all"}).json["must_enrol"]
        events = len(self.call(service, "GET", "/v1/events?type=user.invited&limit=100").json["items"])
        is_right = users == counted == events and users - 1 in (len(self.names), self.asked)
        return [] if is_right else [f"{users} users, {counted} counted, {events} events, {self.asked} asked for"]

    def _session(self, service: Service, token: str) -> int:
        return self.call(service, "GET", "/v1/session", token=token).status


def _wanted(reply: Reply, status: int) -> Reply:
    """The reply. Raises `ConnectionError` for any other than the one of a service in good health: it is dying."""
    if reply.status != status:
        raise ConnectionError(reply.body)
    return reply


def rounds(data_dir: Path, number: int, say: Callable[[str], None]) -> list[str]:
    """Load, kill, start, compare; as often as asked for, and in the end everything once more."""
    known: list[Tenant] = []
    wrong: list[str] = []
    for count in range(number):
        tenants = [Tenant(f"round-{count}-{index}") for index in range(TENANTS)]
        with running(data_dir) as service:
            _load(service, tenants)
        with running(data_dir) as service:
            wrong += _compare(service, tenants)
        known += tenants
        say(f"kill {count + 1} of {number}: {sum(len(each.names) for each in known)} users, {len(wrong)} differences")
    with running(data_dir) as service:
        return wrong + _compare(service, known)


@contextmanager
def running(data_dir: Path) -> Iterator[Service]:
    """A service for the body, whatever becomes of it there."""
    service = start(data_dir)
    try:
        yield service
    finally:
        if service.process.returncode is None:
            service.stop()


def _load(service: Service, tenants: list[Tenant]) -> None:
    """Work on all tenants at once, until the service is killed in the midst of it."""
    with ThreadPoolExecutor(TENANTS) as pool:
        list(pool.map(lambda tenant: tenant.found(service), tenants))
        killer = threading.Timer(random.uniform(*SECONDS), _kill, [service])  # noqa: S311 (any moment will do)
        killer.start()
        list(pool.map(lambda tenant: _work_until_the_end(service, tenant), tenants))
        killer.join()


def _work_until_the_end(service: Service, tenant: Tenant) -> None:
    try:
        while True:
            tenant.work(service)
    except (OSError, HTTPException, ValueError):
        return


def _kill(service: Service) -> None:
    """`kill -9` for every process of it, in any order."""
    runner = service.process.pid
    children = Path(f"/proc/{runner}/task/{runner}/children").read_text().split()
    victims = [runner, *map(int, children)]
    random.shuffle(victims)
    for victim in victims:
        os.kill(victim, signal.SIGKILL)
    service.process.communicate()


def _compare(service: Service, tenants: list[Tenant]) -> list[str]:
    return [line for tenant in tenants for line in tenant.differences(service)]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        found = rounds(Path(folder), int(sys.argv[1]), print)
    sys.exit("\n".join(found) or 0)
