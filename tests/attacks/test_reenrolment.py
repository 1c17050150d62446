"""An enrolled user is never enrolled anew by the password alone."""

import pytest

from chalicelib.domain.records import Reset
from world import ADMIN, START, World


def test_an_enrolled_users_password_leads_to_verification_only(world: World) -> None:
    world.enrolled_admin()
    answer = world.login()
    assert answer.body["next"] == "verify"
    for path, more in (("/v1/enrolment", {}), ("/v1/enrolment/confirm", {"code": "123456"})):
        assert world.call("POST", path, {"challenge": answer.challenge, **more}).code == "challenge_expired"


def test_an_enrol_challenge_from_before_the_enrolment_is_worth_nothing_after_it(world: World) -> None:
    world.set_policy("all")
    stolen, own = world.login().challenge, world.login().challenge
    secret = world.call("POST", "/v1/enrolment", {"challenge": stolen}).body["secret"]
    world.enrol(challenge=own)
    again = world.call("POST", "/v1/enrolment/confirm", {"challenge": stolen, "code": world.code(secret)})
    assert again.code == "challenge_expired"


def test_an_enrol_challenge_of_a_password_is_refused_for_who_is_enrolled_whatever_the_epoch(world: World) -> None:
    world.set_policy("all")
    stolen, epoch = world.login().challenge, world.stored(ADMIN).epoch
    world.enrol(challenge=world.login().challenge)
    world.change_user(ADMIN, epoch=epoch)
    assert world.call("POST", "/v1/enrolment", {"challenge": stolen}).code == "challenge_expired"


def test_a_session_by_password_alone_cannot_replace_the_authenticator(world: World) -> None:
    world.enrolled_admin()
    world.set_policy("off")
    weak = world.login().token
    for method, path in (("POST", "/v1/me/authenticator"), ("POST", "/v1/me/recovery-code")):
        assert world.call(method, path, token=weak).code == "step_up_required"


def test_the_active_secret_is_never_shown_again(world: World) -> None:
    admin = world.enrolled_admin()
    challenge = world.call("POST", "/v1/me/authenticator", token=admin.token).challenge
    assert admin.secret not in world.call("POST", "/v1/enrolment", {"challenge": challenge}).text


def test_the_first_enrolment_is_mailed_to_the_user_at_once(world: World) -> None:
    world.set_policy("all")
    world.enrol()
    assert world.mailbox.sent[-1]["to"] == ADMIN
    assert "ask your administrator now" in world.mailbox.sent[-1]["text"]


def reset(world: World) -> None:
    """What an admin's reset leaves."""
    clock = Reset(until=int(world.clock.now) + 86400, policy_epoch=world.tenant().policy.epoch)
    gone = {"authenticator": None, "recovery_digest": None}
    world.change_user(ADMIN, **gone, reset=clock.model_dump(), epoch=world.stored(ADMIN).epoch + 1)


def test_after_a_reset_the_password_leads_to_a_new_enrolment_until_the_window_ends(world: World) -> None:
    world.enrolled_admin()
    reset(world)
    world.pass_time(86399)
    answer = world.login()
    assert (answer.body["next"], answer.body["reason"]) == ("enrol", "reset")
    world.enrol(challenge=answer.challenge)
    assert world.stored(ADMIN).reset is None
    assert "after an administrator had reset it" in world.mailbox.sent[-1]["text"]


def test_after_the_window_a_right_password_is_told_to_ask_and_a_wrong_one_nothing(world: World) -> None:
    world.enrolled_admin()
    reset(world)
    world.pass_time(86400)
    answer = world.login()
    assert (answer.status, answer.code) == (403, "enrolment_expired")
    assert world.login(password="wrong").code == "invalid_credentials"


@pytest.mark.parametrize("path", ["/v1/enrolment", "/v1/enrolment/confirm"])
def test_the_window_ends_for_a_challenge_that_was_opened_within_it(world: World, path: str) -> None:
    world.enrolled_admin()
    reset(world)
    world.pass_time(86399)
    challenge = world.login().challenge
    secret = world.call("POST", "/v1/enrolment", {"challenge": challenge}).body["secret"]
    world.pass_time(1)
    more = {"code": world.code(secret)} if path.endswith("confirm") else {}
    answer = world.call("POST", path, {"challenge": challenge, **more})
    assert (answer.status, answer.code) == (403, "enrolment_expired")


def test_an_expired_window_does_not_matter_while_the_policy_asks_for_nothing(world: World) -> None:
    world.enrolled_admin()
    reset(world)
    world.pass_time(86400)
    world.set_policy("off")
    assert world.login().body["next"] == "none"
    assert world.clock.now > START
