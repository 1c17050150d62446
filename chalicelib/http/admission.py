"""Admitting a request: everything that is checked before a handler runs."""

import re
from collections.abc import Callable
from functools import partial
from hmac import compare_digest
from ipaddress import ip_address, ip_network
from typing import Any

from chalice.app import MultiDict, Request
from pydantic import BaseModel

from chalicelib.deps import Deps
from chalicelib.domain.records import Transport
from chalicelib.domain.visitor import Visitor
from chalicelib.errors import Flaw, Forbidden, InvalidRequest, NotFound, NotSignedIn
from chalicelib.flows import sessions
from chalicelib.http import bodies, cookies, origins
from chalicelib.http.endpoint import (
    NEEDS_ADMIN,
    NEEDS_FRESH,
    PATH_SHAPES,
    SAFE_METHODS,
    Access,
    Call,
    Endpoint,
    Parameters,
    Reply,
)

HEALTH = "/v1/health"
"""Touches no data, so anybody who watches a region may ask past the edge."""


def visitor(deps: Deps, request: Request, request_id: str) -> Visitor:
    """Anybody, as the gateway saw them."""
    headers = request.headers
    return Visitor(
        request_id=request_id,
        address=_network(_source(deps, request)),
        user_agent="".join(filter(str.isprintable, headers.get("user-agent", "")))[:200],
        known_browser=cookies.read(headers.get("cookie"), cookies.KNOWN),
        is_same_site=origins.is_same_site(deps.settings, headers, is_origin_needed=True),
    )


def _source(deps: Deps, request: Request) -> str:
    """The gateway's word, or, behind our own edge, the edge's; any other header can be written by anybody."""
    if _is_from_the_edge(deps, request):
        return str(request.headers.get("x-viewer-address", ""))
    return str(request.context.get("identity", {}).get("sourceIp", ""))


def _is_from_the_edge(deps: Deps, request: Request) -> bool:
    given = request.headers.get("postern-edge-secret", "").encode()
    return any(compare_digest(given, secret.get_secret_value().encode()) for secret in deps.settings.edge_secret)


def _network(address: str) -> str:
    """The source as budgets count it: the address, or for IPv6 its /64, which one subscriber has at will."""
    try:
        return str(ip_network(f"{address}/64", strict=False)) if ip_address(address).version == 6 else address
    except ValueError:
        return "unknown"


def identify(deps: Deps, route: Endpoint, request: Request, visitor: Visitor) -> Visitor:
    """Who calls, on routes that ask for a session: this comes before anything else is said of the request.

    Where there is an edge, nobody passes by it and its web ACL. Raises `Forbidden`.
    """
    if deps.settings.edge_secret and route.path != HEALTH and not _is_from_the_edge(deps, request):
        raise Forbidden("This address serves the edge alone.")
    if route.access is Access.ANYONE:
        return visitor
    token, transport = _credentials(deps, request)
    caller = sessions.authenticate(deps, visitor, token, transport)
    if route.access is not Access.SESSION:
        sessions.require_assurance(deps, caller)
    if route.access in NEEDS_ADMIN and caller.user.role != "admin":
        raise Forbidden
    return caller


def admit(deps: Deps, route: Endpoint, request: Request, visitor: Visitor) -> Callable[[], Reply]:
    """Check in this order: size, path, query, body, freshness. Raises what the first failing one means."""
    raw = bodies.measured(_raw(request), route.body_limit)
    call = Call(deps, visitor, request.headers, _path(request))
    given: dict[str, Any] = {**_query(route, request), **_body(route, request, raw)}
    if route.access in NEEDS_FRESH:
        sessions.require_fresh(deps, call.caller)
    return partial(route.handle, call, **given)


def _credentials(deps: Deps, request: Request) -> tuple[str, Transport]:
    """The session's token and how it came. With an `Authorization` the cookie is ignored. Raises `NotSignedIn`."""
    headers = request.headers
    if "authorization" in headers:
        scheme, _, token = headers["authorization"].partition(" ")
        if scheme.lower() != "bearer":
            raise NotSignedIn
        return token.strip(), "bearer"
    token = cookies.read(headers.get("cookie"), cookies.SESSION) or ""
    is_change = request.method not in SAFE_METHODS
    if token and is_change and not origins.is_same_site(deps.settings, headers, is_origin_needed=False):
        raise Forbidden.from_elsewhere()
    return token, "cookie"


def _raw(request: Request) -> bytes:
    raw = request.raw_body
    return raw if isinstance(raw, bytes) else raw.encode()


def _path(request: Request) -> dict[str, str]:
    found = dict(request.uri_params or {})
    for name, value in found.items():
        if not re.fullmatch(PATH_SHAPES[name], value):
            raise NotFound
    return found


def _body(route: Endpoint, request: Request, raw: bytes) -> dict[str, Any]:
    if route.body is None:
        if raw not in (b"", b"{}"):
            raise InvalidRequest
        return {}
    bodies.require_media_type(request.headers.get("content-type"), route.body_type)
    return {"body": raw if route.body is bytes else bodies.shaped(route.body, bodies.parsed(raw))}


def _query(route: Endpoint, request: Request) -> dict[str, BaseModel | Parameters]:
    """Unknown and repeated parameters are refused, also where none is known; a callback takes what comes."""
    given = request.query_params or MultiDict({})
    names: list[str] = list(given)
    if route.is_callback:
        return {"query": {name: given.getlist(name) for name in names}}
    repeated = [name for name in names if len(given.getlist(name)) > 1]
    unknown = [] if route.query else names
    if repeated or unknown:
        flaws = [Flaw(f"/{name}", "repeated") for name in repeated]
        raise InvalidRequest(flaws=(*flaws, *(Flaw(f"/{name}", "unknown_field") for name in unknown)))
    return {"query": bodies.shaped(route.query, {name: given[name] for name in names})} if route.query else {}
