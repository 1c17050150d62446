"""Between WSGI, which servers and middleware speak, and the requests and answers of the local service."""

import traceback
import uuid
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from chalicelib.errors import InternalError, InvalidRequest, Problem, TooLarge
from local.messages import Answer, Request
from local.problems import problem

BODY_LIMIT = 2 * 1024 * 1024
"""Bytes; above every limit of the app, so that its own come first."""
BUFFER = 64 * 1024

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


def application(answer: Callable[[Request], Answer]) -> Application:
    """A WSGI application of what answers requests. Whatever goes wrong in it, the client gets an answer."""

    def respond(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        request_id = str(uuid.uuid4())
        try:
            answered = answer(_request(environ, request_id))
        except Problem as error:
            answered = problem(error, request_id)
        except Exception:  # a bug, or a broken client
            traceback.print_exc()
            answered = problem(InternalError(), request_id)
        return _sent(answered, environ, start_response)

    return respond


def _request(environ: Environ, request_id: str) -> Request:
    path, _, query = environ["REQUEST_URI"].partition("?")
    return Request(
        method=environ["REQUEST_METHOD"],
        path=path,
        query=query,
        headers=_headers(environ),
        body=_body(environ),
        source=environ["REMOTE_ADDR"],
        id=request_id,
    )


def _headers(environ: Environ) -> dict[str, str]:
    given = {name.removeprefix("HTTP_"): value for name, value in environ.items() if name.startswith("HTTP_")}
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if name in environ:
            given[name] = environ[name]
    return {name.replace("_", "-").title(): value for name, value in given.items()}


def _body(environ: Environ) -> bytes:
    """All of it is read, also what is too much: a connection closed on unread bytes is reset, and nobody learns why.

    Raises `TooLarge`, and `InvalidRequest` where the length or a chunk's length is not true.
    """
    told = None if environ["wsgi.input_terminated"] else int(environ.get("CONTENT_LENGTH", 0))
    kept, size = bytearray(), 0
    try:
        while (told is None or size < told) and (piece := environ["wsgi.input"].read(BUFFER)):
            size += len(piece)
            kept += piece[: BODY_LIMIT + 1 - len(kept)]
    except ValueError as error:
        raise InvalidRequest("A chunk of the body is malformed.") from error
    if told is not None and told != size:
        raise InvalidRequest("The length of the body is not what it was said to be.")
    if size > BODY_LIMIT:
        raise TooLarge
    return bytes(kept)


def _sent(answer: Answer, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    headers = list(answer.headers)
    if answer.status not in (204, 304):
        headers.append(("Content-Length", str(len(answer.body))))
    start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]
