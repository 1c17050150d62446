"""HTTP on a socket: reads requests, one thread for each connection, and writes the answers back."""

import sys
import traceback
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from chalicelib.errors import InternalError, InvalidRequest, Problem, TooLarge
from local.messages import Answer, Request
from local.problems import problem

BODY_LIMIT = 2 * 1024 * 1024
"""Bytes; above every limit of the app, so that its own come first."""
BUFFER = 64 * 1024

Application = Callable[[Request], Answer]


class Server(ThreadingHTTPServer):
    """Takes the port when it is made; answers once it has an `application` and `serve_forever` runs."""

    application: Application
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), Connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Connection(BaseHTTPRequestHandler):
    """One client. An answer leaves at once and in one write: two writes and Nagle's algorithm cost it 40 ms."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = BUFFER
    timeout = 75

    def __getattr__(self, name: str) -> Any:
        """Whatever its method, the application answers: only it knows which there are."""
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def handle_expect_100(self) -> bool:
        """The client waits for this line, so the line must not wait in the buffer."""
        proceed = super().handle_expect_100()
        self.wfile.flush()
        return proceed

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What is not HTTP at all."""
        self.close_connection = True
        error = InvalidRequest(explain or message)
        error.status = code
        self._write(problem(error, str(uuid.uuid4())))

    def version_string(self) -> str:
        """Names no Python."""
        return "Postern"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """The app keeps its own log."""

    def _serve(self) -> None:
        try:
            body = self._body()
        except ValueError:
            return self.send_error(400, "The length of the body is malformed.")
        path, _, query = self.path.partition("?")
        request = Request(
            method=self.command,
            path=path,
            query=query,
            headers=self.headers,
            body=body[:BODY_LIMIT],
            source=self.client_address[0],
            id=str(uuid.uuid4()),
        )
        return self._write(problem(TooLarge(), request.id) if len(body) > BODY_LIMIT else self._apply(request))

    def _apply(self, request: Request) -> Answer:
        try:
            return self.server.application(request)
        except Problem as error:
            return problem(error, request.id)
        except Exception:  # whatever went wrong here, the client gets an answer
            traceback.print_exc()
            return problem(InternalError(), request.id)

    def _body(self) -> bytes:
        """The body, at most a little more than the limit of it; the rest is read and dropped.

        A connection closed on unread bytes would be reset, and the client never see why.
        """
        kept = bytearray()
        for piece in self._pieces():
            if len(kept) <= BODY_LIMIT:
                kept += piece
        return bytes(kept)

    def _pieces(self) -> Iterator[bytes]:
        match self.headers.get("Transfer-Encoding", "").lower():
            case "":
                yield from self._exactly(int(self.headers.get("Content-Length", "0")))
            case "chunked":  # RFC 9112 section 7.1
                while size := int(self.rfile.readline(BUFFER).partition(b";")[0], 16):
                    yield from self._exactly(size)
                    self.rfile.readline(BUFFER)
                while self.rfile.readline(BUFFER).strip():
                    pass
            case other:
                raise ValueError(other)

    def _exactly(self, size: int) -> Iterator[bytes]:
        if size < 0:
            raise ValueError(size)
        while size:
            piece = self.rfile.read(min(size, BUFFER))
            if not piece:
                raise ConnectionError
            size -= len(piece)
            yield piece

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status not in (204, 304):
            self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
