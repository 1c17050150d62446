"""The S256 transformation: of a value that is kept, what may be shown (RFC 7636 section 4.2)."""

import hashlib
import hmac
import re

from chalicelib.domain import bearer

CHALLENGE = r"[A-Za-z0-9_-]{43}"
"""The shape of what is shown."""
VERIFIER = r"[A-Za-z0-9._~-]{43,128}"
"""The shape of what is kept (RFC 7636 section 4.1)."""


def challenge(verifier: str) -> str:
    """Base64url of the SHA-256 of the verifier."""
    return bearer.text(hashlib.sha256(verifier.encode()).digest())


def matches(verifier: str, shown: str) -> bool:
    """Whether this is the value that was kept."""
    return re.fullmatch(VERIFIER, verifier) is not None and hmac.compare_digest(challenge(verifier), shown)
