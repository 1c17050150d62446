"""Things used twice: a state, a code, a hand-over and a first link each have one winner."""

from collections.abc import Iterator

import pytest

from chalicelib.domain.oidc import pkce
from chalicelib.store import sessions
from tests.support.racing import together
from world import World
from world.provider import Provider
from world.sso import EMAIL, Browser, problem, set_up

VERIFIER = "v" * 43


@pytest.fixture
def provider(world: World) -> Iterator[Provider]:
    with set_up(world) as running:
        running.person |= {"email": EMAIL, "email_verified": True}
        world.user(EMAIL, sign_in="sso")
        yield running


def live(world: World) -> int:
    user = world.stored(EMAIL)
    return len(sessions.of_user(world.deps.table, user, world.tenant(), now=int(world.clock.now)))


def test_a_state_is_used_once(world: World, provider: Provider) -> None:
    browser = Browser(world, provider)
    started = browser.start()
    cookies = dict(browser.cookies)
    brought = provider.authorize(started.body["location"])
    assert problem(browser.come_back(brought)) == ""
    browser.cookies |= cookies
    assert problem(browser.come_back(provider.authorize(started.body["location"]))) == "sso_expired"
    assert live(world) == 1


def test_a_failed_answer_spends_the_state_too(world: World, provider: Provider) -> None:
    browser = Browser(world, provider)
    started = browser.start()
    cookies = dict(browser.cookies)
    brought = provider.authorize(started.body["location"])
    for bad in ({**brought, "code": ["a", "b"]}, {**brought, "iss": ""}, {**brought, "error": "access_denied"}):
        browser.cookies |= cookies
        browser.come_back(bad)
    browser.cookies |= cookies
    assert problem(browser.come_back(brought)) == "sso_expired"
    assert live(world) == 0


def test_a_code_is_used_once_whatever_state_it_comes_with(world: World, provider: Provider) -> None:
    browser = Browser(world, provider)
    first = provider.authorize(browser.start().body["location"])
    second = provider.authorize(browser.start().body["location"])
    assert problem(browser.come_back(first)) == ""
    assert problem(browser.come_back({**second, "code": first["code"]})) == "sso_failed"


def test_a_code_of_another_sign_in_is_bound_to_its_verifier(world: World, provider: Provider) -> None:
    """Code injection: PKCE and the nonce each stop it (RFC 9700 section 4.5)."""
    victim, attacker = Browser(world, provider), Browser(world, provider)
    stolen = provider.authorize(victim.start().body["location"])["code"]
    own = provider.authorize(attacker.start().body["location"])
    assert problem(attacker.come_back({**own, "code": stolen})) == "sso_failed"


def test_of_twenty_callbacks_at_once_one_signs_in(world: World, provider: Provider) -> None:
    browser = Browser(world, provider)
    brought = provider.authorize(browser.start().body["location"])
    copies = [Browser(world, provider, cookies=dict(browser.cookies)) for _ in range(20)]
    problems = together(20, lambda number: problem(copies[number].come_back(brought)))
    assert sorted(problems) == [""] + ["sso_expired"] * 19
    assert live(world) == 1


def test_of_ten_takings_at_once_one_signs_in(world: World, provider: Provider) -> None:
    started = world.call("POST", "/v1/sso/acme/start", {"handover": pkce.challenge(VERIFIER)})
    landed = Browser(world, provider).come_back(provider.authorize(started.body["location"]))
    body = {"token": landed.headers["Location"].partition("#")[2], "verifier": VERIFIER}
    statuses = together(10, lambda _: world.call("POST", "/v1/sso/session", body).status)
    assert sorted(statuses) == [200] + [400] * 9
    assert live(world) == 1


def test_two_subjects_who_claim_one_address_at_once_make_one_link(world: World, provider: Provider) -> None:
    browsers = [Browser(world, provider) for _ in range(2)]
    brought = [
        provider.authorize(browser.start().body["location"], sub=f"subject-{number}")
        for number, browser in enumerate(browsers)
    ]
    problems = together(2, lambda number: problem(browsers[number].come_back(brought[number])))
    assert sorted(problems) == ["", "sso_no_user"]


def test_one_subject_who_arrives_twice_at_once_makes_one_user(world: World) -> None:
    with set_up(world, create_users=True, domains=["example.com"]) as provider:
        provider.person |= {"email": "new@example.com", "email_verified": True}
        browsers = [Browser(world, provider) for _ in range(3)]
        brought = [provider.authorize(browser.start().body["location"]) for browser in browsers]
        problems = together(3, lambda number: problem(browsers[number].come_back(brought[number])))
        assert problems == ["", "", ""]
        ids = {browser.session()["user"]["id"] for browser in browsers}
        assert len(ids) == 1
