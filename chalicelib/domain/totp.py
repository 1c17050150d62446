"""Time-based one-time passwords (RFC 6238): secrets, codes, and what an authenticator app scans."""

import base64
import io
from dataclasses import dataclass, field
from hmac import compare_digest
from urllib.parse import quote

import pyotp

DIGITS = 6
PERIOD = 30
"""Seconds of one time step (RFC 6238 section 5.2)."""
DRIFT = 1
"""Steps of tolerance to each side (RFC 6238 section 5.2)."""
SECRET_BYTES = 20
"""160 bits (RFC 4226 section 4, R6)."""
SHORTEST_ACCOUNT = 16
"""Characters of an account that still tell it from others of the same issuer."""
URI_BYTES = 331
"""What a QR code of version 12 holds at error correction L with room to spare; every phone reads it from a screen."""


def step_at(now: float) -> int:
    """The time step of a moment (RFC 6238 section 4.2)."""
    return int(now) // PERIOD


def code_at(secret: bytes, step: int) -> str:
    """The six digits of a time step."""
    return pyotp.HOTP(_base32(secret), digits=DIGITS).at(step)


def matching_step(secret: bytes, code: str, now: float) -> int | None:
    """The latest step within the tolerance whose code this is; `None` where there is none.

    `code` is six ASCII digits. All steps are compared, in constant time each.
    """
    middle = step_at(now)
    steps = range(middle - DRIFT, middle + DRIFT + 1)
    matches = [step for step in steps if compare_digest(code_at(secret, step), code)]
    return matches[-1] if matches else None


@dataclass(frozen=True)
class Label:
    """What the QR code says (Key Uri Format), and the names as they stand in it."""

    uri: str = field(repr=False)
    issuer: str
    account: str


def label(secret: bytes, *, issuer: str, account: str) -> Label:
    """Only what every named app reads, spaces as `%20`.

    Colons and slashes are taken out of both names, since apps split at them. The URI has at most 331 bytes: where names
    are long the account is cut first, and the issuer only where that is not enough.
    """
    issuer, account = _plain(issuer), _plain(account)
    while len(uri := _uri(secret, issuer, account)) > URI_BYTES:
        if len(account) > SHORTEST_ACCOUNT:
            account = account[:-1]
        else:
            issuer = issuer[:-1]
    return Label(uri, issuer, account)


def secret_text(secret: bytes) -> str:
    """The secret as a person types it into an app: base 32 without padding (RFC 4648 section 6)."""
    return _base32(secret)


def qr_svg(uri: str) -> str:
    """The QR code as an SVG document on a white plate with a quiet zone of four modules."""
    out = io.BytesIO()
    _qr(uri).save(out, kind="svg", scale=6, border=4, light="white", xmldecl=False, nl=False)
    return out.getvalue().decode()


def qr_png(uri: str) -> str:
    """The QR code as a `data:image/png` URI, for places that take no SVG."""
    out = io.BytesIO()
    _qr(uri).save(out, kind="png", scale=6, border=4, light="white")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def _base32(secret: bytes) -> str:
    return base64.b32encode(secret).decode().rstrip("=")


def _plain(text: str) -> str:
    return " ".join(text.replace(":", " ").replace("/", " ").split())


def _uri(secret: bytes, issuer: str, account: str) -> str:
    name = f"{quote(issuer, safe='')}:{quote(account, safe='@')}"
    asked = f"secret={_base32(secret)}&issuer={quote(issuer, safe='')}&algorithm=SHA1&digits={DIGITS}&period={PERIOD}"
    return f"otpauth://totp/{name}?{asked}"


def _qr(uri: str):  # type: ignore[no-untyped-def]
    import segno  # 58 ms of CPU at a cold start, and only enrolment needs it

    return segno.make(uri, error="l", micro=False)
