"""Cookies: the session's and the known browser's, both out of reach of scripts and of other sites."""

from chalicelib.domain.records import Session
from chalicelib.store.browsers import KNOWN_SECONDS

SESSION = "__Host-session"
KNOWN = "__Host-known"


def read(header: str | None, name: str) -> str | None:
    """The value of a cookie of the request, or `None`; other cookies, however odd, are passed over."""
    pairs = (part.strip().partition("=") for part in (header or "").split(";"))
    return next((value for found, _, value in pairs if found == name), None)


def session(made: Session, token: str) -> list[str]:
    """What carries the session, where it travels as a cookie."""
    return [] if made.transport == "bearer" else [cookie(SESSION, token, made.expires_at - made.last_seen_at)]


def known(token: str) -> str:
    """What makes the browser a known one."""
    return cookie(KNOWN, token, KNOWN_SECONDS)


def departure(name: str, value: str, seconds: int) -> str:
    """What a browser takes along to the identity provider. `Lax`: it is to come back from another site with it."""
    return cookie(name, value, seconds).replace("SameSite=Strict", "SameSite=Lax")


def cookie(name: str, value: str, seconds: int) -> str:
    """A `Set-Cookie` value; `__Host-` binds it to this host (RFC 6265bis section 4.1.3.2)."""
    return f"{name}={value}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={seconds}"
