"""The smoke test: a real person's sign-in, with a code computed here, against a deployed API."""

import base64
import hmac
import json
import struct
import time
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

PERIOD = 30


class Failed(Exception):
    """The deployed service does not do what it should; says what was seen, never a secret."""


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


def call(url: str, method: str, path: str, body: Any = None, token: str | None = None, **headers: str) -> Reply:
    """One request; a body that is no bytes travels as JSON."""
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
    headers = {"Content-Type": "application/json", **headers} if data is not None else headers
    request = Request(url + path, data, headers, method=method)  # noqa: S310 - our own addresses only
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
    return Reply(status, media_type, json.loads(text) if text and media_type.endswith("json") else None)


def expect(reply: Reply, status: int, what: str, /, **fields: Any) -> Any:
    """The body of a reply that is as it should be. Raises `Failed`."""
    found = {name: (reply.body or {}).get(name) for name in fields}
    if reply.status != status or found != fields:
        raise Failed(f"{what}: {status} {fields or ''} was expected, and came {reply.status} {found or ''}")
    return reply.body


def run(url: str, probe: Probe, *, stage: str) -> None:
    """Go through a sign-in. Raises `Failed`."""
    expect(call(url, "GET", "/v1/health"), 200, "health", status="ok", stage=stage)
    unknown = call(url, "GET", "/v1/no-such-route")
    expect(unknown, 404, "an unknown route", code="not_found")
    if unknown.media_type != "application/problem+json":
        raise Failed(f"an unknown route: application/problem+json was expected, and came {unknown.media_type}")
    token = sign_in(url, probe)
    expect(call(url, "GET", "/v1/session", token=token), 200, "the session", aal=2)
    expect(call(url, "DELETE", "/v1/session", token=token), 204, "signing out")
    expect(call(url, "GET", "/v1/session", token=token), 401, "the session afterwards", code="not_signed_in")


def sign_in(url: str, probe: Probe) -> str:
    """Password, then code; answers the session's token. Raises `Failed`."""
    answer = expect(login(url, probe), 200, "login", next="verify")
    challenge = answer["challenge"]["token"]
    for step in _steps():
        body = {"challenge": challenge, "code": code(probe.secret, step)}
        reply = call(url, "POST", "/v1/verification", body)
        if (reply.body or {}).get("code") != "code_already_used":
            return str(expect(reply, 200, "verification", next="none")["session"]["token"])
    raise Failed("verification: every code counts as used")


def login(url: str, probe: Probe) -> Reply:
    """The password alone."""
    return call(url, "POST", "/v1/login", {"tenant": probe.tenant, "email": probe.email, "password": probe.password})


def _steps() -> Any:
    """The time steps that count now, oldest first, so that several sign-ins go into one; then the next that will."""
    now = int(time.time()) // PERIOD
    yield from (now - 1, now, now + 1)
    time.sleep(2 * PERIOD - time.time() % PERIOD)
    yield int(time.time()) // PERIOD + 1


def code(secret: str, step: int) -> str:
    """Six digits (RFC 6238), computed apart from the service's own code."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", step), "sha1")
    (number,) = struct.unpack_from(">I", digest, digest[-1] & 15)
    return f"{(number & 0x7FFFFFFF) % 10**6:06d}"
