"""`POST /v1/enrolment` and its confirm: the pending secret, and binding it."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from chalicelib.domain.times import rfc3339
from world import ADMIN, START, World


@pytest.fixture
def challenge(world: World) -> str:
    world.set_policy("all")
    return world.login().challenge


def begin(world: World, challenge: str) -> dict[str, str]:
    answer = world.call("POST", "/v1/enrolment", {"challenge": challenge})
    assert answer.status == 200, answer.text
    return dict(answer.body)


def test_the_pending_secret_comes_as_text_link_and_picture(world: World, challenge: str) -> None:
    found = begin(world, challenge)
    assert re.fullmatch("[A-Z2-7]{32}", found["secret"])
    asked = parse_qs(urlsplit(found["otpauth_uri"]).query)
    assert asked == {
        "secret": [found["secret"]],
        "issuer": ["Acme"],
        "algorithm": ["SHA1"],
        "digits": ["6"],
        "period": ["30"],
    }
    assert found.pop("qr_svg").startswith("<svg")
    assert found.pop("qr_png").startswith("data:image/png;base64,")
    assert found == {
        "secret": found["secret"],
        "otpauth_uri": found["otpauth_uri"],
        "issuer": "Acme",
        "account": ADMIN,
        "digits": 6,
        "period": 30,
        "algorithm": "SHA1",
        "expires_at": rfc3339(START + 900),
    }


def test_the_same_challenge_keeps_its_secret_through_reload_back_and_a_wrong_code(world: World, challenge: str) -> None:
    first = begin(world, challenge)
    world.pass_time(60)
    wrong = {"challenge": challenge, "code": world.wrong_code(first["secret"])}
    assert world.call("POST", "/v1/enrolment/confirm", wrong).code == "invalid_code"
    assert begin(world, challenge) == first


def test_a_new_login_gets_a_new_secret_and_the_older_challenge_still_works(world: World, challenge: str) -> None:
    first, second = begin(world, challenge), begin(world, world.login().challenge)
    assert first["secret"] != second["secret"]
    assert world.enrol(challenge=challenge).secret == first["secret"]


def test_confirming_signs_in_with_two_factors_and_shows_the_recovery_code_once(world: World, challenge: str) -> None:
    secret = begin(world, challenge)["secret"]
    answer = world.call("POST", "/v1/enrolment/confirm", {"challenge": challenge, "code": world.code(secret)})
    assert answer.status == 200
    assert set(answer.body) == {"next", "session", "recovery_code", "known_browser"}
    assert answer.body["next"] == "none"
    assert re.fullmatch("(?:[0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}", answer.body["recovery_code"])
    assert answer.body["session"]["amr"] == ["pwd", "otp"]
    assert answer.body["session"]["aal"] == 2
    assert world.call("GET", "/v1/session", token=answer.token).body["aal"] == 2
    world.pass_time(30)
    assert "recovery_code" not in world.verify(world.login().challenge, world.code(secret)).body


def test_the_person_is_told_by_mail(world: World, challenge: str) -> None:
    world.enrol(challenge=challenge)
    mail = world.mailbox.sent[-1]
    assert mail["to"] == ADMIN
    assert "authenticator app was set up" in mail["text"]


def test_a_code_of_the_step_before_or_after_confirms_too(world: World) -> None:
    world.set_policy("all")
    for steps, email in ((-1, "bob@example.com"), (1, "cleo@example.com")):
        world.user(email)
        challenge = world.login(email).challenge
        code = world.code(begin(world, challenge)["secret"], steps)
        assert world.call("POST", "/v1/enrolment/confirm", {"challenge": challenge, "code": code}).status == 200


def test_an_enrolment_that_was_never_begun_cannot_be_confirmed(world: World, challenge: str) -> None:
    answer = world.call("POST", "/v1/enrolment/confirm", {"challenge": challenge, "code": "123456"})
    assert (answer.status, answer.code) == (401, "challenge_expired")


@pytest.mark.parametrize("path", ["/v1/enrolment", "/v1/enrolment/confirm"])
def test_an_enrol_challenge_lives_for_fifteen_minutes(world: World, challenge: str, path: str) -> None:
    code = {"code": world.code(begin(world, challenge)["secret"], 30)} if path.endswith("confirm") else {}
    world.pass_time(899)
    assert world.call("POST", "/v1/enrolment", {"challenge": challenge}).status == 200
    world.pass_time(1)
    answer = world.call("POST", path, {"challenge": challenge, **code})
    assert (answer.status, answer.code) == (401, "challenge_expired")


def test_a_wrong_code_says_how_many_attempts_are_left_and_keeps_the_challenge(world: World, challenge: str) -> None:
    secret = begin(world, challenge)["secret"]
    for left in (4, 3):
        answer = world.call("POST", "/v1/enrolment/confirm", {"challenge": challenge, "code": world.wrong_code(secret)})
        assert (answer.status, answer.code, answer.body["attempts_left"]) == (401, "invalid_code", left)
    assert world.enrol(challenge=challenge).secret == secret


def test_confirming_ends_the_users_other_challenges_and_sessions(world: World) -> None:
    session = world.login().token
    world.set_policy("all")
    other, challenge = world.login().challenge, world.login().challenge
    begin(world, other)
    world.enrol(challenge=challenge)
    assert world.call("POST", "/v1/enrolment", {"challenge": other}).code == "challenge_expired"
    assert world.call("GET", "/v1/session", token=session).code == "not_signed_in"


def test_what_is_shown_beside_the_code_is_what_the_uri_carries(world: World) -> None:
    world.change_tenant(issuer="Acme: Tools / Möbel")
    world.set_policy("all")
    world.user("bo+new@example.com")
    found = begin(world, world.login("bo+new@example.com").challenge)
    uri = urlsplit(found["otpauth_uri"])
    assert parse_qs(uri.query)["issuer"] == [found["issuer"]]
    assert unquote(uri.path) == f"/{found['issuer']}:{found['account']}"
    assert ":" not in found["issuer"] + found["account"]
    assert "/" not in found["issuer"] + found["account"]
    assert "+" not in found["otpauth_uri"]


def test_after_a_reset_both_steps_end_with_its_time(world: World) -> None:
    world.set_policy("all")
    world.change_user(ADMIN, reset={"until": START + 60, "policy_epoch": world.tenant().policy.epoch})
    challenge = world.login().challenge
    code = world.code(begin(world, challenge)["secret"])
    world.pass_time(60)
    for path, more in (("/v1/enrolment", {}), ("/v1/enrolment/confirm", {"code": code})):
        refused = world.call("POST", path, {"challenge": challenge, **more})
        assert (refused.status, refused.code) == (403, "enrolment_expired")
