"""Who may call what: every route of the OpenAPI document against everybody who may not."""

from dataclasses import dataclass, field

import pytest

from chalicelib.http.endpoint import Access
from tests.support.document import Operation, operations
from tests.support.people import Person, authenticator, signed_in
from world import ADMIN, Answer, World

NOBODYS = {"not_signed_in", "forbidden", "step_up_required"}
"""What a route answers to those who may not call it; everything else has got past the door."""

USER, FRESH, ADMINS, ADMINS_FRESH = (
    {access.value for access in those}
    for those in (
        {Access.USER, Access.FRESH, Access.ADMIN, Access.ADMIN_FRESH},
        {Access.FRESH, Access.ADMIN_FRESH},
        {Access.ADMIN, Access.ADMIN_FRESH},
        {Access.ADMIN_FRESH},
    )
)
SIGNED_IN = USER | {Access.SESSION.value}
EDIT = "PATCH /v1/users/{id}"
"""Declared for every admin, since a name asks for no fresh factor; `role`, which the test sends, does."""
STEP_UP = "POST /v1/session/step-up"
"""Without an authenticator there is nothing to step up with: a new login enrols."""


@dataclass(frozen=True)
class Caller:
    """Somebody, and what the door says."""

    who: str
    refused: dict[str, set[str]]
    """The answer, to routes of which access."""

    also: dict[str, str] = field(default_factory=dict)
    """The answer, to single routes."""

    def expected(self, operation: Operation) -> str | None:
        declared = (code for code, those in self.refused.items() if operation.access in those)
        return self.also.get(str(operation)) or next(declared, None)


CALLERS = [
    Caller("nobody", {"not_signed_in": SIGNED_IN}),
    Caller("a made-up token", {"not_signed_in": SIGNED_IN}),
    Caller("a challenge", {"not_signed_in": SIGNED_IN}),
    Caller("a member", {"forbidden": ADMINS}),
    Caller("a member not fresh", {"forbidden": ADMINS, "step_up_required": FRESH - ADMINS}),
    Caller("an admin", {}),
    Caller("an admin not fresh", {"step_up_required": FRESH}, {EDIT: "step_up_required"}),
    Caller("an enrolled admin too weak for the policy", {"step_up_required": USER}),
    Caller("an admin who has not enrolled as the policy asks", {"not_signed_in": USER}, {STEP_UP: "not_signed_in"}),
]


@pytest.mark.parametrize("caller", CALLERS, ids=lambda caller: caller.who)
def test_every_route_keeps_its_door(world: World, caller: Caller) -> None:
    person = _person(world, caller.who)
    wrong = {}
    for operation in operations():
        expected = caller.expected(operation)
        answer = _ask(world, person, operation)
        if answer.status == 401 and answer.code == "not_signed_in" and expected is None:
            person = _person(world, caller.who)  # a route before this one has ended the session
            answer = _ask(world, person, operation)
        found = answer.code if answer.status >= 400 and answer.code in NOBODYS else None
        if found != expected:
            wrong[str(operation)] = (found, expected)
    assert wrong == {}


def _ask(world: World, person: Person, operation: Operation) -> Answer:
    headers = {"Content_Type": operation.media_type} if operation.media_type else {}
    path = operation.at("usr_00000000000000000000000000")
    return world.call(operation.method, path, operation.body, token=person.token or None, **headers)


def _person(world: World, who: str) -> Person:
    world.set_policy("off")
    world.pass_time(1000)
    if who == "nobody":
        return Person(world, "")
    if who == "a made-up token":
        return Person(world, "A" * 43)
    email = f"u{world.clock.now:.0f}@example.com"
    known = authenticator() if "enrolled admin too weak" in who else None
    world.user(email, role="member" if "member" in who else "admin", authenticator=known)
    if who == "a challenge":
        world.set_policy("all")
        return Person(world, world.login(email).challenge)
    person = signed_in(world, email)
    if "not fresh" in who:
        world.pass_time(601)
    if "policy" in who:
        world.set_policy("all")
    return person


def test_each_route_says_who_may_call_it_and_each_kind_of_access_is_tried() -> None:
    assert {operation.access for operation in operations()} == {access.value for access in Access}


def test_the_admin_routes_are_those_of_the_contract() -> None:
    paths = {operation.path for operation in operations() if operation.access in ADMINS}
    assert paths >= {"/v1/policy", "/v1/policy/preview", "/v1/users", "/v1/users/{id}", "/v1/events", "/v1/tenant"}
    assert all(not path.startswith("/v1/me") for path in paths)
    assert ADMIN
