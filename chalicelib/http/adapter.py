"""The one adapter between Chalice and the handlers: errors, headers, and the record of each answer."""

import time
from typing import Any

from chalice.app import Request, Response
from pydantic import BaseModel

from chalicelib import telemetry
from chalicelib.deps import current
from chalicelib.domain.visitor import Caller, Visitor
from chalicelib.errors import InternalError, MethodNotAllowed, Problem, TryAgain
from chalicelib.http import admission, origins, problems
from chalicelib.http.endpoint import Endpoint, Reply


def respond(route: Endpoint, request: Request) -> Response:
    """Answer one request."""
    started = time.perf_counter()
    request_id = _request_id(request)
    visitor: Visitor | None = None
    try:
        deps = current()
        visitor = admission.visitor(request, request_id)
        call = admission.admit(deps, route, request, visitor)
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
    _tell(route, visitor, request_id, response.status_code, outcome, started)
    return _completed(response, request)


def refuse_method(methods: list[str], request: Request) -> Response:
    """Answer a request whose path is known and whose method is not (RFC 9110 section 15.5.6)."""
    response = _refused(MethodNotAllowed(), _request_id(request))
    response.headers["Allow"] = ", ".join(methods)
    return _completed(response, request)


def answer_preflight(methods: list[str], request: Request) -> Response:
    """Answer a browser that asks whether another origin may call."""
    return _completed(Response("", {**origins.preflight(request, methods)}, 204), request)


def _request_id(request: Request) -> str:
    return str(request.context.get("requestId", ""))


def _completed(response: Response, request: Request) -> Response:
    response.headers |= {
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Request-Id": _request_id(request),
        **origins.granted(request),
    }
    return response


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
