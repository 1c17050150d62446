"""The one kind of secret token: 32 random bytes behind the address of their row; only a digest is kept."""

import base64
import hashlib
import re
from typing import NamedTuple

from chalicelib.domain.ids import SLUG, USER_ID

TOKEN_BYTES = 32
_SHAPE = re.compile(rf"(?=[^.]{{3,40}}\.)({SLUG})\.({USER_ID})\.[\w-]{{43}}", re.ASCII)


class Address(NamedTuple):
    """Where a token's row lies. The digest covers the address, so that another address is another token."""

    tenant: str
    user: str


def encode(entropy: bytes, tenant: str, user: str) -> str:
    """32 random bytes -> `<slug>.<user id>.<43 characters>`, safe in URLs, headers and cookies."""
    return f"{tenant}.{user}.{text(entropy)}"


def text(raw: bytes) -> str:
    """Bytes as base 64 for URLs, without padding (RFC 4648 section 5)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def address(token: str) -> Address | None:
    """What a token says of its place, or `None` for what cannot be a token."""
    found = _SHAPE.fullmatch(token)
    return Address(found[1], found[2]) if found else None


def digest(token: str) -> str:
    """SHA-256 of the whole token, hexadecimal: what is stored, and all that a look-up needs.

    A fast digest is right here (NIST SP 800-63B-4 section 3.1.2.2 asks for slow ones below 112 bits): the
    token has 256 bits of entropy.
    """
    return hashlib.sha256(token.encode()).hexdigest()
