"""Where a browser goes on after a sign-in with a password: judged at the login, and told once somebody is signed in."""

import pytest

from world import ADMIN, PASSWORD, World


@pytest.mark.parametrize(
    ("wished", "told"),
    [
        ("/acme/settings?tab=1", "/acme/settings?tab=1"),
        ("https://shop.example.com/basket", "https://shop.example.com/basket"),
        ("//evil.example", "/acme"),
        ("https://evil.example/", "/acme"),
        ("/v1/session", "/acme"),
    ],
)
def test_the_answer_says_where_the_browser_may_go_on(world: World, wished: str, told: str) -> None:
    world.reinstall(settings=world.deps.settings.model_copy(update={"return_origins": {"https://shop.example.com"}}))
    assert world.login(return_to=wished).body["return_to"] == told


def test_whoever_does_not_ask_is_not_told(world: World) -> None:
    assert "return_to" not in world.login().body


def test_what_is_no_text_is_refused(world: World) -> None:
    assert world.login(return_to=5).code == "invalid_request"


def test_the_second_step_leads_on_too(world: World) -> None:
    world.set_policy("all")
    asked = world.login(return_to="/acme/account").challenge
    secret = world.call("POST", "/v1/enrolment", {"challenge": asked}).body["secret"]
    confirmed = world.call("POST", "/v1/enrolment/confirm", {"challenge": asked, "code": world.code(secret)})
    assert confirmed.body["return_to"] == "/acme/account"
    world.pass_time(30)
    asked = world.login(ADMIN, PASSWORD, return_to="/acme/users").challenge
    assert world.verify(asked, world.code(secret)).body["return_to"] == "/acme/users"
    body = {"challenge": world.login(return_to="/acme").challenge, "recovery_code": confirmed.body["recovery_code"]}
    recovering = world.call("POST", "/v1/recovery", body).challenge
    renewed = world.enrol(challenge=recovering)
    world.pass_time(30)
    assert world.verify(world.login().challenge, world.code(renewed.secret)).status == 200
