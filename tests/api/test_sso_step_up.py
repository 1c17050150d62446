"""Stepping up through the identity provider."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.domain.oidc import pkce
from chalicelib.domain.times import rfc3339
from tests.support.people import signed_in as admin
from world import Answer, World
from world.provider import ABSENT, Provider
from world.sso import EMAIL, ORIGIN, Browser, problem, set_up

VERIFIER = "v" * 43
FRESH = ("DELETE", "/v1/me/sessions")


@pytest.fixture
def provider(world: World) -> Iterator[Provider]:
    with set_up(world) as running:
        running.person |= {"email": EMAIL, "email_verified": True}
        yield running


@pytest.fixture
def browser(world: World, provider: Provider) -> Browser:
    """Of somebody who signed in a while ago."""
    world.user(EMAIL, sign_in="sso")
    browser = Browser(world, provider)
    browser.sign_in()
    world.pass_time(700)
    return browser


def step_up(browser: Browser, wish: dict[str, Any] | None = None, **about: Any) -> Answer:
    started = browser.call("POST", "/v1/session/step-up", wish or {})
    assert started.status == 200, started.text
    return browser.come_back(browser.provider.authorize(started.body["location"], **about))


def test_the_provider_is_told_to_ask_anew(browser: Browser) -> None:
    started = browser.call("POST", "/v1/session/step-up", {})
    query = parse_qs(urlsplit(started.body["location"]).query)
    assert (query["prompt"], query["max_age"]) == (["login"], ["0"])


def test_a_step_up_opens_a_new_session_and_ends_the_old_one(world: World, browser: Browser) -> None:
    old, token = browser.session(), browser.cookies["__Host-session"]
    assert browser.call(*FRESH).code == "step_up_required"
    landed = step_up(browser, {"return_to": "/acme/account"})
    assert landed.headers["Location"] == f"{ORIGIN}/acme/account"
    new = browser.session()
    assert new["id"] != old["id"]
    assert new["fresh_until"] == rfc3339(int(world.clock.now) + 600)
    assert browser.call(*FRESH).status == 204
    assert world.call("GET", "/v1/session", Cookie=f"__Host-session={token}").code == "not_signed_in"
    assert admin(world).newest("step_up.succeeded")["detail"]["via"] == "sso"


@pytest.mark.parametrize(("auth_time", "problem_told"), [(-61, "sso_not_fresh"), (-60, ""), (ABSENT, "sso_not_fresh")])
def test_the_factor_is_shown_after_the_start_of_the_step_up(
    world: World, browser: Browser, auth_time: Any, problem_told: str
) -> None:
    now = int(world.clock.now)
    browser.provider.claims = {"auth_time": auth_time if auth_time is ABSENT else now + auth_time}
    before = browser.session()["id"]
    assert problem(step_up(browser)) == problem_told
    assert (browser.session()["id"] == before) == bool(problem_told)


def test_a_return_counts_where_the_tenant_chose_so(world: World) -> None:
    with set_up(world, reauth="round_trip") as provider:
        provider.person |= {"email": EMAIL, "email_verified": True}
        provider.claims = {"auth_time": ABSENT}
        world.user(EMAIL, sign_in="sso")
        browser = Browser(world, provider)
        browser.sign_in()
        assert browser.session()["fresh_until"] is None
        assert problem(step_up(browser)) == ""
        assert browser.session()["fresh_until"] == rfc3339(int(world.clock.now) + 600)


def test_somebody_else_at_the_provider_changes_nothing(world: World, browser: Browser) -> None:
    before = browser.session()
    world.user("other@example.com", sign_in="sso")
    landed = step_up(browser, sub="other", email="other@example.com")
    assert problem(landed) == "sso_other_user"
    assert browser.session()["id"] == before["id"]
    assert admin(world).newest("step_up.failed")["detail"]["reason"] == "another_subject"
    assert world.stored("other@example.com").sso_link is None


def test_a_colleague_who_has_a_login_too_is_somebody_else(world: World, browser: Browser) -> None:
    before = browser.session()
    colleague: dict[str, Any] = {"sub": "other", "email": "other@example.com"}
    world.user("other@example.com", sign_in="sso")
    Browser(world, browser.provider).sign_in(**colleague)
    assert problem(step_up(browser, **colleague)) == "sso_other_user"
    assert browser.session()["id"] == before["id"]


def test_a_bearer_client_steps_up_by_a_handover_of_its_own(world: World, provider: Provider) -> None:
    world.user(EMAIL, sign_in="sso")
    browser = Browser(world, provider)

    def handed(started: Answer) -> Answer:
        landed = browser.come_back(provider.authorize(started.body["location"]))
        token = landed.headers["Location"].partition("#")[2]
        return world.call("POST", "/v1/sso/session", {"token": token, "verifier": VERIFIER})

    proof = {"handover": pkce.challenge(VERIFIER)}
    old = handed(world.call("POST", "/v1/sso/acme/start", proof)).token
    world.pass_time(700)
    assert world.call("POST", "/v1/session/step-up", {}, token=old).code == "invalid_request"
    new = handed(world.call("POST", "/v1/session/step-up", proof, token=old)).token
    assert world.call(*FRESH, token=new).status == 204
    assert world.call("GET", "/v1/session", token=old).code == "not_signed_in"


def test_factors_of_ours_are_not_asked_of_sso_users_nor_theirs_of_others(world: World, browser: Browser) -> None:
    for body in ({"code": "123456"}, {"password": "x"}, {"recovery_code": "0" * 25}):
        assert browser.call("POST", "/v1/session/step-up", body).code == "invalid_request"
    token = world.login().token
    for body in ({}, {"return_to": "/acme"}):
        assert world.call("POST", "/v1/session/step-up", body, token=token).code == "invalid_request"


def test_a_step_up_dies_with_its_session(browser: Browser) -> None:
    started = browser.call("POST", "/v1/session/step-up", {})
    browser.call("DELETE", "/v1/session")
    landed = browser.come_back(browser.provider.authorize(started.body["location"]))
    assert problem(landed) == "sso_expired"
    assert browser.session() == "not_signed_in"


def test_a_user_who_was_disabled_meanwhile_steps_up_to_nothing(world: World, browser: Browser) -> None:
    started = browser.call("POST", "/v1/session/step-up", {})
    world.change_user(EMAIL, disabled=True)
    assert problem(browser.come_back(browser.provider.authorize(started.body["location"]))) == "sso_other_user"


def test_a_bearers_step_up_dies_with_its_session_or_user(world: World, provider: Provider) -> None:
    world.user(EMAIL, sign_in="sso")
    browser, proof = Browser(world, provider), {"handover": pkce.challenge(VERIFIER)}

    def token(started: Answer) -> dict[str, str]:
        landed = browser.come_back(provider.authorize(started.body["location"]))
        return {"token": landed.headers["Location"].partition("#")[2], "verifier": VERIFIER}

    first = world.call("POST", "/v1/sso/session", token(world.call("POST", "/v1/sso/acme/start", proof))).token
    waiting = token(world.call("POST", "/v1/session/step-up", proof, token=first))
    world.call("DELETE", "/v1/session", token=first)
    assert world.call("POST", "/v1/sso/session", waiting).code == "invalid_token"
    waiting = token(world.call("POST", "/v1/sso/acme/start", proof))
    world.change_user(EMAIL, disabled=True)
    assert world.call("POST", "/v1/sso/session", waiting).code == "invalid_token"


def test_without_a_provider_there_is_no_stepping_up(world: World) -> None:
    token = world.sso_session("sso@example.com")
    body = {"handover": pkce.challenge(VERIFIER)}
    answer = world.call("POST", "/v1/session/step-up", body, token=token)
    assert (answer.status, answer.body["errors"][0]["code"]) == (409, "sso_off")
