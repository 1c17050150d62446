"""Signing in through an identity provider: the ways that lead to a session."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.domain.oidc import pkce
from chalicelib.domain.times import rfc3339
from tests.support.people import signed_in as admin
from world import ADMIN, START, World
from world.provider import ABSENT, Provider, rsa_key
from world.sso import EMAIL, ORIGIN, Browser, activate, problem, set_up

VERIFIER = "kept-by-the-client-" + "v" * 30
WELL_KNOWN = {"email": EMAIL, "email_verified": True, "name": "Eve Example"}


@pytest.fixture
def provider(world: World) -> Iterator[Provider]:
    with set_up(world) as running:
        running.person |= WELL_KNOWN
        yield running


@pytest.fixture
def browser(world: World, provider: Provider) -> Browser:
    """Of somebody whom an admin has prepared for single sign-on."""
    world.user(EMAIL, sign_in="sso")
    return Browser(world, provider)


def asked(answer: Any) -> dict[str, str]:
    """What the provider is asked for."""
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.body["location"]).query).items()}


def test_the_first_sign_in_links_by_the_verified_address_and_says_so(world: World, browser: Browser) -> None:
    landed = browser.sign_in()
    assert (landed.status, landed.headers["Location"]) == (302, f"{ORIGIN}/acme")
    session = browser.session()
    assert (session["user"]["email"], session["amr"], session["aal"]) == (EMAIL, ["sso"], 1)
    assert session["step_up"] == "sso"
    kinds = [each["type"] for each in admin(world).get(f"/v1/events?user={session['user']['id']}")["items"]]
    assert kinds == ["sign_in.succeeded", "user.linked"]
    assert "linked to your company" in world.mailbox.sent[-1]["text"]
    assert world.mailbox.sent[-1]["to"] == EMAIL


def test_a_linked_user_is_known_by_the_subject_whatever_the_address(world: World, browser: Browser) -> None:
    browser.sign_in()
    sent = len(world.mailbox.sent)
    again = Browser(world, browser.provider)
    again.sign_in(email="eve.married@example.com", email_verified=False)
    assert again.session()["user"]["email"] == EMAIL
    assert len(world.mailbox.sent) == sent


def test_the_provider_is_asked_for_a_code_with_everything_that_binds_it(browser: Browser) -> None:
    started = browser.start(login_hint=EMAIL)
    query = asked(started)
    assert started.body["location"].startswith(f"{browser.provider.issuer}/authorize?")
    assert (query["response_type"], query["scope"], query["login_hint"]) == ("code", "openid email profile", EMAIL)
    assert query["redirect_uri"] == f"{ORIGIN}/v1/sso/acme/callback"
    assert query["code_challenge_method"] == "S256"
    assert len({query["state"], query["nonce"], query["code_challenge"]}) == 3
    assert "prompt" not in query
    cookie = started.headers["Set-Cookie"][0]
    assert cookie.startswith("__Host-sso-")
    assert cookie.partition("; ")[2] == "Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600"


def test_two_tabs_do_not_meet(browser: Browser) -> None:
    first, second = browser.start(), browser.start()
    assert len([name for name in browser.cookies if name.startswith("__Host-sso-")]) == 2
    for started in (second, first):
        assert problem(browser.come_back(browser.provider.authorize(started.body["location"]))) == ""
    assert not [name for name in browser.cookies if name.startswith("__Host-sso-")]


@pytest.mark.parametrize(
    ("wished", "location"),
    [
        (None, f"{ORIGIN}/acme"),
        ("/acme/settings?x=1#y", f"{ORIGIN}/acme/settings?x=1#y"),
        ("https://shop.example.com/basket", "https://shop.example.com/basket"),
        ("https://evil.example/", f"{ORIGIN}/acme"),
        ("//evil.example", f"{ORIGIN}/acme"),
        ("/v1/session", f"{ORIGIN}/acme"),
    ],
)
def test_the_browser_ends_where_it_wished_to_if_it_may(
    world: World, browser: Browser, wished: str | None, location: str
) -> None:
    world.reinstall(settings=world.deps.settings.model_copy(update={"return_origins": {"https://shop.example.com"}}))
    assert browser.sign_in(wish={"return_to": wished} if wished else {}).headers["Location"] == location


def test_a_bearer_client_is_handed_its_session_once(world: World, browser: Browser) -> None:
    started = world.call(
        "POST", "/v1/sso/acme/start", {"transport": "bearer", "handover": pkce.challenge(VERIFIER)}, Origin=ORIGIN
    )
    assert "Set-Cookie" not in started.headers
    landed = browser.come_back(browser.provider.authorize(started.body["location"]))
    base, _, token = landed.headers["Location"].partition("#")
    assert base == f"{ORIGIN}/acme/sso"
    assert "Set-Cookie" not in landed.headers
    taken = world.call("POST", "/v1/sso/session", {"token": token, "verifier": VERIFIER})
    assert (taken.body["next"], taken.body["session"]["user"]["email"]) == ("none", EMAIL)
    assert world.call("GET", "/v1/session", token=taken.token).status == 200
    again = world.call("POST", "/v1/sso/session", {"token": token, "verifier": VERIFIER})
    assert (again.status, again.code) == (400, "invalid_token")


def test_a_handover_lasts_a_minute(world: World, browser: Browser) -> None:
    started = world.call("POST", "/v1/sso/acme/start", {"handover": pkce.challenge(VERIFIER)})
    landed = browser.come_back(browser.provider.authorize(started.body["location"]))
    world.pass_time(60)
    body = {"token": landed.headers["Location"].partition("#")[2], "verifier": VERIFIER}
    assert world.call("POST", "/v1/sso/session", body).code == "invalid_token"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"transport": "bearer"},
        {"handover": "short"},
        {"handover": "v" * 44},
        {"transport": "cookie", "return_to": 5},
        {"transport": "cookie", "login_hint": "x" * 255},
        {"transport": "cookie", "nonce": "mine"},
    ],
)
def test_a_start_is_strict_about_its_shape(browser: Browser, body: dict[str, Any]) -> None:
    assert browser.call("POST", "/v1/sso/acme/start", body).code == "invalid_request"


@pytest.mark.parametrize("what", ["off", "disabled", "unknown"])
def test_where_sso_is_off_all_tenants_say_the_same(world: World, provider: Provider, what: str) -> None:
    browser = Browser(world, provider)
    if what == "off":
        activate(world, provider)
        admin(world).call("DELETE", "/v1/sso")
    elif what == "disabled":
        world.change_tenant(disabled=True)
    else:
        browser.tenant = "nobody"
    answer = browser.start()
    assert (answer.status, answer.body["errors"]) == (409, [{"pointer": "", "code": "sso_off"}])
    assert "Set-Cookie" not in answer.headers


def test_the_sign_in_page_learns_whether_and_for_whom(world: World) -> None:
    before = world.call("GET", "/v1/tenants/acme").body
    assert (before["sso"], before["sso_domains"]) == (False, [])
    with set_up(world, domains=["example.com"]):
        after = world.call("GET", "/v1/tenants/acme").body
    assert (after["sso"], after["sso_domains"]) == (True, ["example.com"])


@pytest.mark.parametrize(
    ("amr", "shown", "aal"),
    [(ABSENT, ["sso"], 1), (["pwd", "otp"], ["sso", "pwd", "otp"], 2), (["mfa", 5, "sms"], ["sso", "mfa"], 2)],
)
def test_the_session_says_what_the_provider_says(browser: Browser, amr: Any, shown: list[str], aal: int) -> None:
    browser.provider.claims = {"amr": amr}
    browser.sign_in()
    assert (browser.session()["amr"], browser.session()["aal"]) == (shown, aal)


@pytest.mark.parametrize("mode", ["off", "admins", "all", "individual"])
def test_no_policy_asks_for_a_second_step(world: World, browser: Browser, mode: Any) -> None:
    world.set_policy(mode)
    browser.sign_in()
    assert browser.session()["aal"] == 1
    assert browser.call("GET", "/v1/me/sessions").status == 200


@pytest.mark.parametrize(
    ("auth_time", "fresh_until"),
    [(START - 100, rfc3339(START + 500)), (START + 900, rfc3339(START + 600)), (START - 601, None), (ABSENT, None)],
)
def test_a_session_is_fresh_by_the_providers_word(browser: Browser, auth_time: Any, fresh_until: str | None) -> None:
    browser.provider.claims = {"auth_time": auth_time}
    browser.sign_in()
    assert browser.session()["fresh_until"] == fresh_until


def test_a_session_of_a_provider_lives_a_day_at_most(world: World, browser: Browser) -> None:
    world.change_tenant(session_absolute_seconds=30 * 86400)
    browser.sign_in()
    assert browser.session()["expires_at"] == rfc3339(START + 86400)


def test_userinfo_is_asked_where_the_token_has_no_address(browser: Browser) -> None:
    provider = browser.provider
    provider.claims = {"email": ABSENT, "email_verified": True}
    provider.userinfo = {"sub": provider.person["sub"], "email": EMAIL}
    assert problem(browser.sign_in()) == "sso_email_unverified"
    provider.userinfo |= {"email_verified": True}
    assert problem(browser.sign_in()) == ""
    assert browser.session()["user"]["email"] == EMAIL


def test_a_linked_user_needs_no_address(browser: Browser) -> None:
    browser.sign_in()
    browser.provider.claims = {"email": ABSENT, "email_verified": ABSENT}
    before = browser.provider.requests.count("GET /userinfo")
    assert problem(browser.sign_in()) == ""
    assert browser.provider.requests.count("GET /userinfo") == before


@pytest.mark.parametrize("mode", ["off", "individual"])
def test_somebody_new_becomes_a_member_where_the_tenant_wants_that(world: World, mode: Any) -> None:
    world.set_policy(mode)
    with set_up(world, create_users=True, domains=["example.com"]) as provider:
        provider.person |= {"email": "New.Person@example.com", "email_verified": True, "name": "  New\x07 Person  "}
        browser = Browser(world, provider)
        browser.sign_in()
        user = browser.session()["user"]
        assert (user["email"], user["name"], user["role"]) == ("new.person@example.com", "New Person", "member")
        assert admin(world).newest("user.created")["detail"] == {"role": "member", "via": "sso"}
        browser.sign_in()
        assert len(admin(world).get("/v1/users?sign_in=sso")["items"]) == 1


@pytest.mark.parametrize("name", [ABSENT, "", "—", 5, "x" * 300])
def test_a_name_that_is_none_is_made_of_the_address(world: World, name: Any) -> None:
    with set_up(world, create_users=True, domains=["example.com"]) as provider:
        provider.person |= WELL_KNOWN
        provider.claims = {"name": name}
        browser = Browser(world, provider)
        browser.sign_in()
        assert browser.session()["user"]["name"] in {"eve", "x" * 100}


def test_a_key_that_was_replaced_is_found(world: World, browser: Browser) -> None:
    browser.sign_in()
    browser.provider.key = rsa_key("rsa-2")
    world.pass_time(60)
    assert problem(browser.sign_in()) == ""


def test_the_secret_is_sent_where_the_test_found_that_it_belongs(world: World) -> None:
    with set_up(world, client_auth="post") as provider:
        provider.person |= WELL_KNOWN
        provider.takes = {"post"}
        world.user(EMAIL, sign_in="sso")
        assert problem(Browser(world, provider).sign_in()) == ""


def test_starts_of_one_source_are_limited_and_given_back_by_success(world: World, browser: Browser) -> None:
    world.reinstall(settings=world.deps.settings.model_copy(update={"address_attempts": 2}))
    for _ in range(4):
        assert problem(browser.sign_in()) == ""
    assert browser.start().status == browser.start().status == 200
    refused = browser.start()
    assert (refused.status, refused.code) == (429, "too_many_attempts")
    assert int(refused.headers["Retry-After"]) <= 300
    world.address = "192.0.2.9"
    assert browser.start().status == 200


def test_metadata_that_cannot_be_read_stop_the_start_and_nothing_else(world: World, browser: Browser) -> None:
    browser.provider.faults["/.well-known/openid-configuration"] = "500"
    for _ in range(3):
        answer = browser.start()
        assert (answer.status, answer.code) == (503, "try_again")
    paused = browser.start()
    assert (paused.status, paused.headers["Retry-After"]) == (503, "30")
    assert world.login(ADMIN).status == 200
    browser.provider.faults.clear()
    world.pass_time(30)
    assert problem(browser.sign_in()) == ""


def test_head_and_other_methods_are_no_callback(world: World, browser: Browser) -> None:
    for method in ("HEAD", "POST"):
        assert world.call(method, "/v1/sso/acme/callback").status == 405


def test_parameters_that_nobody_knows_are_ignored(browser: Browser) -> None:
    started = browser.start()
    brought = browser.provider.authorize(started.body["location"])
    assert problem(browser.come_back({**brought, "session_state": ["a", "b"], "scope": "openid"})) == ""
