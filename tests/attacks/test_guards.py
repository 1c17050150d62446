"""Guards that were once taken away without a test that noticed."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.attacks.test_leftovers import Meddled
from tests.support.people import Person, everybody, signed_in
from world import ADMIN, World

DOORS: dict[str, Callable[[World, Person, str], Any]] = {
    "verification": lambda world, _, code: world.verify(world.login().challenge, code),
    "step-up": lambda _, person, code: person.call("POST", "/v1/session/step-up", {"code": code}),
}


@pytest.mark.parametrize("door", DOORS)
def test_a_disabled_authenticator_says_the_same_to_right_and_wrong_codes(world: World, door: str) -> None:
    admin = world.enrolled_admin()
    world.change_user(ADMIN, **{"authenticator.failures": 100})
    person, used = Person(world, admin.token), world.code(admin.secret, -1)
    for code in (world.code(admin.secret), world.wrong_code(admin.secret), used):
        answer = DOORS[door](world, person, code)
        assert (answer.status, answer.code) == (403, "authenticator_disabled")
        assert "attempts_left" not in answer.body
    kept = world.stored(ADMIN).authenticator
    assert kept
    assert kept.failures == 100


def test_a_disabled_users_sessions_challenges_and_links_stay_dead_when_it_is_enabled_again(world: World) -> None:
    admin = signed_in(world)
    bo = world.user("bo@example.com")
    bos = world.login(bo.email)
    world.call("POST", "/v1/password/forgot", {"tenant": "acme", "email": bo.email})
    link = {"token": world.mailbox.token(bo.email), "password": "another fine password"}
    world.set_policy("individual")
    assert admin.edit(bo, mfa_required=True).status == 200
    challenge = world.login(bo.email).challenge
    assert admin.edit(bo, mfa_required=False).status == 200
    for is_disabled in (True, False):
        assert admin.edit(bo, disabled=is_disabled).status == 200
    assert world.call("GET", "/v1/session", token=bos.token).code == "not_signed_in"
    assert world.call("POST", "/v1/enrolment", {"challenge": challenge}).code == "challenge_expired"
    assert world.call("POST", "/v1/password/reset", link).code == "invalid_token"
    for _ in range(10):
        world.login(bo.email, "wrong")
    assert world.login(bo.email, known_browser=bos.body["known_browser"]).code == "too_many_attempts"
    world.pass_time(300)
    assert world.login(bo.email).status == 200


def test_a_forgotten_password_that_races_a_deletion_leaves_no_ghost(world: World) -> None:
    admin, bo = signed_in(world), world.user("bo@example.com")
    deleted = lambda: admin.call("DELETE", f"/v1/users/{bo.id}")  # noqa: E731 - a name for what happens in between
    world.reinstall(mailer=Meddled(world.mailbox, [deleted]))
    assert world.call("POST", "/v1/password/forgot", {"tenant": "acme", "email": bo.email}).status == 202
    listed = admin.get("/v1/users")
    assert [item["email"] for item in listed["items"]] == [ADMIN]
    assert listed["total"] == len(everybody(world)) == 1
