"""A provider's keys: which can sign at all, and which one signed a token (RFC 7517, RFC 8725 section 3.1)."""

import binascii
from base64 import urlsafe_b64decode
from dataclasses import dataclass

from chalicelib.domain.oidc.answers import Document, text, texts

Jwk = Document


@dataclass(frozen=True)
class Algorithm:
    """The kind of key that an algorithm asks for."""

    kty: str
    crv: str | None = None


ALGORITHMS = {
    "RS256": Algorithm("RSA"),
    "PS256": Algorithm("RSA"),
    "ES256": Algorithm("EC", "P-256"),
    "EdDSA": Algorithm("OKP", "Ed25519"),
}
"""The whole list: never `none`, never HMAC."""
RSA_BITS = range(2048, 8192 + 1)
_PUBLIC = {"RSA": ("n", "e"), "EC": ("crv", "x", "y"), "OKP": ("crv", "x")}


def signing_keys(jwks: Document) -> list[Jwk]:
    """The keys of a set that could sign an ID token, public parts alone; what is no such key is passed over."""
    listed = jwks.get("keys")
    keys = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return [_public(key) for key in keys if any(fits(key, alg) for alg in ALGORITHMS)]


def fits(key: Jwk, alg: str) -> bool:
    """Whether the key's type, curve, size, use and own algorithm let it sign so."""
    wanted = ALGORITHMS[alg]
    return (
        key.get("kty") == wanted.kty
        and (wanted.crv is None or key.get("crv") == wanted.crv)
        and all(text(key, part) for part in _PUBLIC[wanted.kty])
        and (wanted.kty != "RSA" or _bits(key) in RSA_BITS)
        and key.get("use", "sig") == "sig"
        and key.get("alg", alg) == alg
        and "verify" in (texts(key, "key_ops") or ["verify"])
    )


def choose(keys: list[Jwk], *, alg: str, kid: str | None) -> Jwk | None:
    """The one key that fits: by its `kid`, or, where the token names none, because no other one fits."""
    fitting = [key for key in keys if fits(key, alg) and (kid is None or key.get("kid") == kid)]
    return fitting[0] if len(fitting) == 1 else None


def _public(key: Jwk) -> Jwk:
    names = ("kty", "kid", "use", "alg", "key_ops", *_PUBLIC[key["kty"]])
    return {name: key[name] for name in names if name in key}


def _bits(key: Jwk) -> int:
    modulus = str(key["n"])
    try:
        return int.from_bytes(urlsafe_b64decode(modulus + "=" * (-len(modulus) % 4)), "big").bit_length()
    except (binascii.Error, ValueError):
        return 0
