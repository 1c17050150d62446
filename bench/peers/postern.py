"""Postern: the local service of this checkout, whole."""

import subprocess
import sys
import time
from typing import Any

import pyotp

from bench.peers import environment
from bench.peers.peer import PASSWORD, ROOT, Account, Outcome, Place, Server
from bench.peers.process import Process, free_port
from bench.peers.visitor import Reply, Visitor

NAME = "postern"
TITLE = "Postern"
PACKAGES: tuple[str, ...] = ("postern",)
SERVED = "`python -m local`, with its store"
DEFAULT = "Argon2id of argon2-cffi, 19 MiB, 2 passes, 1 lane"
IS_EQUAL_BY_DEFAULT = True
ACCOUNTS = 40

TENANT = "bench"
STEP = 30
HASH = """
import sys, time
from chalicelib.domain import password
from chalicelib.settings import Settings
settings = Settings(stage="local", table="t", key="k", mail_from="a@example.com", web_url="http://127.0.0.1")
times, phrase = int(sys.argv[1]), "three lemons under an umbrella"
stored = password.hashed(phrase, b"0123456789abcdef", **settings.argon2)
password.matches(stored, phrase)
before = time.process_time()
for _ in range(times):
    assert password.matches(stored, phrase)
print((time.process_time() - before) / times * 1000)
"""


def install() -> dict[str, str]:
    """It is there."""
    described = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return {"postern": described.stdout.strip() or "this checkout"}


def start(place: Place) -> Server:
    """As `make run` does, but for the limit of a source address: all visitors come from one."""
    place.folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    env = {"PORT": str(port), "DATA_DIR": str(place.folder / "state"), "ADDRESS_ATTEMPTS": "1000000"}
    command = [sys.executable, "-m", "local"]
    return Server(place, port, Process(command, cwd=ROOT, env=env, log=place.folder / "log", port=port))


def sign_up(place: Place, number: int) -> list[Account]:
    """By its own interface: a tenant, its people from a file, and each of them sets up an authenticator."""
    environment.furnish(place)
    server = start(place)
    try:
        admin = Visitor(server.port)
        _found_tenant(admin)
        people = [f"user{each}@example.com" for each in range(number)]
        rows = "".join(f"{email},User\n" for email in people)
        headers = {"Authorization": f"Bearer {admin.token}", "Content-Type": "text/csv"}
        while _expect(200, admin.send("POST", "/v1/users/import", f"email,name\n{rows}", **headers))["remaining"]:
            pass
        bearer = {"Authorization": f"Bearer {admin.token}", "If_Match": '"1"'}
        _expect(200, admin.send("PUT", "/v1/policy", {"mode": "all"}, **bearer))
        invitations = {mail["to"]: mail["tokens"][0] for mail in admin.send("GET", "/_local/mail").body["items"]}
        return [_enrolled(Visitor(server.port), email, invitations[email]) for email in people]
    finally:
        server.process.stop()


def sign_in(visitor: Visitor, account: Account) -> Outcome:
    """A challenge stands for the step that was reached."""
    body = {"tenant": TENANT, "email": account.name, "password": account.password}
    reply = visitor.send("POST", "/v1/login", body)
    if reply.status == 200:
        visitor.token = reply.body["challenge"]["token"]
        return Outcome.RIGHT
    return Outcome.WRONG if reply.status == 401 else Outcome.STOPPED


def verify(visitor: Visitor, account: Account, code: str) -> Outcome:  # noqa: ARG001 - the challenge knows the account
    """The session is a token."""
    reply = visitor.send("POST", "/v1/verification", {"challenge": visitor.token, "code": code})
    if reply.status == 200:
        visitor.token = reply.body["session"]["token"]
        return Outcome.RIGHT
    return Outcome.WRONG if reply.body["code"] in ("invalid_code", "code_already_used") else Outcome.STOPPED


def check(visitor: Visitor) -> bool:
    """The route that a front end asks."""
    return visitor.send("GET", "/v1/session", Authorization=f"Bearer {visitor.token}").status == 200


def pass_time(server: Server) -> None:
    """By the route that only the local service has."""
    server.ahead += STEP
    _expect(204, Visitor(server.port).send("PUT", "/_local/clock", {"offset_seconds": server.ahead}))


def hash_cost(place: Place, times: int) -> float:  # noqa: ARG001 - it has one cost
    """Its own comparison."""
    return float(environment.run([sys.executable, "-c", HASH, str(times)]))


def _found_tenant(admin: Visitor) -> None:
    email = "admin@example.com"
    tenant = {"slug": TENANT, "name": "Bench", "admin": {"email": email, "name": "Admin"}}
    _expect(201, admin.send("POST", "/_local/tenants", tenant))
    invitation = admin.send("GET", f"/_local/mail?to={email}").body["items"][0]["tokens"][0]
    _choose_password(admin, invitation)
    login = admin.send("POST", "/v1/login", {"tenant": TENANT, "email": email, "password": PASSWORD})
    admin.token = _expect(200, login)["session"]["token"]


def _enrolled(person: Visitor, email: str, invitation: str) -> Account:
    _choose_password(person, invitation)
    sign_in(person, Account(email, ""))
    secret = _expect(200, person.send("POST", "/v1/enrolment", {"challenge": person.token}))["secret"]
    code = pyotp.TOTP(secret).at(time.time() - STEP)  # so that the present one is left for a sign-in
    _expect(200, person.send("POST", "/v1/enrolment/confirm", {"challenge": person.token, "code": code}))
    return Account(email, secret)


def _choose_password(visitor: Visitor, invitation: str) -> None:
    reset = {"token": invitation, "password": PASSWORD}
    _expect(204, visitor.send("POST", "/v1/password/reset", reset, X_Requested_With="bench"))
    visitor.forget()


def _expect(status: int, reply: Reply) -> Any:
    if reply.status != status:
        raise RuntimeError(f"{status} was expected: {reply}")
    return reply.body
