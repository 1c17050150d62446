"""`POST /v1/verification` and `POST /v1/recovery`."""

import pytest

from chalicelib.domain.times import rfc3339
from world import ADMIN, World


def test_a_right_code_signs_in_with_two_factors(world: World) -> None:
    admin = world.enrolled_admin()
    answer = world.verify(world.login().challenge, world.code(admin.secret))
    assert answer.status == 200
    assert answer.body["next"] == "none"
    assert answer.body["session"]["amr"] == ["pwd", "otp"]
    assert answer.body["session"]["verified_at"] == rfc3339(int(world.clock.now))
    assert set(answer.body) == {"next", "session", "known_browser"}
    assert world.call("GET", "/v1/me/sessions", token=answer.token).status == 200
    assert world.stored(ADMIN).last_sign_in_at == world.clock.now


def test_spaces_and_dashes_in_a_code_do_not_matter(world: World) -> None:
    admin = world.enrolled_admin()
    code = world.code(admin.secret)
    assert world.verify(world.login().challenge, f" {code[:3]} - {code[3:]}-").status == 200


def test_a_wrong_code_says_how_many_attempts_are_left_and_keeps_the_challenge(world: World) -> None:
    admin = world.enrolled_admin()
    challenge = world.login().challenge
    for left in (4, 3, 2):
        answer = world.verify(challenge, world.wrong_code(admin.secret))
        assert (answer.status, answer.code, answer.body["attempts_left"]) == (401, "invalid_code", left)
    assert world.verify(challenge, world.code(admin.secret)).status == 200


def test_a_verify_challenge_lives_for_five_minutes(world: World) -> None:
    admin = world.enrolled_admin()
    older, newer = world.login().challenge, world.login().challenge
    world.pass_time(299)
    assert world.verify(newer, world.code(admin.secret)).status == 200
    world.pass_time(1)
    assert world.verify(older, world.code(admin.secret)).code == "challenge_expired"


def test_a_success_leaves_a_full_short_window(world: World) -> None:
    admin = world.enrolled_admin()
    challenge = world.login().challenge
    for _ in range(4):
        world.verify(challenge, world.wrong_code(admin.secret))
    world.verify(challenge, world.code(admin.secret))
    answer = world.verify(world.login().challenge, world.wrong_code(admin.secret))
    assert answer.body["attempts_left"] == 4


def recover(world: World, challenge: str, code: str):  # type: ignore[no-untyped-def]
    return world.call("POST", "/v1/recovery", {"challenge": challenge, "recovery_code": code})


def test_a_recovery_code_leads_to_a_new_authenticator(world: World) -> None:
    admin = world.enrolled_admin()
    answer = recover(world, world.login().challenge, admin.recovery_code.lower().replace("-", " "))
    assert answer.status == 200
    assert answer.body == {
        "next": "enrol",
        "reason": "recovery",
        "challenge": {"token": answer.challenge, "expires_at": rfc3339(int(world.clock.now) + 900)},
    }
    renewed = world.enrol(challenge=answer.challenge)
    assert renewed.secret != admin.secret
    assert renewed.recovery_code != admin.recovery_code
    assert "recovery code was used" in world.mailbox.sent[-1]["text"]


def test_recovery_ends_the_old_code_authenticator_and_sessions_only_when_it_is_confirmed(world: World) -> None:
    admin = world.enrolled_admin()
    started = recover(world, world.login().challenge, admin.recovery_code).challenge
    assert world.call("GET", "/v1/session", token=admin.token).status == 200
    assert world.login().body["next"] == "verify"
    again = recover(world, world.login().challenge, admin.recovery_code).challenge
    world.enrol(challenge=again)
    world.pass_time(30)
    assert world.call("GET", "/v1/session", token=admin.token).code == "not_signed_in"
    assert world.call("POST", "/v1/enrolment", {"challenge": started}).code == "challenge_expired"
    assert recover(world, world.login().challenge, admin.recovery_code).code == "invalid_recovery_code"
    assert world.verify(world.login().challenge, world.code(admin.secret)).code == "invalid_code"


def test_recovery_spends_the_verify_challenge(world: World) -> None:
    admin = world.enrolled_admin()
    challenge = world.login().challenge
    recover(world, challenge, admin.recovery_code)
    assert world.verify(challenge, world.code(admin.secret)).code == "challenge_expired"
    assert recover(world, challenge, admin.recovery_code).code == "challenge_expired"


def test_a_wrong_recovery_code_says_how_many_attempts_are_left_and_keeps_the_challenge(world: World) -> None:
    admin = world.enrolled_admin()
    challenge = world.login().challenge
    answer = recover(world, challenge, "00000-00000-00000-00000-00000")
    assert (answer.status, answer.code, answer.body["attempts_left"]) == (401, "invalid_recovery_code", 4)
    assert recover(world, challenge, admin.recovery_code).status == 200


def test_once_the_authenticator_is_gone_a_challenge_neither_verifies_nor_recovers(world: World) -> None:
    admin = world.enrolled_admin()
    challenge = world.login().challenge
    epoch = world.stored(ADMIN).epoch + 1
    world.change_user(ADMIN, authenticator=None, recovery_digest=None, epoch=epoch)
    assert world.verify(challenge, world.code(admin.secret)).code == "challenge_expired"
    assert recover(world, challenge, admin.recovery_code).code == "challenge_expired"


@pytest.mark.parametrize("code", ["", "123456", "XXXXX-XXXXX", "UUUUU-UUUUU-UUUUU-UUUUU-UUUUU"])
def test_what_cannot_be_a_recovery_code_is_no_guess(world: World, code: str) -> None:
    world.enrolled_admin()
    challenge = world.login().challenge
    answer = world.call("POST", "/v1/recovery", {"challenge": challenge, "recovery_code": code})
    assert (answer.status, answer.code) == (422, "invalid_request")
    assert answer.body["errors"] == [{"pointer": "/recovery_code", "code": "invalid"}]
