"""The web outside, for addresses that a tenant's admin typed: a careful client that no provider can make wait or lead
inside."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from http.client import HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from queue import Empty, SimpleQueue
from threading import Thread, Timer
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlencode, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

REQUEST_SECONDS, VISIT_SECONDS = 5.0, 12.0
"""From look-up to last byte of one request, and of all the requests of one visit."""
MAX_BYTES = 256 * 1024
_NAT64 = ip_network("64:ff9b::/96")
Look = Callable[[str, int], list[str]]


class Silent(Exception):
    """No answer that could be read: none, or one cut, slow, too long or leading elsewhere. Holds why, no value."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WebAnswer(NamedTuple):
    """An answer that came whole."""

    status: int
    body: bytes


class Web:
    """The rules by which the web is asked."""

    def __init__(
        self,
        *,
        own_origin: str,
        is_local: bool = False,
        request_seconds: float = REQUEST_SECONDS,
        visit_seconds: float = VISIT_SECONDS,
        look_up: Look | None = None,
        certificates: str | None = None,
    ) -> None:
        """`own_origin` is where we live ourselves, which nobody leads us to. `is_local` lets http and loopback in, for
        the service on one machine alone. `certificates` is a file to trust in the place of the system's."""
        self.own_origin = own_origin
        self.is_local = is_local
        self.request_seconds = request_seconds
        self.visit_seconds = visit_seconds
        self.look_up = look_up or _look_up
        self._certificates = certificates

    def visit(self) -> "Visit":
        """The requests that one request of ours may make."""
        return Visit(self, time.monotonic() + self.visit_seconds)

    @cached_property
    def context(self) -> ssl.SSLContext:
        """TLS as Python's defaults have it: certificates are required and are to name the host."""
        return ssl.create_default_context(cafile=self._certificates)


class Visit:
    """Requests to one provider, which share their time."""

    def __init__(self, web: Web, ends: float) -> None:
        self.web = web
        self._ends = ends

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> WebAnswer:
        """Raises `Silent`."""
        return self._ask("GET", address, headers or {}, None)

    def post(self, address: str, form: Mapping[str, str], headers: Mapping[str, str]) -> WebAnswer:
        """Raises `Silent`."""
        given = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self._ask("POST", address, given, urlencode(form).encode())

    def _ask(self, method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> WebAnswer:
        ends = min(self._ends, time.monotonic() + self.web.request_seconds)
        parts = urlsplit(address)
        with _told(ends):
            line = self._connect(parts, ends)
            guard = Timer(_left(ends), _cut, [line.sock])
            guard.daemon = True
            guard.start()
            try:
                return _exchange(line, method, parts, headers, body)
            finally:
                guard.cancel()
                line.close()

    def _connect(self, parts: SplitResult, ends: float) -> HTTPConnection:
        """By an address that was looked at, so that a second look-up cannot lead elsewhere."""
        self._judge(parts)
        host, port = _place(parts)
        for address in self._addresses(host, port, ends):
            line = self._line(address, port, host, parts.scheme, _left(ends))
            with suppress(NewConnectionError, ConnectTimeoutError):
                line.connect()
                return line
        raise Silent("no_connection")

    def _judge(self, parts: SplitResult) -> None:
        if parts.scheme != "https" and not self.web.is_local:
            raise Silent("not_https")
        if parts.username is not None or _place(parts) == _place(urlsplit(self.web.own_origin)):
            raise Silent("forbidden_address")

    def _addresses(self, host: str, port: int, ends: float) -> list[str]:
        found = _within(_left(ends), lambda: self.web.look_up(host, port))
        if not found:
            raise Silent("no_such_host")
        if not all(is_global(each) or (self.web.is_local and ip_address(each).is_loopback) for each in found):
            raise Silent("private_address")
        return found

    def _line(self, address: str, port: int, host: str, scheme: str, seconds: float) -> HTTPConnection:
        if scheme == "https":
            return HTTPSConnection(address, port, timeout=seconds, server_hostname=host, ssl_context=self.web.context)
        return HTTPConnection(address, port, timeout=seconds)


def is_global(address: str) -> bool:
    """Whether an address is in the public internet, also where it is wrapped into another one."""
    found = ip_address(address)
    inner = _unwrapped(found) if isinstance(found, IPv6Address) else None
    if inner:
        return is_global(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved


def _unwrapped(address: IPv6Address) -> IPv4Address | None:
    """The address that an IPv4-mapped, a 6to4 or a NAT64 address leads to (RFC 4291, 3056, 6052)."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _place(parts: SplitResult) -> tuple[str, int]:
    return (parts.hostname or "").rstrip("."), parts.port or (443 if parts.scheme == "https" else 80)


def _exchange(
    line: HTTPConnection, method: str, parts: SplitResult, headers: Mapping[str, str], body: bytes | None
) -> WebAnswer:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    given = {"Host": parts.netloc, "Accept": "application/json", "Accept-Encoding": "identity", **headers}
    line.request(method, path, body, given, preload_content=False, decode_content=False)
    answer = line.getresponse()
    if 300 <= answer.status < 400:
        raise Silent("redirected")
    if answer.status in (404, 429) or answer.status >= 500:
        raise Silent(f"status_{answer.status}")
    content = b""
    while piece := answer.read(MAX_BYTES):  # only the reading that finds nothing more tells a cut answer
        content += piece
        if len(content) > MAX_BYTES:
            raise Silent("too_long")
    return WebAnswer(answer.status, content)


@contextmanager
def _told(ends: float) -> Iterator[None]:
    """Every way in which a network can fail becomes `Silent`; so does an answer that the guard cut at its end."""
    try:
        yield
    except ssl.SSLError:
        raise Silent("tls") from None
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        raise Silent("slow" if time.monotonic() >= ends else _kind(error)) from None
    if time.monotonic() >= ends:
        raise Silent("slow")


def _kind(error: Exception) -> str:
    return "tls" if isinstance(error.__cause__ or error.__context__, ssl.SSLError) else "cut"


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise Silent("slow")
    return left


def _cut(line: socket.socket) -> None:
    """End both directions under whoever reads; of TLS too, whose own way would wait for the other side."""
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _within(seconds: float, work: Callable[[], list[str]]) -> list[str]:
    """What `work` finds in time; a look-up cannot be interrupted, so it is left behind."""
    found: SimpleQueue[list[str]] = SimpleQueue()
    Thread(target=lambda: found.put(work()), daemon=True).start()
    try:
        return found.get(timeout=seconds)
    except Empty:
        raise Silent("slow") from None


def _look_up(host: str, port: int) -> list[str]:
    try:
        found: list[Any] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(each[4][0]) for each in found))
