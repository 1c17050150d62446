"""Passwords: which are refused (NIST SP 800-63B-4 section 3.1.1.2) and how they are hashed (Argon2id, RFC 9106)."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from argon2.exceptions import VerificationError, VerifyMismatchError
from argon2.low_level import Type, hash_secret, verify_secret

MAX_CHARACTERS = 128
"""Long enough for any password manager, short enough that hashing has a bounded cost."""
MIN_CHARACTERS = 15
"""For a password that may be the only factor (NIST SP 800-63B-4 section 3.1.1.2)."""
SALT_BYTES = 16
PRODUCT = "postern"
_WORD = re.compile(r"[^\W_]+")


def normalise(password: str) -> str:
    """One spelling for each password: Unicode NFC, so that every keyboard signs in."""
    return unicodedata.normalize("NFC", password)


def flaw(password: str, *, minimum: int, identity: Iterable[str]) -> str | None:
    """Why this password is refused, as a code of the contract, or `None`.

    `minimum` counts characters; `identity` is what an attacker tries first: e-mail, name, tenant. A password is refused
    where it is made of nothing but their words, not where it contains some of them.
    """
    text = normalise(password)
    if len(text) < minimum:
        return "too_short"
    if len(text) > MAX_CHARACTERS:
        return "too_long"
    if _is_made_of(text, identity):
        return "equals_identity"
    return "too_common" if text.lower() in _common() else None


def hashed(password: str, salt: bytes, *, memory_kib: int, passes: int) -> str:
    """Argon2id in PHC form; 16 bytes of salt, 32 of tag, one lane (OWASP Password Storage Cheat Sheet)."""
    return hash_secret(
        normalise(password).encode("utf-8", "surrogatepass"), salt, passes, memory_kib, 1, 32, Type.ID
    ).decode()


def decoy(*, memory_kib: int, passes: int) -> str:
    """A hash that no password has, and that costs as much to compare as any other."""
    return f"$argon2id$v=19$m={memory_kib},t={passes},p=1${'A' * 22}${'A' * 43}"


def matches(password_hash: str, password: str) -> bool:
    """Whether the hash is this password's. Raises `ValueError` where the stored hash makes no sense."""
    try:
        return verify_secret(password_hash.encode(), normalise(password).encode("utf-8", "surrogatepass"), Type.ID)
    except VerifyMismatchError:
        return False
    except VerificationError as error:
        raise ValueError("a stored password hash makes no sense") from error


def is_outdated(password_hash: str, *, memory_kib: int, passes: int) -> bool:
    """Whether the hash was made with another cost than today's, and is to be made anew at the next sign-in."""
    return f"$m={memory_kib},t={passes},p=1$" not in password_hash


def _is_made_of(text: str, identity: Iterable[str]) -> bool:
    """Whether the password is these texts or their words, in whatever order and with whatever between them."""
    words = {word for each in [*identity, PRODUCT] for word in _WORD.findall(normalise(each).lower())}
    letters = "".join(_WORD.findall(text.lower()))
    ends = {0}
    for start in range(len(letters)):
        if start in ends:
            ends |= {start + len(word) for word in words if letters.startswith(word, start)}
    return len(letters) in ends


@cache
def _common() -> frozenset[str]:
    return frozenset((Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8").split())
