"""Single sign-on that ends without a session: the problem outward, the exact reason in the record, nothing changed."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.injected import THROTTLED, failing
from tests.support.people import signed_in as admin
from world import START, World
from world.provider import ABSENT, Provider, ec_key, hmac_with, rsa_key
from world.sso import EMAIL, Browser, activate, problem, set_up

LIES: list[tuple[str, dict[str, Any], str, str]] = [
    ("another issuer", {"claims": {"iss": "https://evil.example"}}, "sso_failed", "id_token_iss"),
    ("another audience", {"claims": {"aud": "other"}}, "sso_failed", "id_token_aud"),
    ("several audiences", {"claims": {"aud": ["postern", "other"]}}, "sso_failed", "id_token_azp"),
    ("another party", {"claims": {"azp": "other"}}, "sso_failed", "id_token_azp"),
    ("another nonce", {"claims": {"nonce": "other"}}, "sso_failed", "id_token_nonce"),
    ("no nonce", {"claims": {"nonce": ABSENT}}, "sso_failed", "id_token_nonce"),
    ("expired", {"claims": {"exp": START - 60}}, "sso_failed", "id_token_exp"),
    ("issued in the future", {"claims": {"iat": START + 61}}, "sso_failed", "id_token_iat"),
    ("not valid yet", {"claims": {"nbf": START + 61}}, "sso_failed", "id_token_nbf"),
    ("no subject", {"claims": {"sub": ABSENT}}, "sso_failed", "id_token_sub"),
    ("an endless subject", {"claims": {"sub": "x" * 256}}, "sso_failed", "id_token_sub"),
    ("an unknown key", {"header": {"kid": "other"}}, "sso_failed", "id_token_key"),
    ("a key of another type", {"published": [ec_key("rsa-1").jwk]}, "sso_failed", "id_token_key"),
    ("another key", {"sign": rsa_key("rsa-2").sign}, "sso_failed", "id_token_signature"),
    ("no signature", {"sign": lambda _: b""}, "sso_failed", "id_token_signature"),
    ("none", {"header": {"alg": "none"}, "sign": lambda _: b""}, "sso_failed", "id_token_alg"),
    (
        "HMAC with the public key",
        {"header": {"alg": "HS256"}, "sign": hmac_with(rsa_key().jwk["n"].encode())},
        "sso_failed",
        "id_token_alg",
    ),
    ("another algorithm", {"header": {"alg": "RS512"}}, "sso_failed", "id_token_alg"),
    ("another type", {"header": {"typ": "at+jwt"}}, "sso_failed", "id_token_typ"),
    ("critical extensions", {"header": {"crit": ["b64"]}}, "sso_failed", "id_token_crit"),
    ("a key of its own", {"header": {"jwk": rsa_key().jwk}}, "sso_failed", "id_token_jwk"),
    ("an address of keys", {"header": {"jku": "https://evil.example"}}, "sso_failed", "id_token_jku"),
    ("no ID token", {"answer": {"id_token": ABSENT}}, "sso_failed", "id_token_missing"),
    ("an encrypted ID token", {"answer": {"id_token": "a.b.c.d.e"}}, "sso_failed", "id_token_encrypted"),
    ("another secret", {"client_secret": "other"}, "sso_failed", "invalid_client"),
    ("an address not verified", {"person": {"email_verified": False}}, "sso_email_unverified", "email_unverified"),
    ("an address perhaps verified", {"person": {"email_verified": "true"}}, "sso_email_unverified", "email_unverified"),
    ("no address", {"person": {"email": ABSENT}, "userinfo": {"sub": "248289761001"}}, "sso_no_email", "email_missing"),
    ("a name for an address", {"person": {"email": "eve"}}, "sso_no_email", "email_malformed"),
    ("an unknown address", {"person": {"email": "x@example.com"}}, "sso_no_user", "no_such_user"),
    ("UserInfo of another", {"person": {"email": ABSENT}, "userinfo": {"sub": "x"}}, "sso_failed", "userinfo_sub"),
    ("a mixed-up answer", {"callback": {"iss": "https://evil.example"}}, "sso_failed", "answer_iss"),
    ("an empty issuer", {"callback": {"iss": ""}}, "sso_failed", "answer_iss"),
    (
        "a missing issuer",
        {"metadata": {"authorization_response_iss_parameter_supported": True}},
        "sso_failed",
        "answer_iss_missing",
    ),
    ("no code", {"callback": {"code": ABSENT}}, "sso_failed", "code_missing"),
    ("an unknown code", {"callback": {"code": "other"}}, "sso_failed", "invalid_grant"),
    ("an endless code", {"callback": {"code": "x" * 4097}}, "sso_failed", "code_too_long"),
    ("two codes", {"callback": {"code": ["a", "b"]}}, "sso_failed", "answer_repeated"),
    ("two issuers", {"callback": {"iss": ["a", "a"]}}, "sso_failed", "answer_repeated"),
    ("denied", {"callback": {"code": ABSENT, "error": "access_denied"}}, "sso_denied", "provider_access_denied"),
    ("no consent", {"callback": {"error": "consent_required"}}, "sso_denied", "provider_consent_required"),
    ("an error of the server", {"callback": {"error": "server_error"}}, "sso_unavailable", "provider_server_error"),
    ("an error of its own", {"callback": {"error": "<b>x"}}, "sso_failed", "provider_error"),
]
FAULTS = {
    "redirect": ("sso_unavailable", "redirected"),
    "hang": ("sso_unavailable", "slow"),
    "drip": ("sso_unavailable", "slow"),
    "long": ("sso_unavailable", "too_long"),
    "close": ("sso_unavailable", "cut"),
    "cut": ("sso_unavailable", "cut"),
    "404": ("sso_unavailable", "status_404"),
    "500": ("sso_unavailable", "status_500"),
    "html": ("sso_failed", "token_answer_not_json"),
    "400": ("sso_failed", "token_refused"),
}


@pytest.fixture
def provider(world: World) -> Iterator[Provider]:
    with set_up(world) as running:
        running.person |= {"email": EMAIL, "email_verified": True}
        yield running


@pytest.fixture
def browser(world: World, provider: Provider) -> Browser:
    world.user(EMAIL, sign_in="sso")
    return Browser(world, provider)


def reason(world: World) -> str:
    """Of the newest failed sign-in, as the tenant's admins find it."""
    return str(admin(world).newest("sign_in.failed")["detail"]["reason"])


@pytest.mark.parametrize(("changes", "told", "why"), [lie[1:] for lie in LIES], ids=[lie[0] for lie in LIES])
def test_each_lie_ends_in_its_problem_and_changes_nothing(
    world: World, browser: Browser, changes: dict[str, Any], told: str, why: str
) -> None:
    for name, value in changes.items():
        before = getattr(browser.provider, name)
        setattr(browser.provider, name, {**before, **value} if name == "person" else value)
    person = {name: value for name, value in browser.provider.person.items() if value is not ABSENT}
    browser.provider.person = person
    landed = browser.sign_in()
    assert problem(landed) == told
    assert landed.headers["Location"].startswith("https://app.example.com/acme?problem=")
    assert "request_id=req-" in landed.headers["Location"]
    assert browser.cookies == {}
    assert reason(world) == why
    assert world.stored(EMAIL).sso_link is None


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_an_endpoint_ends_in_its_problem(world: World, browser: Browser, fault: str) -> None:
    browser.provider.faults["/token"] = fault
    assert problem(browser.sign_in()) == FAULTS[fault][0]
    assert reason(world) == FAULTS[fault][1]
    assert browser.cookies == {}


@pytest.mark.parametrize("path", ["/keys", "/userinfo"])
def test_other_endpoints_are_no_better(world: World, browser: Browser, path: str) -> None:
    browser.provider.person = {"sub": "x"}
    browser.provider.faults[path] = "500"
    assert problem(browser.sign_in()) == "sso_unavailable"
    assert reason(world) == "status_500"


def test_after_three_failures_nobody_calls_for_half_a_minute(world: World, browser: Browser) -> None:
    browser.provider.faults["/token"] = "500"
    waiting = [browser.start() for _ in range(4)]
    for started in waiting:
        assert problem(browser.come_back(browser.provider.authorize(started.body["location"]))) == "sso_unavailable"
    assert browser.provider.requests.count("POST /token") == 3
    failures = admin(world).get("/v1/events?type=sign_in.failed")["items"]
    assert sorted(each["detail"]["reason"] for each in failures) == ["paused", *["status_500"] * 3]
    browser.provider.faults.clear()
    world.pass_time(30)
    assert problem(browser.sign_in()) == ""


@pytest.mark.parametrize(
    "brought", [{}, {"state": ""}, {"state": "unknown"}, {"state": "x" * 5000}, {"error": "access_denied"}]
)
def test_a_state_that_nobody_has_is_expired_and_no_event(
    world: World, browser: Browser, brought: dict[str, str]
) -> None:
    assert problem(browser.come_back(brought)) == "sso_expired"
    assert admin(world).get("/v1/events?type=sign_in.failed")["items"] == []


def test_a_state_lasts_ten_minutes(world: World, browser: Browser) -> None:
    started = browser.start()
    world.pass_time(600)
    assert problem(browser.come_back(browser.provider.authorize(started.body["location"]))) == "sso_expired"


@pytest.mark.parametrize(
    ("changes", "why"), [({"sign_in": "password"}, "signs_in_with_password"), ({"disabled": True}, "disabled")]
)
def test_whoever_may_not_sign_in_so_is_nobody_linked_or_not(
    world: World, browser: Browser, changes: dict[str, Any], why: str
) -> None:
    world.change_user(EMAIL, **changes)
    assert problem(browser.sign_in()) == "sso_no_user"
    assert reason(world) == why
    world.change_user(EMAIL, sign_in="sso", disabled=False)
    assert problem(browser.sign_in()) == ""
    world.change_user(EMAIL, **changes)
    assert problem(browser.sign_in()) == "sso_no_user"
    assert reason(world) == why


def test_an_address_outside_the_domains_is_neither_matched_nor_created(world: World) -> None:
    with set_up(world, domains=["corp.example.com"], create_users=True) as provider:
        provider.person |= {"email": EMAIL, "email_verified": True}
        world.user(EMAIL, sign_in="sso")
        assert problem(Browser(world, provider).sign_in()) == "sso_no_user"
        assert problem(Browser(world, provider).sign_in(email="new@example.com")) == "sso_no_user"
        assert reason(world) == "domain_not_allowed"


def test_a_sign_in_under_way_ends_with_the_set_up_that_it_began_with(world: World, browser: Browser) -> None:
    first, second = browser.start(), browser.start()
    activate(world, browser.provider, id="sso_other")
    assert problem(browser.come_back(browser.provider.authorize(first.body["location"]))) == "sso_expired"
    admin(world).call("DELETE", "/v1/sso")
    assert problem(browser.come_back(browser.provider.authorize(second.body["location"]))) == "sso_off"


def test_what_fails_on_our_side_is_busy_and_no_session(world: World, browser: Browser) -> None:
    started = browser.start()
    with failing(world, "Decrypt", THROTTLED):
        landed = browser.come_back(browser.provider.authorize(started.body["location"]))
    assert problem(landed) == "sso_busy"
    assert browser.cookies == {}
    assert problem(browser.sign_in()) == ""


def test_half_a_link_is_nobodys(world: World, browser: Browser) -> None:
    browser.sign_in()
    world.change_user(EMAIL, sso_link=None)
    assert problem(Browser(world, browser.provider).sign_in()) == "sso_no_user"
    assert reason(world) == "link_broken"
