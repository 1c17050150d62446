"""Issuers: which addresses can be one, which belong to many organisations, and where their metadata is."""

import re
from urllib.parse import SplitResult, urlsplit

from chalicelib.domain.oidc.refusals import Unfit

MAX_CHARACTERS = 255
GOOGLE = "https://accounts.google.com"
WELL_KNOWN = "/.well-known/openid-configuration"

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_ENTRA_HOSTS = {
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
    "login.microsoft.com",
    "login.windows.net",
    "sts.windows.net",
}
_CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad"
"""The directory of all personal Microsoft accounts."""
_ENTRA_SHARED = {"common", "organizations", "consumers", _CONSUMERS}
_PUBLIC = {
    GOOGLE,
    "https://appleid.apple.com",
    "https://www.facebook.com",
    "https://gitlab.com",
    "https://www.linkedin.com/oauth",
    "https://slack.com",
    "https://api.login.yahoo.com",
}
"""Providers where anybody can have an account: usable, but only an address that they call verified counts."""


def judged(issuer: str, *, is_local: bool) -> str:
    """The issuer, if it can be one. Raises `Unfit`: `not_https`, `issuer_shared`, `not_a_provider`."""
    parts = split(issuer)
    if parts is None or not is_web_address(issuer, is_local=is_local):
        raise Unfit("not_https")
    if is_templated(issuer) or is_multi_organisation(parts):
        raise Unfit("issuer_shared")
    if parts.query or "?" in issuer or len(issuer) > MAX_CHARACTERS:
        raise Unfit("not_a_provider")
    return issuer


def is_web_address(address: str, *, is_local: bool) -> bool:
    """Whether this is an https address with a host and without credentials or fragment; http on loopback locally."""
    parts = split(address)
    if parts is None or not parts.hostname or "@" in parts.netloc or "#" in address:
        return False
    return parts.scheme == "https" or (is_local and parts.scheme == "http" and parts.hostname in _LOOPBACK)


def metadata_address(issuer: str) -> str:
    """Where the issuer's metadata is (OpenID Connect Discovery section 4)."""
    return issuer.removesuffix("/") + WELL_KNOWN


def differ_in_the_slash_alone(one: str, other: str) -> bool:
    """Whether two issuers are the same but for a slash at the end."""
    return one.removesuffix("/") == other.removesuffix("/")


def is_templated(issuer: str) -> bool:
    """Whether it stands for many issuers, such as `https://login.microsoftonline.com/{tenantid}/v2.0`."""
    return "{" in issuer or "%7b" in issuer.lower()


def is_multi_organisation(parts: SplitResult) -> bool:
    """Whether every organisation of Entra ID, or everybody with a personal account, signs in there."""
    directory = parts.path.strip("/").split("/")[0].lower()
    return parts.hostname in _ENTRA_HOSTS and directory in {*_ENTRA_SHARED, ""}


def is_public(issuer: str) -> bool:
    """Whether people of any organisation, or of none, have accounts there."""
    return issuer.removesuffix("/") in _PUBLIC


def is_google(issuer: str) -> bool:
    """Google's one issuer for all of its customers and for everybody else."""
    return issuer.removesuffix("/") == GOOGLE


def split(address: str) -> SplitResult | None:
    """The parts of an address made of printable ASCII, or `None`; `urlsplit` itself drops line breaks in silence."""
    if not re.fullmatch(r"[\x21-\x5b\x5d-\x7e]+", address):
        return None
    try:
        parts = urlsplit(address)
        return parts if parts.port is None or parts.port else None
    except ValueError:
        return None
