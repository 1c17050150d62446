"""Other origins: which may call, and which requests may carry cookies (Fetch Standard; OWASP CSRF cheat sheet)."""

from collections.abc import Mapping

from chalice.app import Request

from chalicelib.deps import current
from chalicelib.errors import Forbidden

CSRF_HEADER = "X-Requested-With"


def require_same_site(headers: Mapping[str, str], *, is_origin_needed: bool) -> None:
    """Only our own scripts, on allowed origins, use cookies. Raises `Forbidden`."""
    origin = headers.get("origin")
    is_allowed = origin in current().settings.origins if origin or is_origin_needed else True
    if CSRF_HEADER.lower() not in headers or not is_allowed:
        raise Forbidden("Requests with cookies need X-Requested-With, and an Origin that is allowed.")


def granted(request: Request) -> dict[str, str]:
    """The headers that let an allowed origin read the answer."""
    origin = request.headers.get("origin", "")
    if origin not in current().settings.origins:
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Expose-Headers": "ETag, Retry-After, WWW-Authenticate, X-Next-Cursor, X-Request-Id",
        "Vary": "Origin",
    }


def preflight(request: Request, methods: list[str]) -> dict[str, str]:
    """The headers that tell a browser, which asks first, whether and how another origin may call."""
    headers = {"Vary": "Origin"}
    if granted(request):
        headers |= {
            "Access-Control-Allow-Methods": ", ".join(methods),
            "Access-Control-Allow-Headers": f"Authorization, Content-Type, If-Match, {CSRF_HEADER}",
            "Access-Control-Max-Age": "600",
        }
    return headers
