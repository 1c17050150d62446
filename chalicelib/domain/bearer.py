"""The one kind of secret token: 32 random bytes, seen once by its holder, kept as a digest."""

import base64
import hashlib

TOKEN_BYTES = 32


def encode(entropy: bytes) -> str:
    """32 random bytes -> 43 characters that are safe in URLs, headers and cookies."""
    return base64.urlsafe_b64encode(entropy).rstrip(b"=").decode()


def digest(token: str) -> str:
    """SHA-256 of the token, hexadecimal: what is stored, and all that a look-up needs.

    A fast digest is right here (NIST SP 800-63B-4 section 3.1.2.2 asks for slow ones below 112 bits): the
    token has 256 bits of entropy.
    """
    return hashlib.sha256(token.encode()).hexdigest()
