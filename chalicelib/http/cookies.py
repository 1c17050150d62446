"""Cookies: the session's and the known browser's, both out of reach of scripts and of other sites."""

from chalicelib.domain.outcomes import SignedIn
from chalicelib.store.browsers import KNOWN_SECONDS

SESSION = "__Host-session"
KNOWN = "__Host-known"


def read(header: str | None, name: str) -> str | None:
    """The value of a cookie of the request, or `None`; other cookies, however odd, are passed over."""
    pairs = (part.strip().partition("=") for part in (header or "").split(";"))
    return next((value for found, _, value in pairs if found == name), None)


def signed_in(done: SignedIn) -> list[str]:
    """What a completed sign-in sets."""
    session, known = done.session, cookie(KNOWN, done.known_browser, KNOWN_SECONDS)
    if session.transport == "bearer":
        return [known]
    return [cookie(SESSION, done.token, session.expires_at - session.created_at), known]


def cookie(name: str, value: str, seconds: int) -> str:
    """A `Set-Cookie` value; `__Host-` binds it to this host (RFC 6265bis section 4.1.3.2)."""
    return f"{name}={value}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={seconds}"
