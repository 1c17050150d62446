"""An identity provider over HTTP on loopback that can lie: each claim, header and answer can be broken by itself."""

import base64
import gzip
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

ABSENT = object()
"""In the place of a value: leave the member out."""
Changes = dict[str, Any]


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def changed(original: Changes, changes: Changes) -> Changes:
    """The members, some of them others or absent."""
    return {name: value for name, value in {**original, **changes}.items() if value is not ABSENT}


@dataclass(frozen=True)
class Key:
    """A private key with its public form."""

    alg: str
    private: Any = field(repr=False)
    jwk: Changes

    def sign(self, message: bytes, alg: str | None = None) -> bytes:
        """A signature by this key, by `alg` where the key allows another one."""
        match alg or self.alg:
            case "ES256":
                r, s = decode_dss_signature(self.private.sign(message, ec.ECDSA(hashes.SHA256())))
                return r.to_bytes(32, "big") + s.to_bytes(32, "big")
            case "EdDSA":
                return bytes(self.private.sign(message))
            case "PS256":
                salted = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
                return bytes(self.private.sign(message, salted, hashes.SHA256()))
            case _:
                return bytes(self.private.sign(message, padding.PKCS1v15(), hashes.SHA256()))


@cache
def rsa_key(kid: str = "rsa-1", bits: int = 2048, alg: str = "RS256") -> Key:
    private = rsa.generate_private_key(65537, bits)
    public = private.public_key().public_numbers()
    return Key(alg, private, {"kty": "RSA", "kid": kid, "n": number(public.n), "e": number(public.e)})


@cache
def ec_key(kid: str = "ec-1") -> Key:
    private = ec.generate_private_key(ec.SECP256R1())
    public = private.public_key().public_numbers()
    x, y = (b64(value.to_bytes(32, "big")) for value in (public.x, public.y))
    return Key("ES256", private, {"kty": "EC", "kid": kid, "crv": "P-256", "x": x, "y": y})


@cache
def ed_key(kid: str = "ed-1") -> Key:
    private = ed25519.Ed25519PrivateKey.generate()
    x = b64(private.public_key().public_bytes_raw())
    return Key("EdDSA", private, {"kty": "OKP", "kid": kid, "crv": "Ed25519", "x": x})


def token(header: Changes, claims: Changes, sign: Callable[[bytes], bytes]) -> str:
    """A compact token; nobody asks whether it makes sense."""
    message = ".".join(b64(json.dumps(part).encode()) for part in (header, claims))
    return f"{message}.{b64(sign(message.encode()))}"


def hmac_with(secret: bytes) -> Callable[[bytes], bytes]:
    """A signature as `HS256` makes it, with whatever counts as the secret."""

    def sign(message: bytes) -> bytes:
        made = hmac.HMAC(secret, hashes.SHA256())
        made.update(message)
        return made.finalize()

    return sign


@dataclass
class Provider:
    """A provider for one client. Tests change its fields, one at a time."""

    port: int
    now: Callable[[], float] = time.time
    client_id: str = "postern"
    client_secret: str = "s3cret/of+the client"
    takes: set[str] = field(default_factory=lambda: {"basic", "post"})
    """How the token endpoint takes the secret."""
    key: Key = field(default_factory=rsa_key)
    published: list[Changes] | None = None
    """The keys as they are published, where that is not just the public form of `key`."""
    person: Changes = field(default_factory=lambda: {"sub": "248289761001"})
    """What the provider knows of whoever signs in: claims of the ID token."""
    userinfo: Changes = field(default_factory=dict)
    metadata: Changes = field(default_factory=dict)
    claims: Changes = field(default_factory=dict)
    header: Changes = field(default_factory=dict)
    sign: Callable[[bytes], bytes] | None = None
    answer: Changes = field(default_factory=dict)
    """Changes to the token endpoint's answer."""
    callback: Changes = field(default_factory=dict)
    """Changes to what the browser brings back."""
    faults: dict[str, str] = field(default_factory=dict)
    """By path: `redirect`, `hang`, `drip`, `drip_headers`, `long`, `html`, `gzip`, `close`, `cut`, or a status."""
    redirect_to: str = "/elsewhere"
    requests: list[str] = field(default_factory=list)
    """What was asked for, such as `GET /keys`."""
    released: threading.Event = field(default_factory=threading.Event)
    """Ends what hangs."""
    _codes: dict[str, Changes] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return f"http://localhost:{self.port}"

    def authorize(self, location: str, **about: Any) -> Changes:
        """What a browser brings back that was sent here, once its person has signed in: the callback's parameters."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        code = f"code-{self.port}-{len(self.requests)}-{len(self._codes)}"
        self._codes[code] = {**asked, "person": {**self.person, **about}}
        return changed({"code": code, "state": asked["state"]}, self.callback)

    def id_token(self, asked: Changes) -> str:
        """The token for somebody who was asked so."""
        now = int(self.now())
        claims = {
            "iss": self.issuer,
            "aud": self.client_id,
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": asked.get("nonce"),
            **asked["person"],
        }
        header = {"alg": self.key.alg, "kid": self.key.jwk["kid"], "typ": "JWT"}
        return token(changed(header, self.header), changed(claims, self.claims), self.sign or self.key.sign)

    def served(self, method: str, path: str, headers: Any, body: str) -> tuple[int, Any]:
        """What each endpoint answers when nothing is broken."""
        match (method, path):
            case ("GET", "/.well-known/openid-configuration"):
                return 200, changed(self._metadata(), self.metadata)
            case ("GET", "/keys"):
                return 200, {"keys": [self.key.jwk] if self.published is None else self.published}
            case ("POST", "/token"):
                return self._token(headers, {name: values[0] for name, values in parse_qs(body).items()})
            case ("GET", "/userinfo") if headers.get("Authorization") == "Bearer access":
                return 200, self.userinfo
        return 401, {"error": "invalid_request"}

    def _metadata(self) -> Changes:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "EdDSA", "PS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }

    def _token(self, headers: Any, form: Changes) -> tuple[int, Any]:
        if not self._knows(headers, form):
            return 401, {"error": "invalid_client"}
        asked = self._codes.pop(form.get("code", ""), None)
        if asked is None or form.get("redirect_uri") != asked["redirect_uri"] or not _proves(form, asked):
            return 400, {"error": "invalid_grant"}
        made = {"access_token": "access", "token_type": "Bearer", "expires_in": 60, "id_token": self.id_token(asked)}
        return 200, changed(made, self.answer)

    def _knows(self, headers: Any, form: dict[str, str]) -> bool:
        scheme, _, given = headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            pair = [unquote_plus(part) for part in base64.b64decode(given).decode().split(":", 1)]
            return "basic" in self.takes and pair == [self.client_id, self.client_secret]
        pair = [form.get("client_id", ""), form.get("client_secret", "")]
        return "post" in self.takes and pair == [self.client_id, self.client_secret]


def _proves(form: Changes, asked: Changes) -> bool:
    return b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest()) == str(asked["code_challenge"])


class _Handler(BaseHTTPRequestHandler):
    """One request: broken, or answered."""

    protocol_version = "HTTP/1.1"
    provider: Provider

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        path = urlsplit(self.path).path
        self.provider.requests.append(f"{self.command} {path}")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        fault = self.provider.faults.get(path, "")
        self.close_connection = True
        with suppress(OSError):
            if fault:
                self._break(fault)
            else:
                status, answer = self.provider.served(self.command, path, self.headers, body)
                self._send(status, json.dumps(answer).encode())

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _break(self, fault: str) -> None:
        ways: dict[str, Callable[[], object]] = {
            "redirect": lambda: self._send(302, b"", Location=self.provider.redirect_to),
            "hang": lambda: self.provider.released.wait(30),
            "drip": lambda: self._drip(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" "),
            "drip_headers": lambda: self._drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
            "long": lambda: self._send(200, b" " * 1_000_000),
            "html": lambda: self._send(200, b"<html>Sign in</html>", Content_Type="text/html"),
            "gzip": lambda: self._send(200, gzip.compress(b"{}"), Content_Encoding="gzip"),
            "cut": lambda: self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"),
            "close": lambda: None,
        }
        ways.get(fault, lambda: self._send(int(fault), b'{"error": "server_error"}'))()

    def _drip(self, start: bytes, drop: bytes) -> None:
        self.wfile.write(start)
        while not self.provider.released.wait(0.05):
            self.wfile.write(drop)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@contextmanager
def lying(**changes: Any) -> Iterator[Provider]:
    """A provider that runs until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {}))
    provider = Provider(port=server.server_address[1], **changes)
    server.RequestHandlerClass.provider = provider  # type: ignore[attr-defined]
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.released.set()
        server.shutdown()
        server.server_close()
