"""Admitting a request: everything that is checked before a handler runs."""

import re
from hmac import compare_digest
from ipaddress import ip_address, ip_network
from typing import Any

from chalice.app import Request

from chalicelib.deps import Deps, current
from chalicelib.domain.visitor import Caller, Visitor
from chalicelib.errors import Forbidden, InvalidRequest, NotFound, NotSignedIn
from chalicelib.flows import sessions
from chalicelib.http import bodies, cookies, origins
from chalicelib.http.endpoint import (
    JSON,
    NEEDS_ADMIN,
    NEEDS_FRESH,
    PATH_SHAPES,
    SAFE_METHODS,
    Access,
    Call,
    Endpoint,
)


def visitor(request: Request, request_id: str) -> Visitor:
    """Anybody, as the gateway saw them."""
    headers = request.headers
    return Visitor(
        request_id=request_id,
        address=_network(_source(request)),
        user_agent="".join(filter(str.isprintable, headers.get("user-agent", "")))[:200],
        known_browser=cookies.read(headers.get("cookie"), cookies.KNOWN),
    )


def _source(request: Request) -> str:
    """The gateway's word, or, behind our own edge, the edge's; any other header can be written by anybody."""
    secret, given = current().settings.edge_secret, request.headers.get("x-edge-secret", "")
    if secret and compare_digest(given.encode(), secret.get_secret_value().encode()):
        return str(request.headers.get("x-viewer-address", ""))
    return str(request.context.get("identity", {}).get("sourceIp", ""))


def _network(address: str) -> str:
    """The source as budgets count it: the address, or for IPv6 its /64, which one subscriber has at will."""
    try:
        return str(ip_network(f"{address}/64", strict=False)) if ip_address(address).version == 6 else address
    except ValueError:
        return "unknown"


def admit(deps: Deps, route: Endpoint, request: Request, visitor: Visitor) -> Call:
    """Check in this order: size, who, shape, freshness. Raises what the first failing one means."""
    raw = bodies.measured(_raw(request), route.body_limit)
    path = _path(request)
    if route.access is not Access.ANYONE:
        visitor = _signed_in(deps, route, request, visitor)
    call = Call(deps, visitor, _body(route, request, raw), _query(route, request), request.headers, path)
    if route.access in NEEDS_FRESH:
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
            origins.require_same_site(headers, is_origin_needed=False)
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn
    caller = sessions.authenticate(deps, visitor, token.strip())
    if route.access is not Access.SESSION:
        sessions.require_assurance(deps, caller)
    if route.access in NEEDS_ADMIN and caller.user.role != "admin":
        raise Forbidden
    return caller


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
