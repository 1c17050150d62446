"""HTTP as strangers speak it: the server and the gateway in front of an app that tells what it was given."""

import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, closing
from http.client import HTTPConnection, HTTPResponse
from itertools import islice
from typing import Any

import pytest
from chalice.app import Blueprint, Chalice, Response

from local import limits, wsgi
from local.gateway import Gateway
from local.messages import Answer, Request
from local.server import Server
from local.wsgi import BODY_LIMIT

routes = Blueprint(__name__)
together = threading.Barrier(20)


@routes.route("/v1/echo", methods=["POST", "GET"], content_types=["text/plain", "application/json"])
def echo() -> Response:
    """What arrived."""
    request = routes.current_request
    assert isinstance(request.raw_body, bytes)
    told = {
        "body": request.raw_body.decode("latin-1"),
        "query": dict(request.query_params or {}),
        "token": request.headers.get("x-token"),
        "source": request.context["identity"]["sourceIp"],
        "ids": [request.context["requestId"], routes.lambda_context.aws_request_id],
    }
    return Response(told, headers={"Content-Type": "application/json", "Set-Cookie": ["a=1", "b=2"]})


@routes.route("/v1/together", methods=["GET"])
def meet() -> dict[str, str | None]:
    """Answers once 20 requests are here, each of which must still be itself."""
    before = routes.current_request
    together.wait(timeout=10)
    assert routes.current_request is before
    return {"token": routes.current_request.headers.get("x-token")}


@routes.route("/v1/users/{user}/reset", methods=["POST"])
def reset(user: str) -> dict[str, str]:
    """The name in the path."""
    return {"user": user}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    app = Chalice(app_name="echo", configure_logs=False)
    app.register_blueprint(routes)
    with closing(Server(0)) as server:
        server.begin(wsgi.application(Gateway(app).answer))
        yield server.port


def ask(port: int, method: str, path: str, body: Any = None, **headers: str) -> tuple[HTTPResponse, bytes]:
    """One request, on a connection of its own."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return response, response.read()


def send(port: int, data: bytes) -> bytes:
    """Raw bytes, and all that comes back until the server hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(data)
        client.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: client.recv(65536), b""))


def test_the_app_is_given_what_was_sent(port: int) -> None:
    response, body = ask(port, "POST", "/v1/echo?a=1&b=%20x&a=2", "grüße".encode(), **{"Content-Type": "text/plain"})
    told = json.loads(body)
    assert response.status == 200
    assert told["body"].encode("latin-1").decode() == "grüße"
    assert told["query"] == {"a": "2", "b": " x"}
    assert told["ids"][0] == told["ids"][1]


def test_bytes_that_are_no_text_arrive_unchanged(port: int) -> None:
    raw = bytes(range(256))
    _, body = ask(port, "POST", "/v1/echo", raw, **{"Content-Type": "text/plain"})
    assert json.loads(body)["body"].encode("latin-1") == raw


def test_the_source_address_is_the_peers_whatever_a_header_claims(port: int) -> None:
    _, body = ask(port, "GET", "/v1/echo", **{"X-Forwarded-For": "203.0.113.9"})
    assert json.loads(body)["source"] == "127.0.0.1"


def test_a_header_may_occur_twice_in_an_answer(port: int) -> None:
    response, _ = ask(port, "GET", "/v1/echo")
    assert response.headers.get_all("Set-Cookie") == ["a=1", "b=2"]


def test_twenty_requests_at_once_do_not_get_mixed_up(port: int) -> None:
    def one(number: int) -> str:
        _, body = ask(port, "GET", "/v1/together", **{"X-Token": str(number)})
        return str(json.loads(body)["token"])

    with ThreadPoolExecutor(20) as pool:
        for _ in range(5):
            assert list(pool.map(one, range(20))) == [str(number) for number in range(20)]


def test_a_connection_carries_many_requests(port: int) -> None:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        for number in range(50):
            connection.request("GET", "/v1/echo", headers={"X-Token": str(number)})
            assert json.loads(connection.getresponse().read())["token"] == str(number)


def test_connections_that_say_nothing_keep_nobody_waiting(port: int) -> None:
    """Browsers open some ahead of need."""
    with ExitStack() as idle:
        for _ in range(limits.THREADS + 1):
            idle.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
        assert ask(port, "GET", "/v1/echo")[0].status == 200


def test_who_would_wait_too_long_is_told_at_once_to_come_back() -> None:
    places, surplus = limits.AT_WORK + limits.WAITING, 5
    go_on = threading.Event()

    def work(_: Request) -> Answer:
        assert go_on.wait(timeout=20)
        return Answer(200)

    with closing(Server(0)) as server, ThreadPoolExecutor(places + surplus) as pool:
        server.begin(wsgi.application(limits.Turns(work)))
        asked = [pool.submit(ask, server.port, "GET", "/") for _ in range(places + surplus)]
        first = [each.result()[0] for each in islice(as_completed(asked, timeout=20), surplus)]
        go_on.set()
        answers = [each.result()[0].status for each in asked]
    assert {(reply.status, reply.headers["Retry-After"]) for reply in first} == {(503, "1")}
    assert sorted(answers) == [200] * places + [503] * surplus


def test_no_more_work_at_once_than_memory_is_meant_for() -> None:
    at_work, most, lock = 0, 0, threading.Lock()

    def work(_: Request) -> Answer:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        meeting.wait(timeout=20)
        with lock:
            at_work -= 1
        return Answer(200)

    meeting = threading.Barrier(limits.AT_WORK)
    with closing(Server(0)) as server, ThreadPoolExecutor(4 * limits.AT_WORK) as pool:
        server.begin(wsgi.application(limits.Turns(work)))
        asked = [pool.submit(ask, server.port, "GET", "/") for _ in range(4 * limits.AT_WORK)]
        assert [each.result()[0].status for each in asked] == [200] * len(asked)
    assert most == limits.AT_WORK


def test_a_path_that_no_route_has_is_not_found(port: int) -> None:
    for path in ("/v1", "/v1/nothing", "/v1/users//reset", "/v1/users/a/b/reset", "/v1/echo/%2e%2e"):
        response, body = ask(port, "POST", path)
        problem = json.loads(body)
        assert (response.status, problem["code"]) == (404, "not_found")
        assert problem["request_id"] == response.headers["X-Request-Id"]
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_a_method_that_the_route_has_not_is_not_allowed(port: int, method: str) -> None:
    response, body = ask(port, method, "/v1/echo")
    assert (response.status, json.loads(body)["code"]) == (405, "method_not_allowed")
    assert response.headers["Allow"] == "GET, POST"


def test_head_is_answered_without_a_body(port: int) -> None:
    response, body = ask(port, "HEAD", "/v1/echo")
    assert (response.status, body) == (405, b"")
    assert int(response.headers["Content-Length"]) > 0


def test_names_in_the_path_arrive_decoded(port: int) -> None:
    _, body = ask(port, "POST", "/v1/users/a%2Fb%00/reset", b"{}", **{"Content-Type": "application/json"})
    assert json.loads(body) == {"user": "a/b\0"}


def test_a_body_in_chunks(port: int) -> None:
    head = b"POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = send(port, head + b"3;note=1\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b'"body":"abcde"' in answer


def test_a_client_that_waits_for_leave_to_send_gets_it(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        head = b"POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n"
        client.sendall(head + b"Expect: 100-continue\r\n\r\n")
        assert client.recv(1000).startswith(b"HTTP/1.1 100 ")
        client.sendall(b"hi")
        assert client.recv(1000).startswith(b"HTTP/1.1 200 ")


def test_a_body_over_the_limit_is_refused_and_the_connection_stays(port: int) -> None:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("POST", "/v1/echo", b"x" * (BODY_LIMIT + 1))
        response = connection.getresponse()
        assert (response.status, json.loads(response.read())["code"]) == (413, "too_large")
        connection.request("GET", "/v1/echo")
        assert connection.getresponse().status == 200


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 not http\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        b"POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"POST /v1/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\ngone",
    ],
)
def test_what_is_not_http_ends_that_connection_only(port: int, data: bytes) -> None:
    answer = send(port, data)
    assert b"Traceback" not in answer
    assert b" 200 " not in answer.split(b"\r\n", 1)[0]
    assert ask(port, "GET", "/v1/echo")[0].status == 200
