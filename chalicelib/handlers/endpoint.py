"""The one adapter between HTTP and the flows: access, body, errors, headers, and the record of each answer."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from ipaddress import ip_address, ip_network
from typing import Any

from chalice.app import Request, Response
from pydantic import BaseModel

from chalicelib import telemetry
from chalicelib.deps import Deps, current
from chalicelib.domain.visitor import Caller, Visitor
from chalicelib.errors import (
    Forbidden,
    InternalError,
    InvalidRequest,
    NotFound,
    NotSignedIn,
    Problem,
    StepUpRequired,
    TooLarge,
    TryAgain,
    UnsupportedMediaType,
)
from chalicelib.flows import sessions
from chalicelib.handlers import bodies, cookies, problems
from chalicelib.handlers.shapes import SLUG

JSON = "application/json"
CSRF_HEADER = "X-Requested-With"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

PATH_SHAPES = {"tenant": rf"(?=.{{3,40}}$){SLUG}", "id": r"[a-z]{3}_[0-9a-z]{26}"}


class Access(Enum):
    """Who may call a route. There is no default: a route that does not say is no route."""

    ANYONE = "anyone"
    SESSION = "any session, also one too weak for the policy"
    USER = "a session as strong as the policy asks"
    FRESH = "the same, with a factor shown within ten minutes"
    ADMIN = "an admin"
    ADMIN_FRESH = "an admin, with a factor shown within ten minutes"


_FRESH = {Access.FRESH, Access.ADMIN_FRESH}
_ADMIN = {Access.ADMIN, Access.ADMIN_FRESH}


@dataclass(frozen=True)
class Reply:
    """What a handler gives back: a body of the declared shape, and what else HTTP carries."""

    body: BaseModel | str | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list, repr=False)
    outcome: str = "ok"
    """What the metrics count this answer as."""


@dataclass(frozen=True)
class Call:
    """A request that has passed the adapter's checks."""

    deps: Deps
    visitor: Visitor
    body: Any = field(repr=False)
    query: Any
    headers: Mapping[str, str] = field(repr=False)
    path: Mapping[str, str]

    @property
    def caller(self) -> Caller:
        """Who is signed in; only on routes that ask for a session."""
        if not isinstance(self.visitor, Caller):
            raise NotSignedIn
        return self.visitor


@dataclass(frozen=True)
class Endpoint:
    """One route, with all that the OpenAPI document says of it."""

    method: str
    path: str
    access: Access
    handle: Callable[[Call], Reply]
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    answer: Any
    status: int
    errors: tuple[type[Problem], ...]
    media_type: str = JSON
    body_type: str = JSON
    body_limit: int = bodies.MAX_BYTES

    @property
    def problems(self) -> tuple[type[Problem], ...]:
        """Every error that this route can answer with."""
        found: list[type[Problem]] = list(self.errors)
        if self.access is not Access.ANYONE:
            found += [NotSignedIn, StepUpRequired, TryAgain]
            found += [] if self.method in SAFE_METHODS else [Forbidden]
        if self.access in _ADMIN:
            found.append(Forbidden)
        if self.body:
            found += [InvalidRequest, TooLarge, UnsupportedMediaType, TryAgain]
        if self.query:
            found.append(InvalidRequest)
        if "{" in self.path:
            found += [NotFound, TryAgain]
        return tuple(dict.fromkeys([*found, InternalError]))


ENDPOINTS: list[Endpoint] = []
"""Every route of the service, in the order in which the handlers declare them."""


def endpoint(
    method: str,
    path: str,
    *,
    access: Access,
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    answer: Any = None,
    status: int = 200,
    errors: tuple[type[Problem], ...] = (),
    **more: Any,
) -> Callable[[Callable[[Call], Reply]], Callable[[Call], Reply]]:
    """Declare a route."""

    def declare(handle: Callable[[Call], Reply]) -> Callable[[Call], Reply]:
        ENDPOINTS.append(Endpoint(method, path, access, handle, body, query, answer, status, errors, **more))
        return handle

    return declare


def respond(route: Endpoint, request: Request) -> Response:
    """Answer one request."""
    started = time.perf_counter()
    request_id = str(request.context.get("requestId", ""))
    visitor: Visitor | None = None
    try:
        deps = current()
        visitor = _visitor(request, request_id)
        call = _admit(deps, route, request, visitor)
        visitor = call.visitor
        reply = route.handle(call)
        response, outcome = _rendered(route, reply), reply.outcome
    except Problem as problem:
        if isinstance(problem, (TryAgain, InternalError)):
            telemetry.failed(problem.code, request_id=request_id, route=route.path)
        response, outcome = _refused(problem, request_id), problem.code
    except Exception:
        telemetry.failed("internal_error", request_id=request_id, route=route.path)
        response, outcome = _refused(InternalError(), request_id), InternalError.code
    response.headers |= {
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Request-Id": request_id,
        **_cors(request),
    }
    _tell(route, visitor, request_id, response.status_code, outcome, started)
    return response


def preflight(request: Request, methods: list[str]) -> Response:
    """Answer a browser that asks whether another origin may call (Fetch Standard, CORS protocol)."""
    granted = _cors(request)
    if granted:
        granted |= {
            "Access-Control-Allow-Methods": ", ".join(methods),
            "Access-Control-Allow-Headers": f"Authorization, Content-Type, If-Match, {CSRF_HEADER}",
            "Access-Control-Max-Age": "600",
        }
    return Response("", {"Cache-Control": "no-store", "Vary": "Origin", **granted}, 204)


def _visitor(request: Request, request_id: str) -> Visitor:
    headers = request.headers
    return Visitor(
        request_id=request_id,
        address=_network(str(request.context.get("identity", {}).get("sourceIp", ""))),
        user_agent="".join(filter(str.isprintable, headers.get("user-agent", "")))[:200],
        known_browser=cookies.read(headers.get("cookie"), cookies.KNOWN),
    )


def _network(address: str) -> str:
    """The source as budgets count it: the address, or for IPv6 its /64, which one subscriber has at will."""
    try:
        return str(ip_network(f"{address}/64", strict=False)) if ip_address(address).version == 6 else address
    except ValueError:
        return "unknown"


def _admit(deps: Deps, route: Endpoint, request: Request, visitor: Visitor) -> Call:
    """Everything that is checked before a handler runs, in this order: size, who, shape, freshness."""
    raw = bodies.measured(_raw(request), route.body_limit)
    path = _path(request)
    if route.access is not Access.ANYONE:
        visitor = _signed_in(deps, route, request, visitor)
    call = Call(deps, visitor, _body(route, request, raw), _query(route, request), request.headers, path)
    if route.access in _FRESH:
        sessions.require_fresh(deps, call.caller)
    return call


def _raw(request: Request) -> bytes:
    raw = request.raw_body
    return raw if isinstance(raw, bytes) else raw.encode()


def _path(request: Request) -> dict[str, str]:
    found = dict(request.uri_params or {})
    for name, value in found.items():
        if not re.fullmatch(PATH_SHAPES[name], value):
            raise NotFound
    return found


def _signed_in(deps: Deps, route: Endpoint, request: Request, visitor: Visitor) -> Caller:
    headers = request.headers
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if "authorization" not in headers:
        scheme, token = "bearer", cookies.read(headers.get("cookie"), cookies.SESSION) or ""
        if token and request.method not in SAFE_METHODS:
            require_same_site(deps, headers, is_origin_needed=False)
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn
    caller = sessions.authenticate(deps, visitor, token.strip())
    if route.access is not Access.SESSION:
        sessions.require_assurance(deps, caller)
    if route.access in _ADMIN and caller.user.role != "admin":
        raise Forbidden
    return caller


def require_same_site(deps: Deps, headers: Mapping[str, str], *, is_origin_needed: bool) -> None:
    """Only our own scripts and allowed origins use cookies (OWASP CSRF cheat sheet). Raises `Forbidden`."""
    origin = headers.get("origin")
    is_allowed = origin in deps.settings.origins if origin or is_origin_needed else True
    if CSRF_HEADER.lower() not in headers or not is_allowed:
        raise Forbidden("Requests with cookies need X-Requested-With, and an Origin that is allowed.")


def _body(route: Endpoint, request: Request, raw: bytes) -> Any:
    if route.body is None:
        if route.body_type != JSON:
            bodies.require_media_type(request.headers.get("content-type"), route.body_type)
            return raw
        if raw not in (b"", b"{}"):
            raise InvalidRequest
        return None
    bodies.require_media_type(request.headers.get("content-type"), JSON)
    return bodies.shaped(route.body, bodies.parsed(raw))


def _query(route: Endpoint, request: Request) -> Any:
    given: dict[str, str] = dict(request.query_params.items()) if request.query_params else {}
    return bodies.shaped(route.query, given) if route.query else None


def _rendered(route: Endpoint, reply: Reply) -> Response:
    headers: dict[str, Any] = dict(reply.headers)
    if reply.set_cookies:
        headers["Set-Cookie"] = reply.set_cookies
    body = reply.body.model_dump_json() if isinstance(reply.body, BaseModel) else reply.body
    if body is not None:
        headers.setdefault("Content-Type", route.media_type)
    return Response(body or "", headers, route.status)


def _refused(problem: Problem, request_id: str) -> Response:
    return Response(problems.document(problem, request_id), dict(problems.headers(problem)), problem.status)


def _cors(request: Request) -> dict[str, str]:
    origin = request.headers.get("origin", "")
    if origin not in current().settings.origins:
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Expose-Headers": "ETag, Retry-After, WWW-Authenticate, X-Next-Cursor, X-Request-Id",
        "Vary": "Origin",
    }


def _tell(route: Endpoint, visitor: Visitor | None, request_id: str, status: int, outcome: str, started: float) -> None:
    caller = visitor if isinstance(visitor, Caller) else None
    telemetry.answered(
        stage=current().settings.stage,
        outcome=outcome,
        milliseconds=(time.perf_counter() - started) * 1000,
        request_id=request_id,
        route=f"{route.method} {route.path}",
        status=status,
        tenant=caller.tenant.slug if caller else "",
        user=caller.user.id if caller else "",
    )
