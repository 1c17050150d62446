"""A browser that goes to an identity provider and comes back, and a tenant that has set one up."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from chalicelib.domain.oidc.records import Sso, SsoConfig
from chalicelib.flows.sso.provider import PURPOSE
from chalicelib.store import sso as rows
from chalicelib.store.web import Web
from world.gateway import Answer
from world.provider import Provider, lying
from world.world import World

ORIGIN = "https://app.example.com"
EMAIL = "eve@example.com"
Pairs = dict[str, Any]


def allow_loopback(world: World, **more: Any) -> None:
    """Let the service call providers of this machine, with little patience."""
    given: dict[str, Any] = {"own_origin": ORIGIN, "is_local": True, "request_seconds": 0.5, **more}
    world.reinstall(web=Web(**given))


@contextmanager
def set_up(world: World, *, tenant: str = "acme", **changes: Any) -> Iterator[Provider]:
    """A provider that runs, and is what the tenant's people sign in through."""
    with lying(now=world.clock) as provider:
        allow_loopback(world)
        activate(world, provider, tenant=tenant, **changes)
        yield provider


def activate(world: World, provider: Provider, *, tenant: str = "acme", epoch: int = 1, **changes: Any) -> Sso:
    """Write a tested set-up past the routes that lead to it."""
    sealed = world.deps.vault.seal(provider.client_secret.encode(), tenant=tenant, user="*", purpose=PURPOSE)
    given = {"id": f"sso_{tenant}", "issuer": provider.issuer, "client_id": provider.client_id, "secret": sealed}
    config = SsoConfig.model_validate({**given, "tested_at": int(world.clock.now), **changes})
    before = rows.load(world.deps.table, tenant)
    after = before.model_copy(update={"active": config, "epoch": epoch})
    world.deps.table.commit(*rows.save(before, after))
    return after


@dataclass
class Browser:
    """Somebody's browser, with the cookies that it was given."""

    world: World
    provider: Provider
    tenant: str = "acme"
    cookies: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """A request by a script of our own page."""
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {"X_Requested_With": "x", "Origin": ORIGIN, **({"Cookie": jar} if jar else {}), **headers}
        answer = self.world.call(method, path, body, **given)
        self._keep(answer)
        return answer

    def start(self, **body: Any) -> Answer:
        return self.call("POST", f"/v1/sso/{self.tenant}/start", {"transport": "cookie", **body})

    def come_back(self, brought: Pairs) -> Answer:
        """The callback, as a navigation from the provider's site: strict cookies stay at home."""
        jar = "; ".join(f"{n}={v}" for n, v in self.cookies.items() if n.startswith("__Host-sso-"))
        path = f"/v1/sso/{self.tenant}/callback?{urlencode(brought, doseq=True)}"
        answer = self.world.call("GET", path, **({"Cookie": jar} if jar else {}))
        self._keep(answer)
        return answer

    def sign_in(self, *, wish: dict[str, Any] | None = None, **about: Any) -> Answer:
        """All of it: there, signed in as somebody of whom the provider says so much, and back."""
        started = self.start(**wish or {})
        assert started.status == 200, started.text
        return self.come_back(self.provider.authorize(started.body["location"], **about))

    def session(self) -> Any:
        """What the session says of itself, or the code of why there is none."""
        answer = self.call("GET", "/v1/session")
        return answer.body if answer.status == 200 else answer.code

    def _keep(self, answer: Answer) -> None:
        found = answer.headers.get("Set-Cookie", [])
        for each in [found] if isinstance(found, str) else found:
            pair, _, attributes = each.partition(";")
            name, _, value = pair.partition("=")
            if "Max-Age=0" in attributes:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value


def problem(answer: Answer) -> str:
    """The problem that a callback leads to, or nothing."""
    assert answer.status == 302, answer.text
    query = urlsplit(str(answer.headers["Location"])).query
    return parse_qs(query).get("problem", [""])[0]
