"""`/v1/password/forgot`, `/v1/password/reset` and `PUT /v1/me/password`."""

import re
from typing import Any

import pytest

from world import ADMIN, PASSWORD, Answer, World

NEW = "another fine password"


def forgot(world: World, email: str = ADMIN, tenant: str = "acme") -> Answer:
    return world.call("POST", "/v1/password/forgot", {"tenant": tenant, "email": email})


def reset(world: World, token: str, password: str = NEW) -> Answer:
    return world.call("POST", "/v1/password/reset", {"token": token, "password": password})


def change(world: World, token: str, current: str = PASSWORD, password: str = NEW) -> Answer:
    return world.call("PUT", "/v1/me/password", {"current": current, "password": password}, token=token)


def test_an_invitation_sets_the_first_password_and_opens_no_session(world: World) -> None:
    world.found("globex", "gus@example.com")
    assert world.login("gus@example.com", tenant="globex").body["next"] == "none"


def test_a_forgotten_password_is_mailed_a_link_to_the_front_end(world: World) -> None:
    answer = forgot(world)
    assert (answer.status, answer.text) == (202, "")
    assert f"https://app.example.com/acme/password-reset#{world.mailbox.token(ADMIN)}" in world.mailbox.sent[-1]["text"]


def test_a_reset_sets_the_password_and_ends_sessions_and_challenges(world: World) -> None:
    admin = world.enrolled_admin()
    challenge = world.login().challenge
    forgot(world)
    answer = reset(world, world.mailbox.token(ADMIN))
    assert (answer.status, answer.text) == (204, "")
    (cookie,) = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-known=")
    assert world.call("GET", "/v1/session", token=admin.token).code == "not_signed_in"
    assert world.verify(challenge, world.code(admin.secret)).code == "challenge_expired"
    assert world.login().code == "invalid_credentials"
    assert world.mailbox.sent[-1]["text"].count("Your password was changed") == 1


def test_a_bearer_is_told_the_known_browser_and_a_browser_by_its_cookie(world: World) -> None:
    for transport, status in (("bearer", 200), ("cookie", 204)):
        forgot(world)
        body = {"token": world.mailbox.token(ADMIN), "password": NEW, "transport": transport}
        answer = world.call("POST", "/v1/password/reset", body)
        assert answer.status == status
        if transport == "bearer":
            assert set(answer.body) == {"known_browser"}
            assert "Set-Cookie" not in answer.headers
        else:
            assert answer.text == ""
            (cookie,) = answer.headers["Set-Cookie"]
            assert re.fullmatch(
                r"__Host-known=[^;]+; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=7776000", cookie
            )


def test_after_a_reset_the_next_right_password_signs_in_whatever_strangers_had_spent(world: World) -> None:
    for _ in range(11):
        refused = world.login(password="guess")
    assert refused.code == "too_many_attempts"
    forgot(world)
    reset(world, world.mailbox.token(ADMIN))
    assert world.login(password=NEW).status == 200


def test_from_the_browser_that_set_the_password_it_signs_in_whatever_strangers_spend_after(world: World) -> None:
    forgot(world)
    body = {"token": world.mailbox.token(ADMIN), "password": NEW, "transport": "bearer"}
    known = world.call("POST", "/v1/password/reset", body).body["known_browser"]
    for _ in range(11):
        world.login(password="guess")
    assert world.login(password=NEW).code == "too_many_attempts"
    assert world.login(password=NEW, known_browser=known).status == 200


def test_a_reset_never_gives_back_what_a_source_address_has_spent(world: World) -> None:
    for number in range(50):
        world.login(f"user{number}@example.com", password="guess")
    forgot(world)
    reset(world, world.mailbox.token(ADMIN))
    assert world.login(password=NEW).code == "too_many_attempts"


def test_a_reset_voids_the_browsers_that_were_known(world: World) -> None:
    known = world.login().body["known_browser"]
    forgot(world)
    reset(world, world.mailbox.token(ADMIN))
    for _ in range(11):
        world.login(password="guess")
    assert world.login(password=NEW, known_browser=known).code == "too_many_attempts"


def test_invitations_and_forgotten_passwords_have_budgets_of_their_own(world: World) -> None:
    for _ in range(4):
        forgot(world)
    assert len([mail for mail in world.mailbox.sent if mail["to"] == ADMIN]) == 4
    admin = world.login().token
    body = {"email": "bo@example.com", "name": "Bo", "role": "member", "sign_in": "password"}
    made = world.call("POST", "/v1/users", body, token=admin)
    for _ in range(3):
        forgot(world, "bo@example.com")
    assert world.call("POST", f"/v1/users/{made.body['id']}/invite", token=admin).status == 202


def test_a_reset_never_touches_the_authenticator(world: World) -> None:
    admin = world.enrolled_admin()
    forgot(world)
    reset(world, world.mailbox.token(ADMIN))
    answer = world.login(password=NEW)
    assert answer.body["next"] == "verify"
    assert world.verify(answer.challenge, world.code(admin.secret)).status == 200


@pytest.mark.parametrize(("seconds", "status"), [(1799, 204), (1800, 400)])
def test_a_reset_link_works_for_thirty_minutes(world: World, seconds: int, status: int) -> None:
    forgot(world)
    world.pass_time(seconds)
    assert reset(world, world.mailbox.token(ADMIN)).status == status


@pytest.mark.parametrize(("seconds", "status"), [(7 * 86400 - 1, 204), (7 * 86400, 400)])
def test_an_invitation_works_for_seven_days(world: World, seconds: int, status: int) -> None:
    token = world.invite("bob@example.com")
    world.pass_time(seconds)
    assert reset(world, token).status == status


def test_a_newer_mail_voids_the_older_token(world: World) -> None:
    forgot(world)
    older = world.mailbox.token(ADMIN)
    forgot(world)
    assert reset(world, older).code == "invalid_token"
    assert reset(world, world.mailbox.token(ADMIN)).status == 204


def test_a_token_works_once(world: World) -> None:
    forgot(world)
    token = world.mailbox.token(ADMIN)
    assert reset(world, token).status == 204
    again = reset(world, token, "yet another password")
    assert (again.status, again.code) == (400, "invalid_token")


@pytest.mark.parametrize("change", [{"disabled": True}, {"sign_in": "sso", "password_hash": None}])
def test_a_token_of_somebody_who_may_no_longer_sign_in_is_invalid(world: World, change: dict[str, Any]) -> None:
    forgot(world)
    world.change_user(ADMIN, **change)
    assert reset(world, world.mailbox.token(ADMIN)).code == "invalid_token"


def test_a_token_of_a_disabled_tenant_is_invalid(world: World) -> None:
    forgot(world)
    world.change_tenant(disabled=True)
    assert reset(world, world.mailbox.token(ADMIN)).code == "invalid_token"


REFUSED = [
    ("x9" * 7, "too_short"),
    ("x" * 129, "too_long"),
    ("ann@example.com", "equals_identity"),
    ("Acme-ann-example-com", "equals_identity"),
    ("postern acme ann ann", "equals_identity"),
]


@pytest.mark.parametrize(("password", "flaw"), REFUSED)
def test_a_refused_password_leaves_the_token_unused(world: World, password: str, flaw: str) -> None:
    forgot(world)
    answer = reset(world, world.mailbox.token(ADMIN), password)
    assert (answer.status, answer.code) == (422, "invalid_request")
    assert answer.body["errors"] == [{"pointer": "/password", "code": flaw}]
    assert reset(world, world.mailbox.token(ADMIN)).status == 204


def test_the_commonest_passwords_are_refused_where_a_tenant_takes_short_ones(world: World) -> None:
    world.change_tenant(password_min_length=8)
    forgot(world)
    answer = reset(world, world.mailbox.token(ADMIN), "Password1")
    assert answer.body["errors"] == [{"pointer": "/password", "code": "too_common"}]


@pytest.mark.parametrize(
    ("email", "tenant"),
    [
        ("nobody@example.com", "acme"),
        ("sso@example.com", "acme"),
        ("invited@example.com", "acme"),
        ("disabled@example.com", "acme"),
        (ADMIN, "unknown"),
    ],
)
def test_who_has_no_password_gets_no_mail_and_the_same_answer(world: World, email: str, tenant: str) -> None:
    world.user("sso@example.com", sign_in="sso")
    world.user("invited@example.com", status="invited")
    world.user("disabled@example.com", status="disabled")
    answer = forgot(world, email, tenant)
    assert (answer.status, answer.text) == (202, "")
    assert not [mail for mail in world.mailbox.sent if mail["to"] == email and "reset" in mail["text"]]


def test_at_most_three_mails_an_hour_go_to_one_address(world: World) -> None:
    assert len(world.mailbox.sent) == 1, "the invitation has a budget of its own"
    sent = [len(world.mailbox.sent) for _ in range(5) if forgot(world).status == 202]
    assert sent == [2, 3, 4, 4, 4]
    world.pass_time(3600)
    forgot(world)
    assert len(world.mailbox.sent) == 5


def test_at_most_twenty_mails_an_hour_go_out_for_one_source_address(world: World) -> None:
    for number in range(25):
        world.user(f"user{number}@example.com")
        assert forgot(world, f"user{number}@example.com").status == 202
    asked = [mail for mail in world.mailbox.sent if mail["to"].startswith("user")]
    assert len(asked) == 20
    world.address = "192.0.2.2"
    forgot(world, "user24@example.com")
    assert world.mailbox.sent[-1]["to"] == "user24@example.com"


def test_ones_own_password_can_be_changed_by_who_knows_it_and_ends_the_other_sessions(world: World) -> None:
    session, other = world.login().token, world.login().token
    answer = change(world, session)
    assert answer.status == 200
    assert world.call("GET", "/v1/session", token=answer.body["token"]).status == 200
    assert world.call("GET", "/v1/session", token=session).code == "not_signed_in"
    assert world.call("GET", "/v1/session", token=other).code == "not_signed_in"
    assert world.login().code == "invalid_credentials"
    assert world.login(password=NEW).status == 200
    assert "Your password was changed" in world.mailbox.sent[-1]["text"]


def test_a_change_gives_a_new_token_to_the_same_session(world: World) -> None:
    before = world.login().body["session"]
    after = change(world, before["token"]).body
    assert after["token"] != before["token"]
    for name in ("id", "created_at", "expires_at", "amr"):
        assert after[name] == before[name]


def test_a_change_renews_the_known_browser_that_it_came_from_and_voids_all_others(world: World) -> None:
    other, this = world.login().body["known_browser"], world.login()
    known = change(world, this.token).body["known_browser"]
    for _ in range(11):
        world.login(password="guess")
    for void in (other, this.body["known_browser"]):
        assert world.login(password=NEW, known_browser=void).code == "too_many_attempts"
    assert world.login(password=NEW, known_browser=known).status == 200


def test_a_change_by_cookie_sets_session_and_known_browser_anew(world: World) -> None:
    headers = {"X_Requested_With": "fetch", "Origin": "https://app.example.com"}
    body = {"tenant": "acme", "email": ADMIN, "password": PASSWORD, "transport": "cookie"}
    session = world.call("POST", "/v1/login", body, **headers).headers["Set-Cookie"][0].partition(";")[0]
    asked = {"current": PASSWORD, "password": NEW}
    answer = world.call("PUT", "/v1/me/password", asked, Cookie=session, **headers)
    assert {"token", "known_browser"} & set(answer.body) == set()
    assert [cookie.partition("=")[0] for cookie in answer.headers["Set-Cookie"]] == ["__Host-session", "__Host-known"]


def test_wrong_current_passwords_spend_the_logins_budget(world: World) -> None:
    token = world.login().token
    for _ in range(10):
        assert change(world, token, current="wrong").code == "invalid_credentials"
    assert change(world, token).code == "too_many_attempts"
    assert world.login().code == "too_many_attempts"


def test_a_wrong_current_password_changes_nothing(world: World) -> None:
    answer = change(world, world.login().token, current="wrong")
    assert (answer.status, answer.code) == (401, "invalid_credentials")
    assert world.login().status == 200


@pytest.mark.parametrize(("password", "flaw"), REFUSED)
def test_a_refused_new_password_changes_nothing(world: World, password: str, flaw: str) -> None:
    answer = change(world, world.login().token, password=password)
    assert answer.body["errors"] == [{"pointer": "/password", "code": flaw}]
    assert world.login().status == 200


def test_the_identity_provider_keeps_an_sso_users_password(world: World) -> None:
    token = world.sso_session("sso@example.com")
    answer = change(world, token)
    assert (answer.status, answer.code) == (409, "conflict")


def test_changing_a_password_needs_a_fresh_session(world: World) -> None:
    token = world.login().token
    world.pass_time(601)
    assert change(world, token).code == "step_up_required"
