"""Guessing is slow: every window of every budget, and when it says to come back."""

from typing import Any

import pytest

from world import ADMIN, PASSWORD, Answer, World, settings

NEW = "another fine password"


def refused(answer: Answer) -> int:
    """The seconds to wait, which header and body say alike."""
    assert (answer.status, answer.code) == (429, "too_many_attempts"), answer.text
    assert answer.headers["Retry-After"] == str(answer.body["retry_after"])
    return int(answer.body["retry_after"])


def wrong(world: World, secret: str, times: int = 1) -> list[str]:
    challenge = world.login().challenge
    return [world.verify(challenge, world.wrong_code(secret)).code for _ in range(times)]


def test_five_codes_in_five_minutes(world: World) -> None:
    admin = world.enrolled_admin()
    assert wrong(world, admin.secret, 5) == ["invalid_code"] * 5
    world.pass_time(100)
    assert refused(world.verify(world.login().challenge, world.code(admin.secret))) == 200
    world.pass_time(199)
    assert refused(world.verify(world.login().challenge, world.code(admin.secret))) == 1
    world.pass_time(1)
    assert world.verify(world.login().challenge, world.code(admin.secret)).status == 200


def test_no_five_minutes_hold_more_than_five_codes_at_a_windows_edge_neither(world: World) -> None:
    admin = world.enrolled_admin()
    assert wrong(world, admin.secret) == ["invalid_code"]
    world.pass_time(299)
    assert wrong(world, admin.secret, 4) == ["invalid_code"] * 4
    world.pass_time(2)
    assert refused(world.verify(world.login().challenge, world.code(admin.secret))) == 298
    world.pass_time(298)
    assert world.verify(world.login().challenge, world.code(admin.secret)).status == 200


def test_no_five_minutes_hold_more_than_ten_passwords_at_a_windows_edge_neither(world: World) -> None:
    assert world.login(password="wrong").code == "invalid_credentials"
    world.pass_time(299)
    assert {world.login(password="wrong").code for _ in range(9)} == {"invalid_credentials"}
    world.pass_time(2)
    assert refused(world.login()) == 298


def test_twenty_codes_in_an_hour(world: World) -> None:
    admin = world.enrolled_admin()
    for _ in range(4):
        assert wrong(world, admin.secret, 5) == ["invalid_code"] * 5
        world.pass_time(300)
    assert refused(world.verify(world.login().challenge, world.code(admin.secret))) == 3600 - 1200
    world.pass_time(2400)
    assert wrong(world, admin.secret) == ["invalid_code"]


def test_fifty_codes_in_a_day_which_a_good_sign_in_does_not_refill(world: World) -> None:
    admin = world.enrolled_admin()
    started = world.clock.now
    for _ in range(12):
        assert wrong(world, admin.secret, 4) == ["invalid_code"] * 4
        world.sign_in(admin)
        world.pass_time(3600)
    assert wrong(world, admin.secret, 2) == ["invalid_code"] * 2
    left = started - 30 + 86400 - world.clock.now
    assert refused(world.verify(world.login().challenge, world.code(admin.secret))) == left
    world.pass_time(left)
    assert world.verify(world.login().challenge, world.code(admin.secret)).status == 200


def test_the_confirmation_of_a_recovery_has_the_budget_of_recoveries(world: World) -> None:
    admin = world.enrolled_admin()
    given = {"challenge": world.login().challenge, "recovery_code": admin.recovery_code}
    challenge = world.call("POST", "/v1/recovery", given).challenge
    secret = world.call("POST", "/v1/enrolment", {"challenge": challenge}).body["secret"]
    wrong(world, admin.secret, 3)
    codes = [
        world.call("POST", "/v1/enrolment/confirm", {"challenge": challenge, "code": world.wrong_code(secret)}).code
        for _ in range(6)
    ]
    assert codes == ["invalid_code"] * 5 + ["too_many_attempts"]


def test_replayed_codes_count(world: World) -> None:
    admin = world.enrolled_admin()
    code = world.code(admin.secret, -1)
    codes = [world.verify(world.login().challenge, code).code for _ in range(6)]
    assert codes == ["code_already_used"] * 5 + ["too_many_attempts"]


def test_what_is_refused_by_its_shape_is_no_guess(world: World) -> None:
    admin = world.enrolled_admin()
    challenge = world.login().challenge
    assert {world.verify(challenge, "12345").code for _ in range(10)} == {"invalid_request"}
    assert world.verify(challenge, world.code(admin.secret)).status == 200


def test_an_unknown_challenge_is_told_before_a_throttle(world: World) -> None:
    admin = world.enrolled_admin()
    wrong(world, admin.secret, 5)
    assert world.verify("unknown", "123456").code == "challenge_expired"


def test_five_recovery_codes_in_five_minutes(world: World) -> None:
    admin = world.enrolled_admin()
    challenge = world.login().challenge
    bodies = [{"challenge": challenge, "recovery_code": "0" * 25}] * 5
    assert {world.call("POST", "/v1/recovery", body).code for body in bodies} == {"invalid_recovery_code"}
    right = {"challenge": challenge, "recovery_code": admin.recovery_code}
    assert refused(world.call("POST", "/v1/recovery", right)) == 300


def test_a_hundred_wrong_codes_in_a_row_disable_the_authenticator_until_recovery(world: World) -> None:
    admin = world.enrolled_admin()
    world.change_user(ADMIN, **{"authenticator.failures": 95})
    assert wrong(world, admin.secret, 5) == ["invalid_code"] * 5
    world.reap()
    assert "100 wrong codes in a row" in world.mailbox.sent[-1]["text"]
    assert len([mail for mail in world.mailbox.sent if "wrong codes" in mail["text"]]) == 1
    challenge = world.login().challenge
    answer = world.verify(challenge, world.code(admin.secret))
    assert (answer.status, answer.code) == (403, "authenticator_disabled")
    recovered = world.call("POST", "/v1/recovery", {"challenge": challenge, "recovery_code": admin.recovery_code})
    renewed = world.enrol(challenge=recovered.challenge)
    assert world.sign_in(renewed).status == 200


def test_the_failures_are_consecutive(world: World) -> None:
    admin = world.enrolled_admin()
    world.change_user(ADMIN, **{"authenticator.failures": 98})
    wrong(world, admin.secret)
    world.sign_in(admin)
    assert wrong(world, admin.secret) == ["invalid_code"]
    assert world.sign_in(admin).status == 200


def test_a_disabled_authenticator_does_not_step_up(world: World) -> None:
    admin = world.enrolled_admin()
    world.change_user(ADMIN, **{"authenticator.failures": 100})
    body = {"code": world.code(admin.secret)}
    assert world.call("POST", "/v1/session/step-up", body, token=admin.token).code == "authenticator_disabled"


@pytest.mark.parametrize("email", [ADMIN, "nobody@example.com"])
def test_ten_passwords_in_five_minutes_known_or_not(world: World, email: str) -> None:
    assert {world.login(email, "wrong").code for _ in range(10)} == {"invalid_credentials"}
    world.pass_time(1)
    assert refused(world.login(email, PASSWORD)) == 299
    world.pass_time(299)
    assert world.login(email, "wrong").code == "invalid_credentials"


def test_fifty_passwords_in_a_day_which_a_good_sign_in_does_not_refill(world: World) -> None:
    for number in range(50):
        assert world.login(password="wrong").code == "invalid_credentials"
        if number % 9 == 8:
            assert world.login().status == 200
    world.pass_time(300)
    world.address = "192.0.2.77"
    assert refused(world.login()) == 86400 - 300


def test_a_budget_is_of_one_address_in_one_tenant(world: World) -> None:
    world.found("globex", ADMIN)
    for _ in range(10):
        world.login(password="wrong")
    assert refused(world.login())
    assert world.login(tenant="globex").status == 200


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("", "no address", True),
    ],
)
def test_a_source_is_an_address_or_an_ipv6_network(world: World, first: str, second: str, is_same: bool) -> None:
    world.reinstall(settings=settings(address_attempts=3))
    world.address = first
    for number in range(3):
        assert world.login(f"user{number}@example.com", "wrong").code == "invalid_credentials"
    assert refused(world.login()) == 300
    world.address = second
    assert world.login().status == (429 if is_same else 200)


def test_fifty_passwords_in_five_minutes_from_one_source_and_a_good_one_gives_its_own_back(world: World) -> None:
    for number in range(49):
        world.login(f"user{number}@example.com", "wrong")
    for _ in range(3):
        assert world.login().status == 200
    assert world.login("user49@example.com", "wrong").code == "invalid_credentials"
    assert refused(world.login()) == 300


def test_a_source_over_its_budget_costs_the_address_none(world: World) -> None:
    world.reinstall(settings=settings(address_attempts=3))
    for number in range(3):
        world.login(f"user{number}@example.com", "wrong")
    for _ in range(20):
        refused(world.login())
    world.address = "192.0.2.2"
    assert world.login().status == 200


STEPS: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/v1/session/step-up", {"password": "wrong"}),
    ("PUT", "/v1/me/password", {"current": "wrong", "password": NEW}),
]


@pytest.mark.parametrize(("method", "path", "body"), STEPS)
def test_passwords_of_a_live_session_spend_the_logins_budget(
    world: World, method: str, path: str, body: dict[str, Any]
) -> None:
    token = world.login().token
    assert {world.call(method, path, body, token=token).code for _ in range(10)} == {"invalid_credentials"}
    assert refused(world.call(method, path, body, token=token)) == 300
    assert refused(world.login()) == 300
