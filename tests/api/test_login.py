"""`POST /v1/login` and `GET /v1/tenants/{tenant}` as a front end meets them."""

import re
from typing import Any

import pytest

from chalicelib.domain.times import rfc3339
from world import ADMIN, PASSWORD, START, World

TOKEN = r"acme\.usr_[0-9a-z]{26}\.[\w-]{43}"
KNOWN = re.compile(r"__Host-known=[\w.-]+; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=7776000")
SESSION = re.compile(rf"__Host-session={TOKEN}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=86400")


def test_a_right_password_where_no_second_factor_is_asked_signs_in(world: World) -> None:
    answer = world.login()
    assert answer.status == 200
    session = answer.body["session"]
    assert answer.body == {"next": "none", "session": session, "known_browser": answer.body["known_browser"]}
    assert re.fullmatch(r"ses_[0-9a-z]{26}", session["id"])
    assert re.fullmatch(TOKEN, session["token"])
    user = world.stored(ADMIN)
    assert {name: value for name, value in session.items() if name not in ("id", "token")} == {
        "amr": ["pwd"],
        "aal": 1,
        "step_up": "password",
        "created_at": rfc3339(START),
        "verified_at": rfc3339(START),
        "fresh_until": rfc3339(START + 600),
        "idle_expires_at": rfc3339(START + 3600),
        "expires_at": rfc3339(START + 86400),
        "user": {"id": user.id, "email": ADMIN, "name": "Ann", "role": "admin", "tenant": "acme"},
    }
    assert user.last_sign_in_at == START


def test_a_bearer_sets_only_the_cookie_of_the_known_browser(world: World) -> None:
    (cookie,) = world.login().headers["Set-Cookie"]
    assert KNOWN.fullmatch(cookie)


def test_with_cookies_no_token_stands_in_the_answer(world: World) -> None:
    headers = {"X_Requested_With": "fetch", "Origin": "https://app.example.com"}
    body = {"tenant": "acme", "email": ADMIN, "password": PASSWORD, "transport": "cookie"}
    answer = world.call("POST", "/v1/login", body, **headers)
    assert answer.status == 200
    assert "token" not in answer.body["session"]
    assert "known_browser" not in answer.body
    session, known = answer.headers["Set-Cookie"]
    assert SESSION.fullmatch(session)
    assert KNOWN.fullmatch(known)


def test_a_policy_that_asks_leads_who_has_no_authenticator_to_enrolment(world: World) -> None:
    world.set_policy("all")
    answer = world.login()
    token = answer.body["challenge"]["token"]
    assert answer.body == {
        "next": "enrol",
        "reason": "policy",
        "challenge": {"token": token, "expires_at": rfc3339(START + 900)},
    }
    assert "Set-Cookie" not in answer.headers


def test_and_who_has_one_to_verification(world: World) -> None:
    world.enrolled_admin()
    answer = world.login()
    token = answer.body["challenge"]["token"]
    assert answer.body == {
        "next": "verify",
        "challenge": {"token": token, "expires_at": rfc3339(int(world.clock.now) + 300)},
    }
    assert "Set-Cookie" not in answer.headers


def test_an_authenticator_that_the_policy_no_longer_asks_for_is_kept_and_used_again(world: World) -> None:
    admin = world.enrolled_admin()
    world.set_policy("off")
    assert world.login().body["next"] == "none"
    world.set_policy("admins")
    assert world.verify(world.login().challenge, world.code(admin.secret)).status == 200


def test_before_the_policys_date_the_session_says_when_it_comes(world: World) -> None:
    world.set_policy("all", enforce_from=START + 100)
    session = world.login().body["session"]
    assert session["mfa_required_from"] == rfc3339(START + 100)
    world.pass_time(100)
    assert world.login().body["next"] == "enrol"


@pytest.mark.parametrize("mode", ["off", "admins", "all", "individual"])
def test_what_each_mode_asks_of_a_member(world: World, mode: Any) -> None:
    world.user("bob@example.com")
    world.set_policy(mode)
    assert world.login("bob@example.com").body["next"] == ("enrol" if mode == "all" else "none")


def test_the_individual_toggle_asks_and_is_forgotten_with_the_mode(world: World) -> None:
    world.set_policy("individual")
    world.user("bob@example.com", toggle=True, toggle_epoch=world.tenant().policy.epoch)
    assert world.login("bob@example.com").body["next"] == "enrol"
    world.set_policy("admins")
    world.set_policy("individual")
    assert world.login("bob@example.com").body["next"] == "none"


@pytest.mark.parametrize(
    ("email", "password", "tenant"),
    [
        (ADMIN, "wrong password", "acme"),
        ("nobody@example.com", PASSWORD, "acme"),
        (ADMIN, PASSWORD, "unknown"),
        (ADMIN, "", "acme"),
        (ADMIN, PASSWORD.upper(), "acme"),
        (ADMIN, PASSWORD + " ", "acme"),
    ],
)
def test_wrong_credentials(world: World, email: str, password: str, tenant: str) -> None:
    answer = world.login(email, password, tenant)
    assert (answer.status, answer.code) == (401, "invalid_credentials")


def test_the_address_is_read_without_regard_to_case(world: World) -> None:
    assert world.login("ANN@Example.Com").status == 200


def test_a_password_hash_of_another_cost_is_made_anew(world: World) -> None:
    weaker = world.stored(ADMIN).password_hash
    stronger = world.deps.settings.model_copy(update={"argon2_passes": 2})
    world.reinstall(settings=stronger)
    assert world.login().status == 200
    renewed = world.stored(ADMIN).password_hash or ""
    assert "t=2" in renewed
    assert renewed != weaker
    assert world.login().status == 200
    assert world.stored(ADMIN).password_hash == renewed


def test_a_password_hash_of_another_cost_is_made_anew_on_the_way_to_verification_too(world: World) -> None:
    world.enrolled_admin()
    world.reinstall(settings=world.deps.settings.model_copy(update={"argon2_passes": 2}))
    assert world.login().body["next"] == "verify"
    assert "t=2" in (world.stored(ADMIN).password_hash or "")


def test_what_a_sign_in_page_needs_to_know_of_its_tenant(world: World) -> None:
    answer = world.call("GET", "/v1/tenants/acme")
    assert answer.status == 200
    assert answer.body == {"slug": "acme", "name": "Acme", "support_contact": None, "sso": False, "sso_domains": []}


@pytest.mark.parametrize("slug", ["unknown", "ab", "A-B-C", "a--b", "-acme", "acme-", "a" * 41, "acme%0a", "..%2facme"])
def test_an_unknown_tenant_is_not_found(world: World, slug: str) -> None:
    answer = world.call("GET", f"/v1/tenants/{slug}")
    assert (answer.status, answer.code) == (404, "not_found")


def test_a_disabled_tenant_is_not_found(world: World) -> None:
    world.change_tenant(disabled=True)
    assert world.call("GET", "/v1/tenants/acme").code == "not_found"
    assert world.login().code == "invalid_credentials"
