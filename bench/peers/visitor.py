"""Somebody with a browser: one connection to a server on this machine, with cookies and a token."""

import http.client
import json
from dataclasses import dataclass
from typing import Any

TIMEOUT = 60


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    body: Any
    """What the JSON says, or nothing."""


class Visitor:
    """Keeps the connection as long as the server does, and what the server asked to keep."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)

    def twin(self) -> "Visitor":
        """The same person by another connection."""
        twin = Visitor(self.port)
        twin.cookies, twin.token = dict(self.cookies), self.token
        return twin

    def forget(self) -> None:
        """Become somebody else on the same connection."""
        self.cookies.clear()
        self.token = ""

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Reply:
        """One request, JSON both ways; `X_Name` stands for the header `X-Name`."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        payload = body if isinstance(body, str | None) else json.dumps(body)
        answer = self._ask(method, path, payload, {"Accept": "application/json"} | sent)
        text = answer.read()
        self._keep(answer.headers.get_all("Set-Cookie", []))
        is_json = answer.headers.get_content_subtype().endswith("json")
        return Reply(answer.status, json.loads(text) if is_json and text else None)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        """A server may have closed a connection that nobody used for a while: then ask on a new one."""
        kept = self._connection.sock is not None
        try:
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()
        except (ConnectionError, http.client.BadStatusLine):
            self._connection.close()
            if not kept:
                raise
        self._connection.request(method, path, body, headers)
        return self._connection.getresponse()

    def _keep(self, lines: list[str]) -> None:
        for line in lines:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
            if not value or "max-age=0" in line.lower():
                del self.cookies[name]
