"""Stands in for API Gateway: makes its event of a request, calls the app, and makes an answer of the result."""

import base64
import threading
from typing import Any
from urllib.parse import parse_qs, unquote

from chalice.app import Chalice
from chalice.local import LambdaContext

from chalicelib.errors import MethodNotAllowed, NotFound
from local.messages import Answer, Request
from local.problems import problem

_in_flight = threading.local()


def _per_thread(name: str) -> property:
    return property(lambda _: getattr(_in_flight, name), lambda _, value: setattr(_in_flight, name, value))


class PerThread(Chalice):
    """Lambda runs one request at a time, so Chalice keeps it on the app; here there is one for each thread."""

    current_request = _per_thread("current_request")
    lambda_context = _per_thread("lambda_context")


class Gateway:
    """The routes of one Chalice app."""

    def __init__(self, app: Chalice) -> None:
        app.__class__ = PerThread
        self._app = app
        self._routes = sorted(app.routes)  # a fixed segment sorts before "{", so it is tried first

    def answer(self, request: Request) -> Answer:
        """What the deployed API would answer, with 404 and 405 as its gateway responses shape them."""
        route = next((route for route in self._routes if _parameters(route, request.path) is not None), None)
        if route is None:
            return problem(NotFound(), request.id)
        methods = self._app.routes[route]
        if request.method not in methods:
            return problem(MethodNotAllowed(), request.id, ("Allow", ", ".join(sorted(methods))))
        context = LambdaContext("postern-local", 1024)
        context.aws_request_id = request.id
        return _answer(self._app(_event(route, request), context))


def _parameters(route: str, path: str) -> dict[str, str] | None:
    """The values of the route's `{names}`, or `None` where the path is not of that route."""
    names, values = route.split("/"), path.removesuffix("/").split("/")
    if len(names) != len(values):
        return None
    pairs = list(zip(names, values, strict=True))
    if not all(value if name.startswith("{") else name == value for name, value in pairs):
        return None
    return {name[1:-1]: unquote(value) for name, value in pairs if name.startswith("{")}


def _event(route: str, request: Request) -> dict[str, Any]:
    """The event of a REST API's proxy integration."""
    query = parse_qs(request.query, keep_blank_values=True)
    return {
        "resource": route,
        "path": request.path,
        "httpMethod": request.method,
        "headers": dict(request.headers),
        "multiValueHeaders": {name: [value] for name, value in request.headers.items()},
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": _parameters(route, request.path) or None,
        "stageVariables": None,
        "requestContext": _context(route, request),
        **_body(request.body),
    }


def _context(route: str, request: Request) -> dict[str, Any]:
    return {
        "resourcePath": route,
        "httpMethod": request.method,
        "path": request.path,
        "protocol": "HTTP/1.1",
        "stage": "local",
        "requestId": request.id,
        "identity": {"sourceIp": request.source, "userAgent": request.headers.get("User-Agent")},
    }


def _body(body: bytes) -> dict[str, Any]:
    try:
        return {"body": body.decode() or None, "isBase64Encoded": False}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body).decode("ascii"), "isBase64Encoded": True}


def _answer(result: dict[str, Any]) -> Answer:
    several = [(name, value) for name, values in result["multiValueHeaders"].items() for value in values]
    body = result["body"]
    raw = base64.b64decode(body) if result.get("isBase64Encoded") else body.encode() if isinstance(body, str) else body
    return Answer(result["statusCode"], (*result["headers"].items(), *several), raw or b"")
