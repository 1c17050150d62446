"""What a browser does at the demonstration's identity provider: follows, keeps cookies, presses a button."""

import http.client
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit


@dataclass
class Visitor:
    """A browser at the provider's site, which stays signed in there."""

    cookies: dict[str, str] = field(default_factory=dict)

    def come_back(self, location: str, person: str, *, until: str) -> dict[str, str]:
        """Go there, be that person (nobody refuses), and come back: the parameters that `until` is called with."""
        while not location.startswith(until):
            location = self._next(location, person)
        query = parse_qs(urlsplit(location).query)
        return {name: values[0] for name, values in query.items()}

    def _next(self, location: str, person: str) -> str:
        status, found = self._ask("GET", location)
        if status == 200:
            assert "/interaction/" in location, found
            status, found = self._ask("POST", location, urlencode({"person": person}))
        assert status in (302, 303), found
        return urljoin(location, found)

    def _ask(self, method: str, address: str, body: str | None = None) -> tuple[int, str]:
        parts = urlsplit(address)
        line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        line.request(method, f"{parts.path}?{parts.query}", body, headers)
        answer = line.getresponse()
        for each in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value
        text = answer.read().decode()
        line.close()
        return answer.status, answer.headers.get("Location") or text
