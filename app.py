"""The Chalice application: asks for its dependencies, registers the routes; no logic, and no call to AWS at import."""

from collections import defaultdict
from collections.abc import Callable

from chalice.app import Chalice, Request, Response

from chalicelib.deps import current
from chalicelib.handlers import ROUTES
from chalicelib.http.adapter import answer_preflight, refuse_method, respond
from chalicelib.http.endpoint import Endpoint

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

app = Chalice(app_name="postern", configure_logs=False)


def _view(route: Endpoint) -> Callable[..., Response]:
    return lambda **_: respond(current, route, _request())


def _preflight(methods: list[str]) -> Callable[..., Response]:
    return lambda **_: answer_preflight(current, methods, _request())


def _wrong_method(methods: list[str]) -> Callable[..., Response]:
    return lambda **_: refuse_method(current, methods, _request())


def _request() -> Request:
    assert app.current_request is not None, "a view runs within a request"  # noqa: S101
    return app.current_request


def _register() -> None:
    methods: dict[str, list[str]] = defaultdict(list)
    for route in ROUTES:
        app.route(route.path, methods=route.methods, content_types=["*/*"])(_view(route))
        methods[route.path] += route.methods
    for path, of_path in methods.items():
        app.route(path, methods=["OPTIONS"])(_preflight(of_path))
        others = [method for method in METHODS if method not in of_path]
        app.route(path, methods=others, content_types=["*/*"])(_wrong_method([*of_path, "OPTIONS"]))


_register()
