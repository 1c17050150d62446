"""The one adapter between Chalice and the handlers: errors, headers, and the record of each answer."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chalice.app import Request, Response
from pydantic import BaseModel

from chalicelib import telemetry
from chalicelib.deps import Deps
from chalicelib.domain.visitor import Caller, Visitor
from chalicelib.errors import InternalError, MethodNotAllowed, Problem, TryAgain
from chalicelib.http import admission, origins, problems
from chalicelib.http.endpoint import Endpoint, Reply
from chalicelib.settings import Settings

Provide = Callable[[], Deps]
"""Gives the dependencies of this process; raises where the environment is not as it must be."""


@dataclass
class _Answer:
    """One answer, and what is told of it."""

    response: Response
    outcome: str
    visitor: Visitor | None = None


def respond(provide: Provide, route: Endpoint, request: Request) -> Response:
    """Answer one request."""
    started = time.perf_counter()
    deps: Deps | None = None
    try:
        deps = provide()
        answer = _handled(deps, route, request)
    except Exception:
        answer = _failed(route, request, InternalError())
    _tell(deps, route, request, answer, started)
    return _completed(deps, answer.response, request)


def refuse_method(provide: Provide, methods: list[str], request: Request) -> Response:
    """Answer a request whose path is known and whose method is not (RFC 9110 section 15.5.6)."""
    response = _refused(MethodNotAllowed(), _request_id(request))
    response.headers["Allow"] = ", ".join(methods)
    return _completed(_provided(provide), response, request)


def answer_preflight(provide: Provide, methods: list[str], request: Request) -> Response:
    """Answer a browser that asks whether another origin may call."""
    deps = _provided(provide)
    return _completed(deps, Response("", {**origins.preflight(_settings(deps), request, methods)}, 204), request)


def _handled(deps: Deps, route: Endpoint, request: Request) -> _Answer:
    visitor = admission.visitor(deps, request, _request_id(request))
    try:
        visitor = admission.identify(deps, route, request, visitor)
        reply = admission.admit(deps, route, request, visitor)()
        return _Answer(_rendered(route, reply), reply.outcome, visitor)
    except (TryAgain, InternalError) as problem:
        return _failed(route, request, problem, visitor)
    except Problem as problem:
        return _Answer(_refused(problem, visitor.request_id), problem.code, visitor)


def _failed(route: Endpoint, request: Request, problem: Problem, visitor: Visitor | None = None) -> _Answer:
    """Within the handling of an exception: it goes to the log, with nothing of it in the answer."""
    request_id = _request_id(request)
    telemetry.failed(problem.code, request_id=request_id, route=route.path)
    return _Answer(_refused(problem, request_id), problem.code, visitor)


def _provided(provide: Provide) -> Deps | None:
    """The dependencies, for answers that only their headers depend on."""
    try:
        return provide()
    except Exception:
        telemetry.failed("internal_error")
        return None


def _settings(deps: Deps | None) -> Settings | None:
    return deps.settings if deps else None


def _request_id(request: Request) -> str:
    return str(request.context.get("requestId", ""))


def _completed(deps: Deps | None, response: Response, request: Request) -> Response:
    response.headers |= {
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Request-Id": _request_id(request),
        **origins.granted(_settings(deps), request),
    }
    if request.method == "HEAD":
        response.body = ""
    return response


def _rendered(route: Endpoint, reply: Reply) -> Response:
    headers: dict[str, Any] = dict(reply.headers)
    if reply.set_cookies:
        headers["Set-Cookie"] = reply.set_cookies
    body = reply.body.model_dump_json() if isinstance(reply.body, BaseModel) else reply.body
    if body is not None:
        headers.setdefault("Content-Type", route.media_type)
    return Response(body or "", headers, reply.status or route.status)


def _refused(problem: Problem, request_id: str) -> Response:
    return Response(problems.document(problem, request_id), dict(problems.headers(problem)), problem.status)


def _tell(deps: Deps | None, route: Endpoint, request: Request, answer: _Answer, started: float) -> None:
    caller = answer.visitor if isinstance(answer.visitor, Caller) else None
    telemetry.answered(
        stage=deps.settings.stage if deps else "unknown",
        outcome=answer.outcome,
        milliseconds=(time.perf_counter() - started) * 1000,
        request_id=_request_id(request),
        route=f"{route.method} {route.path}",
        status=answer.response.status_code,
        tenant=caller.tenant.slug if caller else "",
        user=caller.user.id if caller else "",
        address=answer.visitor.address if answer.visitor else "",
        release=deps.settings.release if deps else "",
    )
