"""A stranger cannot shut the owner out: known browsers, live sessions and recovery codes have budgets of their own."""

import pytest

from chalicelib.domain.records import Reset
from world import ADMIN, Answer, Enrolled, World


def with_known(world: World, known: str, **more: str) -> Answer:
    return world.login(known_browser=known, **more)


@pytest.fixture
def owner(world: World) -> Enrolled:
    """The owner, while a stranger who knows the password has used up what strangers have."""
    admin = world.enrolled_admin()
    challenge = world.login().challenge
    for _ in range(6):
        last = world.verify(challenge, world.wrong_code(admin.secret))
    assert last.code == "too_many_attempts"
    return admin


def test_a_known_browser_still_verifies(world: World, owner: Enrolled) -> None:
    assert world.verify(world.login().challenge, world.code(owner.secret)).code == "too_many_attempts"
    challenge = with_known(world, owner.known_browser).challenge
    assert world.verify(challenge, world.code(owner.secret)).status == 200


def test_a_known_browser_still_verifies_by_its_cookie(world: World, owner: Enrolled) -> None:
    body = {"tenant": "acme", "email": ADMIN, "password": "correct horse battery"}
    challenge = world.call("POST", "/v1/login", body, Cookie=f"__Host-known={owner.known_browser}").challenge
    assert world.verify(challenge, world.code(owner.secret)).status == 200


def test_a_live_session_still_steps_up(world: World, owner: Enrolled) -> None:
    body = {"code": world.code(owner.secret)}
    assert world.call("POST", "/v1/session/step-up", body, token=owner.token).status == 200


def test_a_live_session_still_replaces_its_authenticator(world: World, owner: Enrolled) -> None:
    challenge = world.call("POST", "/v1/me/authenticator", token=owner.token).challenge
    assert world.enrol(challenge=challenge).secret != owner.secret


def test_the_recovery_code_still_works(world: World, owner: Enrolled) -> None:
    body = {"challenge": world.login().challenge, "recovery_code": owner.recovery_code}
    assert world.call("POST", "/v1/recovery", body).status == 200


def test_a_stranger_without_the_password_cannot_hold_a_known_browser_out(world: World) -> None:
    known = world.login().body["known_browser"]
    for _ in range(10):
        world.login(password="wrong")
    assert world.login().code == "too_many_attempts"
    assert with_known(world, known).status == 200


def test_a_known_browser_waives_nothing_else(world: World) -> None:
    known = world.login().body["known_browser"]
    assert {with_known(world, known, password="wrong").code for _ in range(10)} == {"invalid_credentials"}
    assert with_known(world, known).code == "too_many_attempts"
    world.pass_time(300)
    world.set_policy("all")
    assert with_known(world, known).body["next"] == "enrol"


def test_the_guesses_of_a_known_browser_are_counted_too(world: World) -> None:
    admin = world.enrolled_admin()
    challenge = with_known(world, admin.known_browser).challenge
    codes = [world.verify(challenge, world.wrong_code(admin.secret)).code for _ in range(6)]
    assert codes == ["invalid_code"] * 5 + ["too_many_attempts"]
    assert world.verify(world.login().challenge, world.code(admin.secret)).status == 200


def test_the_guesses_of_a_live_session_are_counted_too(world: World) -> None:
    admin = world.enrolled_admin()
    body = {"code": world.wrong_code(admin.secret)}
    codes = [world.call("POST", "/v1/session/step-up", body, token=admin.token).code for _ in range(6)]
    assert codes == ["invalid_code"] * 5 + ["too_many_attempts"]


@pytest.mark.parametrize("whose", ["another user's", "another tenant's", "made up", "expired"])
def test_a_browser_is_known_only_to_its_own_user_for_ninety_days(world: World, whose: str) -> None:
    known = world.login().body["known_browser"]
    if whose == "another user's":
        world.user("bob@example.com")
        known = world.login("bob@example.com").body["known_browser"]
    elif whose == "another tenant's":
        world.found("globex", ADMIN)
        known = world.login(tenant="globex").body["known_browser"]
    elif whose == "made up":
        known = "x" * 43
    else:
        world.pass_time(90 * 86400)
    for _ in range(10):
        world.login(password="wrong")
    assert with_known(world, known).code == "too_many_attempts"


def test_a_browser_is_known_until_the_last_second_of_ninety_days(world: World) -> None:
    known = world.login().body["known_browser"]
    world.pass_time(90 * 86400 - 1)
    for _ in range(10):
        world.login(password="wrong")
    assert with_known(world, known).status == 200


def _stranger_guesses(world: World) -> None:
    challenge = world.login().challenge
    while world.verify(challenge, "000000").code != "too_many_attempts":
        pass


def test_a_stranger_who_guesses_codes_does_not_keep_the_recovery_from_its_end(world: World) -> None:
    admin = world.enrolled_admin()
    _stranger_guesses(world)
    body = {"challenge": world.login().challenge, "recovery_code": admin.recovery_code}
    assert world.enrol(challenge=world.call("POST", "/v1/recovery", body).challenge).token


def test_a_stranger_who_guesses_codes_does_not_keep_a_reset_from_its_end(world: World) -> None:
    world.enrolled_admin()
    _stranger_guesses(world)
    clock = Reset(until=int(world.clock.now) + 3600, policy_epoch=world.tenant().policy.epoch)
    gone = {"authenticator": None, "recovery_digest": None}
    world.change_user(ADMIN, **gone, reset=clock.model_dump(), epoch=world.stored(ADMIN).epoch + 1)
    assert world.enrol().token
