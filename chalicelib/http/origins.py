"""Other origins: which may call, and which requests may carry cookies (Fetch Standard; OWASP CSRF cheat sheet)."""

from collections.abc import Mapping

from chalice.app import Request

from chalicelib.settings import Settings

CSRF_HEADER = "X-Requested-With"


def is_same_site(settings: Settings, headers: Mapping[str, str], *, is_origin_needed: bool) -> bool:
    """Whether our own scripts, on an allowed origin, have sent this."""
    origin = headers.get("origin")
    is_allowed = origin in settings.origins if origin or is_origin_needed else True
    return bool(headers.get(CSRF_HEADER.lower())) and is_allowed


def granted(settings: Settings | None, request: Request) -> dict[str, str]:
    """The headers that let an allowed origin read the answer; without settings, none is allowed."""
    origin = request.headers.get("origin", "")
    if settings is None or origin not in settings.origins:
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Expose-Headers": "ETag, Retry-After, WWW-Authenticate, X-Next-Cursor, X-Request-Id",
        "Vary": "Origin",
    }


def preflight(settings: Settings | None, request: Request, methods: list[str]) -> dict[str, str]:
    """The headers that tell a browser, which asks first, whether and how another origin may call."""
    headers = {"Vary": "Origin"}
    if granted(settings, request):
        headers |= {
            "Access-Control-Allow-Methods": ", ".join(methods),
            "Access-Control-Allow-Headers": f"Authorization, Content-Type, If-Match, {CSRF_HEADER}",
            "Access-Control-Max-Age": "600",
        }
    return headers
