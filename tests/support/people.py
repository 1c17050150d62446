"""Somebody signed in, and what an admin does over HTTP."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from chalicelib.domain import policy as rules
from chalicelib.domain.records import Authenticator, Policy, User
from chalicelib.store import users
from chalicelib.store.writes import Write
from world import ADMIN, Answer, World


@dataclass
class Person:
    """Somebody with a session."""

    world: World
    token: str

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        return self.world.call(method, path, body, token=self.token, **headers)

    def get(self, path: str) -> Any:
        """What a route answers that must answer."""
        answer = self.call("GET", path)
        assert answer.status == 200, answer.text
        return answer.body

    def save(self, mode: str, **more: Any) -> Answer:
        """Save a policy in the place of the present one."""
        etag = self.call("GET", "/v1/policy").headers["ETag"]
        return self.call("PUT", "/v1/policy", {"mode": mode, **more}, If_Match=etag)

    def preview(self, mode: str, **more: Any) -> Any:
        answer = self.call("POST", "/v1/policy/preview", {"mode": mode, **more})
        assert answer.status == 200, answer.text
        return answer.body

    def create(self, email: str, **more: Any) -> Answer:
        body = {"email": email, "name": "Bo Berg", "role": "member", "sign_in": "password", **more}
        return self.call("POST", "/v1/users", body)

    def edit(self, user: User, **changes: Any) -> Answer:
        return self.call("PATCH", f"/v1/users/{user.id}", changes)

    def shown(self, user: User) -> Any:
        return self.get(f"/v1/users/{user.id}")

    def newest(self, kind: str) -> Any:
        """The newest event of a type."""
        return self.get(f"/v1/events?type={kind}&limit=1")["items"][0]


def signed_in(world: World, email: str = ADMIN, tenant: str = "acme") -> Person:
    """By the password alone; fresh for ten minutes."""
    return Person(world, world.login(email, tenant=tenant).token)


def authenticator(**more: Any) -> Authenticator:
    """One that nobody holds; for users of whom only the counting matters."""
    given: dict[str, Any] = {"secret": b"sealed", "last_step": 1, "enrolled_at": 1}
    return Authenticator(**{**given, "last_used_at": 1, **more})


def everybody(world: World, tenant: str = "acme") -> list[User]:
    """All users as the table has them."""
    return list(_pages(world, tenant))


def _pages(world: World, tenant: str) -> Iterator[User]:
    after = None
    while page := users.page(world.deps.table, tenant, after=after, limit=200):
        yield from page
        after = page[-1].id


def census(people: list[User], before: Policy, after: Policy) -> dict[str, int]:
    """A preview's numbers by asking everybody in turn."""
    people = [user for user in people if not user.disabled]
    asked = [user for user in people if rules.requires_mfa(user, after)]
    mode = after.kept or "off" if after.mode == "individual" else after.mode
    return {
        "must_enrol": sum(user.authenticator is None for user in asked),
        "already_enrolled": sum(user.authenticator is not None for user in asked),
        "released": sum(rules.requires_mfa(user, before) and not rules.requires_mfa(user, after) for user in people),
        "sso_exempt": sum(user.sign_in == "sso" and rules.asks(mode, user.role) for user in people),
        "individual_settings_discarded": sum(
            before.mode == "individual" != after.mode and rules.is_toggled(user, before) for user in people
        ),
    }


def fill(world: World, rows: Iterable[Write]) -> None:
    """Put many rows straight into the emulator: as many calls would take as long as all the rest."""
    table = dynamodb_backends["123456789012"]["eu-west-1"].tables[world.deps.settings.table]
    for row in rows:
        table.put_item(row.arguments["Item"])


@contextmanager
def counted(world: World) -> Iterator[Counter[str]]:
    """The calls to AWS that the body makes, by operation."""
    found: Counter[str] = Counter()

    def note(model: Any, **_: Any) -> None:
        found[model.name] += 1

    for client in world.clients:
        client.meta.events.register("before-call", note)
    try:
        yield found
    finally:
        for client in world.clients:
            client.meta.events.unregister("before-call", note)
