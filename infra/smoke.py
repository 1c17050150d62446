"""The smoke test: a real person's sign-in, with a code computed here, against a deployed service."""

import base64
import hmac
import json
import struct
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

PERIOD = 30
PAUSE = 2.0
"""Seconds between two tries."""


class Failed(Exception):
    """The deployed service does not do what it should; says what was seen, never a secret."""


@dataclass(frozen=True)
class Service:
    """Where a service answers: at its one origin, or at its gateway for somebody who knows the edge's secret."""

    url: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def behind(cls, url: str, secret: str) -> "Service":
        """The gateway, which lets only the edge in."""
        return cls(url, {"Postern-Edge-Secret": secret, "X-Viewer-Address": "127.0.0.1"})


@dataclass(frozen=True)
class Probe:
    """The one user of the probe tenant."""

    tenant: str
    email: str
    password: str
    secret: str
    """What the authenticator app holds, in base 32."""


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    media_type: str
    body: Any
    at: float
    """When, by the clock of the service's side: seconds since the epoch."""


def call(to: Service, method: str, path: str, body: Any = None, token: str | None = None, **headers: str) -> Reply:
    """One request; a body that is no bytes travels as JSON."""
    headers = {**to.headers, **headers} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
    headers = {"Content-Type": "application/json", **headers} if data is not None else headers
    request = Request(to.url + path, data, headers, method=method)  # noqa: S310 - our own addresses only
    try:
        with urlopen(request, timeout=30) as response:  # noqa: S310
            return _reply(response.status, response)
    except HTTPError as error:
        with error:
            return _reply(error.code, error)
    except OSError as error:
        raise Failed(f"{method} {path}: {error}") from error


def _reply(status: int, response: Any) -> Reply:
    text, media_type = response.read(), response.headers.get_content_type()
    body = json.loads(text) if text and media_type.endswith("json") else None
    said = response.headers.get("Date")
    return Reply(status, media_type, body, parsedate_to_datetime(said).timestamp() if said else time.time())


def expect(reply: Reply, status: int, what: str, /, **fields: Any) -> Any:
    """The body of a reply that is as it should be. Raises `Failed`."""
    found = {name: (reply.body or {}).get(name) for name in fields}
    if reply.status != status or found != fields:
        code = (reply.body or {}).get("code", "")
        raise Failed(f"{what}: {status} {fields or ''} was expected, and came {reply.status} {found or code}")
    return reply.body


def run(to: Service, probe: Probe, *, stage: str, patience: float) -> None:
    """Go through a sign-in, again and again for that many seconds: a new name or version takes its time to be known
    everywhere, and a network may drop one request. Raises what the last try raised."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return _once(to, probe, stage)
        except Failed:
            if time.monotonic() > deadline:
                raise
        time.sleep(PAUSE)


def _once(to: Service, probe: Probe, stage: str) -> None:
    expect(call(to, "GET", "/v1/health"), 200, "health", status="ok", stage=stage)
    unknown = call(to, "GET", "/v1/no-such-route")
    expect(unknown, 404, "an unknown route", code="not_found")
    if unknown.media_type != "application/problem+json":
        raise Failed(f"an unknown route: application/problem+json was expected, and came {unknown.media_type}")
    token = sign_in(to, probe)
    expect(call(to, "GET", "/v1/session", token=token), 200, "the session", aal=2)
    expect(call(to, "DELETE", "/v1/session", token=token), 204, "signing out")
    expect(call(to, "GET", "/v1/session", token=token), 401, "the session afterwards", code="not_signed_in")


def sign_in(to: Service, probe: Probe) -> str:
    """Password, then code; answers the session's token. Raises `Failed`."""
    answer = login(to, probe)
    challenge = expect(answer, 200, "login", next="verify")["challenge"]["token"]
    ahead = answer.at - time.time()
    for step in _steps(ahead):
        body = {"challenge": challenge, "code": code(probe.secret, step)}
        reply = call(to, "POST", "/v1/verification", body)
        if (reply.body or {}).get("code") != "code_already_used":
            return str(expect(reply, 200, "verification", next="none")["session"]["token"])
    raise Failed("verification: every code counts as used")


def login(to: Service, probe: Probe) -> Reply:
    """The password alone."""
    return call(to, "POST", "/v1/login", {"tenant": probe.tenant, "email": probe.email, "password": probe.password})


def _steps(ahead: float) -> Any:
    """The time steps that count now, oldest first, so that several sign-ins go into one; then the next that will.

    By the service's clock, which is that many seconds ahead of ours: a wrong clock here must fail no release.
    """
    now = int(time.time() + ahead) // PERIOD
    yield from (now - 1, now, now + 1)
    time.sleep(2 * PERIOD - (time.time() + ahead) % PERIOD)
    yield int(time.time() + ahead) // PERIOD + 1


def code(secret: str, step: int) -> str:
    """Six digits (RFC 6238), computed apart from the service's own code."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", step), "sha1")
    (number,) = struct.unpack_from(">I", digest, digest[-1] & 15)
    return f"{(number & 0x7FFFFFFF) % 10**6:06d}"
