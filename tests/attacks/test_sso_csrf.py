"""Login CSRF: nobody is signed in as somebody else by a page, a link or a token that a stranger made."""

from collections.abc import Iterator

import pytest

from chalicelib.domain.oidc import pkce
from tests.support.people import signed_in as admin
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


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Requested_With": ""},
        {"Origin": "https://evil.example"},
        {"Origin": ""},
        {"Origin": "null"},
        {"Origin": "https://app.example.com.evil.example"},
    ],
)
def test_a_start_from_another_page_begins_nothing(world: World, provider: Provider, headers: dict[str, str]) -> None:
    answer = Browser(world, provider).call("POST", "/v1/sso/acme/start", {"transport": "cookie"}, **headers)
    assert (answer.status, answer.code) == (403, "forbidden")
    assert "Set-Cookie" not in answer.headers


def test_no_get_begins_anything(world: World, provider: Provider) -> None:
    assert world.call("GET", "/v1/sso/acme/start").status == 405


def test_a_callback_in_another_browser_is_expired_and_leaves_the_owner_alone(world: World, provider: Provider) -> None:
    """The stranger's own sign-in, sent to a victim as a link, and the victim's state, taken by a stranger."""
    owner, other = Browser(world, provider), Browser(world, provider)
    brought = provider.authorize(owner.start().body["location"])
    assert problem(other.come_back(brought)) == "sso_expired"
    other.start()
    assert problem(other.come_back(brought)) == "sso_expired"
    assert "__Host-session" not in other.cookies
    assert "POST /token" not in provider.requests
    assert problem(owner.come_back(brought)) == ""


def test_a_cookie_of_another_sign_in_does_not_help(world: World, provider: Provider) -> None:
    owner, other = Browser(world, provider), Browser(world, provider)
    brought = provider.authorize(owner.start().body["location"])
    other.start()
    [theirs] = other.cookies.values()
    other.cookies = dict.fromkeys(owner.cookies, theirs)
    assert problem(other.come_back(brought)) == "sso_expired"


def test_a_handover_token_sent_to_a_victim_opens_nothing(world: World, provider: Provider) -> None:
    started = world.call("POST", "/v1/sso/acme/start", {"handover": pkce.challenge(VERIFIER)})
    landed = Browser(world, provider).come_back(provider.authorize(started.body["location"]))
    token = landed.headers["Location"].partition("#")[2]
    for verifier in ("x" * 43, "", pkce.challenge(VERIFIER), VERIFIER + "v"):
        answer = world.call("POST", "/v1/sso/session", {"token": token, "verifier": verifier})
        assert (answer.status, answer.code) == (400, "invalid_token")
    assert world.call("POST", "/v1/sso/session", {"token": token, "verifier": VERIFIER}).status == 200


def test_a_handover_token_goes_to_no_origin_that_the_stage_does_not_allow(world: World, provider: Provider) -> None:
    body = {"handover": pkce.challenge(VERIFIER), "return_to": "https://evil.example/"}
    started = world.call("POST", "/v1/sso/acme/start", body, Origin="https://evil.example")
    landed = Browser(world, provider).come_back(provider.authorize(started.body["location"]))
    assert landed.headers["Location"].startswith("https://app.example.com/acme/sso#")


@pytest.mark.parametrize("kind", ["handover", "session", "state"])
def test_each_token_opens_its_own_door_alone(world: World, provider: Provider, kind: str) -> None:
    started = world.call("POST", "/v1/sso/acme/start", {"handover": pkce.challenge(VERIFIER)})
    brought = provider.authorize(started.body["location"])
    landed = Browser(world, provider).come_back(brought)
    handover = landed.headers["Location"].partition("#")[2]
    taken = world.call("POST", "/v1/sso/session", {"token": handover, "verifier": VERIFIER})
    token = {"handover": handover, "session": taken.token, "state": brought["state"]}[kind]
    if kind != "session":
        assert world.call("GET", "/v1/session", token=token).code == "not_signed_in"
    assert world.call("POST", "/v1/sso/session", {"token": token, "verifier": VERIFIER}).code == "invalid_token"
    assert world.call("POST", "/v1/password/reset", {"token": token, "password": "x" * 20}).code == "invalid_token"
    assert world.call("POST", "/v1/verification", {"challenge": token, "code": "123456"}).code == "challenge_expired"


def test_a_test_of_a_draft_never_opens_a_session(world: World, provider: Provider) -> None:
    ann = admin(world)
    etag = ann.call("GET", "/v1/sso").headers["ETag"]
    body = {"issuer": provider.issuer, "client_id": provider.client_id, "client_secret": provider.client_secret}
    assert ann.call("PUT", "/v1/sso", body, If_Match=etag).status == 200
    browser = Browser(world, provider)
    started = ann.call("POST", "/v1/sso/test")
    stranger = Browser(world, provider)
    brought = provider.authorize(started.body["location"])
    assert problem(stranger.come_back(brought)) == "sso_expired"
    browser._keep(started)
    browser.come_back(brought)
    assert browser.cookies == {}
