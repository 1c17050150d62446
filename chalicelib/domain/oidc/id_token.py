"""ID tokens but for their signature: taken apart, and each header and claim judged (OpenID Connect Core 3.1.3.7)."""

import binascii
import hmac
import re
from base64 import b64decode
from dataclasses import dataclass, field

from chalicelib.domain.oidc import answers
from chalicelib.domain.oidc.answers import Document, text, whole
from chalicelib.domain.oidc.keys import ALGORITHMS
from chalicelib.domain.oidc.refusals import failed

TOLERANCE = 60
"""Seconds by which the provider's clock may differ from ours."""
MAX_SUBJECT = 255
_FORBIDDEN = ("crit", "jku", "jwk", "x5u")
"""Headers that would let the token say what it is to be checked with, or how it is to be read."""


@dataclass(frozen=True)
class Parts:
    """A token taken apart; nothing in it is to be believed before its signature was verified."""

    alg: str
    kid: str | None
    claims: Document = field(repr=False)
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True)
class Expected:
    """What the claims are compared with."""

    issuer: str
    client_id: str
    nonce: str
    now: float


def take_apart(token: str) -> Parts:
    """The parts of a signed token whose header says nothing forbidden. Raises `SsoRefused`."""
    parts = token.split(".")
    if len(parts) == 5:
        raise failed("id_token_encrypted")
    if len(parts) != 3:
        raise failed("id_token_malformed")
    header, claims, signature = map(_bytes, parts)
    alg, kid = _judged_header(answers.parsed(header, what="id_token"))
    signed = token.rpartition(".")[0].encode()
    return Parts(alg, kid, answers.parsed(claims, what="id_token"), signed, signature)


def judge(claims: Document, expected: Expected) -> str:
    """The subject of verified claims that hold for us, now. Raises `SsoRefused` for the first one that does not."""
    if claims.get("iss") != expected.issuer:
        raise failed("id_token_iss")
    _judge_audience(claims, expected.client_id)
    _judge_times(claims, expected.now)
    if not hmac.compare_digest((text(claims, "nonce") or "").encode(), expected.nonce.encode()):
        raise failed("id_token_nonce")
    return subject(claims)


def subject(claims: Document) -> str:
    """Who it is at the provider. Raises `SsoRefused`."""
    found = text(claims, "sub")
    if found is None or len(found) > MAX_SUBJECT or not found.isprintable():
        raise failed("id_token_sub")
    return found


def _judged_header(header: Document) -> tuple[str, str | None]:
    for name in _FORBIDDEN:
        if name in header:
            raise failed(f"id_token_{name}")
    if str(header.get("typ", "JWT")).upper() != "JWT":
        raise failed("id_token_typ")
    alg, kid = header.get("alg"), header.get("kid")
    if not isinstance(alg, str) or alg not in ALGORITHMS:
        raise failed("id_token_alg")
    if kid is not None and not isinstance(kid, str):
        raise failed("id_token_kid")
    return alg, kid


def _judge_audience(claims: Document, client_id: str) -> None:
    audience = claims.get("aud")
    several = audience if isinstance(audience, list) else [audience]
    if client_id not in several:
        raise failed("id_token_aud")
    if ("azp" in claims or len(several) > 1) and claims.get("azp") != client_id:
        raise failed("id_token_azp")


def _judge_times(claims: Document, now: float) -> None:
    expires, issued, begins = (whole(claims, name) for name in ("exp", "iat", "nbf"))
    if expires is None or now >= expires + TOLERANCE:
        raise failed("id_token_exp")
    if issued is None or issued > now + TOLERANCE:
        raise failed("id_token_iat")
    if "nbf" in claims and (begins is None or begins > now + TOLERANCE):
        raise failed("id_token_nbf")


def _bytes(part: str) -> bytes:
    """Base64url without padding, and nothing else (RFC 7515 section 2)."""
    try:
        if not re.fullmatch(r"[A-Za-z0-9_-]*", part):
            raise ValueError("not base64url")
        return b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise failed("id_token_malformed") from None
