"""Recovery codes: look-up secrets that stand in once for a lost authenticator (NIST SP 800-63B-4 section 4.2.1.1)."""

import hashlib
import re

from chalicelib.domain.ids import base32

ENTROPY_BYTES = 16
"""Bytes to draw; the code keeps 125 bits of them."""
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})
_SHAPE = re.compile(r"[0-9A-HJKMNP-TV-Z]{25}")


def encode(entropy: bytes) -> str:
    """16 random bytes -> five groups of five Crockford digits, 125 bits."""
    digits = base32(int.from_bytes(entropy) >> 3, 25)
    return "-".join(digits[i : i + 5] for i in range(0, 25, 5))


def read(text: str) -> str | None:
    """What a person typed -> the 25 digits, or `None` where it cannot be a recovery code.

    Case, spaces, dashes and Crockford's look-alikes (O for 0, I and L for 1) do not matter.
    """
    digits = text.upper().translate(_LOOKALIKES) if text.isascii() else ""
    return digits if _SHAPE.fullmatch(digits) else None


def digest(code: str) -> str:
    """SHA-256 of the 25 digits, hexadecimal; 125 bits need no slow hash (NIST SP 800-63B-4 section 3.1.2.2)."""
    digits = read(code)
    assert digits is not None, "only what `read` or `encode` made is digested"  # noqa: S101
    return hashlib.sha256(digits.encode()).hexdigest()
