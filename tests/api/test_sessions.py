"""The session: reading and ending it, stepping up, one's own list, and the actions that want it fresh."""

import re

import pytest

from chalicelib.domain.records import Mode
from chalicelib.domain.times import rfc3339
from world import ADMIN, PASSWORD, START, Answer, Enrolled, World

FRESH_ROUTES = [
    ("POST", "/v1/me/authenticator", None),
    ("POST", "/v1/me/recovery-code", None),
    ("PUT", "/v1/me/password", {"current": PASSWORD, "password": "another fine password"}),
    ("DELETE", "/v1/me/sessions", None),
    ("DELETE", "/v1/me/sessions/{other}", None),
]
USER_ROUTES = [
    ("GET", "/v1/me/sessions"),
    ("DELETE", "/v1/me/sessions"),
    ("DELETE", "/v1/me/sessions/ses_00000000000000000000000000"),
]


def step_up(world: World, token: str, **body: str) -> Answer:
    return world.call("POST", "/v1/session/step-up", body, token=token)


def test_a_session_can_be_read_without_its_token(world: World) -> None:
    opened = world.login().body["session"]
    token = opened.pop("token")
    world.pass_time(30)
    answer = world.call("GET", "/v1/session", token=token)
    assert (answer.status, answer.body) == (200, opened)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer unknown"},
        {"Authorization": "Basic dTpw"},
        {"Cookie": "__Host-session="},
        {"Cookie": "session=x; __Host-session=unknown"},
    ],
)
def test_without_a_session_nobody_is_signed_in(world: World, headers: dict[str, str]) -> None:
    answer = world.call("GET", "/v1/session", **headers)
    assert (answer.status, answer.code) == (401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_signing_out_ends_the_session_and_clears_its_cookie(world: World) -> None:
    token, other = world.login().token, world.login().token
    answer = world.call("DELETE", "/v1/session", token=token)
    assert (answer.status, answer.text) == (204, "")
    assert answer.headers["Set-Cookie"] == [
        "__Host-session=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0",
    ]
    assert world.call("GET", "/v1/session", token=token).code == "not_signed_in"
    assert world.call("GET", "/v1/session", token=other).status == 200


def test_a_session_idles_out_after_an_hour_and_lives_on_with_use(world: World) -> None:
    used, left = world.login().token, world.login().token
    for _ in range(3):
        world.pass_time(3599)
        assert world.call("GET", "/v1/session", token=used).status == 200
    assert world.call("GET", "/v1/session", token=left).code == "not_signed_in"
    world.pass_time(3600)
    assert world.call("GET", "/v1/session", token=used).code == "not_signed_in"


def test_a_session_ends_after_a_day_however_much_it_is_used(world: World) -> None:
    token = world.login().token
    for _ in range(47):
        world.pass_time(1800)
        answer = world.call("GET", "/v1/session", token=token)
        assert answer.status == 200
    assert answer.body["idle_expires_at"] == rfc3339(START + 86400)
    world.pass_time(1800)
    assert world.call("GET", "/v1/session", token=token).code == "not_signed_in"


def test_the_tenant_sets_the_lifetimes(world: World) -> None:
    world.change_tenant(session_idle_seconds=900, session_absolute_seconds=7200)
    session = world.login().body["session"]
    assert session["idle_expires_at"] == rfc3339(START + 900)
    assert session["expires_at"] == rfc3339(START + 7200)


def test_use_within_a_minute_writes_nothing(world: World) -> None:
    token = world.login().token
    world.pass_time(59)
    assert world.call("GET", "/v1/session", token=token).body["idle_expires_at"] == rfc3339(START + 3600)
    world.pass_time(1)
    assert world.call("GET", "/v1/session", token=token).body["idle_expires_at"] == rfc3339(START + 3660)


@pytest.mark.parametrize("change", [{"disabled": True}, {"epoch": 99}])
def test_a_session_ends_with_its_user(world: World, change: dict[str, int]) -> None:
    token = world.login().token
    world.change_user(ADMIN, **change)
    assert world.call("GET", "/v1/session", token=token).code == "not_signed_in"


def test_a_session_ends_with_its_tenant(world: World) -> None:
    token = world.login().token
    world.change_tenant(disabled=True)
    assert world.call("GET", "/v1/session", token=token).code == "not_signed_in"


def test_the_list_of_ones_own_sessions_is_newest_first_and_marks_this_one(world: World) -> None:
    world.user("bob@example.com")
    world.login("bob@example.com")
    body = {"tenant": "acme", "email": ADMIN, "password": PASSWORD}
    older = world.call("POST", "/v1/login", body, User_Agent="Fire\x07fox" + "x" * 300)
    world.pass_time(60)
    newer = world.login()
    answer = world.call("GET", "/v1/me/sessions", token=older.token)
    first, second = answer.body["items"]
    assert (first["id"], first["current"]) == (newer.body["session"]["id"], False)
    assert second == {
        "id": older.body["session"]["id"],
        "created_at": rfc3339(START),
        "last_seen_at": rfc3339(START + 60),
        "expires_at": rfc3339(START + 86400),
        "amr": ["pwd"],
        "aal": 1,
        "user_agent": "Firefox" + "x" * 193,
        "current": True,
    }


def test_ended_and_expired_sessions_are_not_listed(world: World) -> None:
    world.login()
    world.pass_time(3600)
    ended, token = world.login().token, world.login().token
    world.call("DELETE", "/v1/session", token=ended)
    assert len(world.call("GET", "/v1/me/sessions", token=token).body["items"]) == 1


def test_one_of_ones_own_sessions_can_be_ended(world: World) -> None:
    token, other = world.login().token, world.login()
    answer = world.call("DELETE", f"/v1/me/sessions/{other.body['session']['id']}", token=token)
    assert (answer.status, answer.text) == (204, "")
    assert world.call("GET", "/v1/session", token=other.token).code == "not_signed_in"
    again = world.call("DELETE", f"/v1/me/sessions/{other.body['session']['id']}", token=token)
    assert (again.status, again.code) == (404, "not_found")


def test_all_other_sessions_can_be_ended(world: World) -> None:
    token, others = world.login().token, [world.login().token for _ in range(3)]
    answer = world.call("DELETE", "/v1/me/sessions", token=token)
    assert (answer.status, answer.text) == (204, "")
    assert world.call("GET", "/v1/session", token=token).status == 200
    assert {world.call("GET", "/v1/session", token=other).status for other in others} == {401}
    assert len(world.call("GET", "/v1/me/sessions", token=token).body["items"]) == 1


def test_a_code_steps_the_session_of_an_enrolled_user_up(world: World) -> None:
    admin = world.enrolled_admin()
    world.pass_time(700)
    answer = step_up(world, admin.token, code=world.code(admin.secret))
    assert answer.status == 200
    assert answer.body["verified_at"] == rfc3339(int(world.clock.now))
    assert world.call("POST", "/v1/me/recovery-code", token=answer.body["token"]).status == 200


def test_a_password_steps_the_session_of_who_is_not_enrolled_up(world: World) -> None:
    token = world.login().token
    world.pass_time(700)
    assert world.call("POST", "/v1/me/authenticator", token=token).code == "step_up_required"
    stepped = step_up(world, token, password=PASSWORD).body
    assert stepped["aal"] == 1
    assert world.call("POST", "/v1/me/authenticator", token=stepped["token"]).status == 200


@pytest.mark.parametrize("is_enrolled", [True, False])
def test_a_step_up_gives_a_new_token_to_the_same_session_and_ends_the_old_one(world: World, is_enrolled: bool) -> None:
    if is_enrolled:
        admin = world.enrolled_admin()
        token, shown = admin.token, {"code": world.code(admin.secret)}
    else:
        token, shown = world.login().token, {"password": PASSWORD}
    before = world.call("GET", "/v1/session", token=token).body
    world.pass_time(20)
    stepped = step_up(world, token, **shown).body
    assert stepped["token"] != token
    for name in ("id", "created_at", "expires_at"):
        assert stepped[name] == before[name]
    assert stepped["fresh_until"] == rfc3339(int(world.clock.now) + 600)
    assert world.call("GET", "/v1/session", token=token).code == "not_signed_in"
    after = world.call("GET", "/v1/session", token=stepped.pop("token"))
    assert after.body == stepped


def test_fresh_until_is_null_once_it_is_over(world: World) -> None:
    token = world.login().token
    world.pass_time(600)
    assert world.call("GET", "/v1/session", token=token).body["fresh_until"] == rfc3339(START + 600)
    world.pass_time(1)
    assert world.call("GET", "/v1/session", token=token).body["fresh_until"] is None


def test_a_password_makes_no_session_of_an_enrolled_user_fresh(world: World) -> None:
    world.enrolled_admin()
    world.set_policy("off")
    session = world.login().body["session"]
    assert (session["fresh_until"], session["step_up"]) == (None, "code")


@pytest.mark.parametrize("mode", ["off", "admins"])
def test_with_a_lost_phone_the_recovery_code_steps_up_to_a_new_authenticator_in_every_mode(
    world: World, mode: Mode
) -> None:
    world.user("bo@example.com")
    world.set_policy("all")
    bo = world.enrol("bo@example.com")
    world.set_policy(mode)
    token = world.login("bo@example.com").token
    begun = step_up(world, token, recovery_code=bo.recovery_code.lower())
    assert (begun.status, begun.body["next"], begun.body["reason"]) == (200, "enrol", "recovery")
    renewed = world.enrol("bo@example.com", challenge=begun.challenge)
    assert world.call("GET", "/v1/session", token=renewed.token).body["aal"] == 2
    for ended in (token, bo.token):
        assert world.call("GET", "/v1/session", token=ended).code == "not_signed_in"
    again = step_up(world, renewed.token, recovery_code=bo.recovery_code)
    assert (again.status, again.code) == (401, "invalid_recovery_code")


def test_a_session_too_weak_for_the_policy_recovers_too(world: World) -> None:
    admin = world.enrolled_admin()
    world.set_policy("off")
    weak = world.login().token
    world.set_policy("all")
    assert step_up(world, weak, recovery_code=admin.recovery_code).body["reason"] == "recovery"


def test_until_the_recovery_in_a_session_is_confirmed_everything_stays(world: World) -> None:
    admin = world.enrolled_admin()
    assert step_up(world, admin.token, recovery_code=admin.recovery_code).status == 200
    assert world.call("GET", "/v1/session", token=admin.token).status == 200
    assert world.verify(world.login().challenge, world.code(admin.secret)).status == 200
    assert step_up(world, admin.token, recovery_code=admin.recovery_code).status == 200


def test_a_wrong_recovery_code_does_not_step_up(world: World) -> None:
    admin = world.enrolled_admin()
    answer = step_up(world, admin.token, recovery_code="0" * 25)
    assert (answer.status, answer.code, answer.body["attempts_left"]) == (401, "invalid_recovery_code", 4)


def test_who_has_no_authenticator_steps_up_by_no_recovery_code(world: World) -> None:
    answer = step_up(world, world.login().token, recovery_code="0" * 25)
    assert (answer.status, answer.body["errors"]) == (422, [{"pointer": "/recovery_code", "code": "not_enrolled"}])


@pytest.mark.parametrize("path", ["/v1/enrolment", "/v1/enrolment/confirm"])
def test_a_challenge_made_in_a_session_ends_with_it(world: World, path: str) -> None:
    admin = world.enrolled_admin()
    begun = world.call("POST", "/v1/me/authenticator", token=admin.token).challenge
    secret = world.call("POST", "/v1/enrolment", {"challenge": begun}).body["secret"]
    assert world.call("DELETE", "/v1/session", token=admin.token).status == 204
    code = {"code": world.code(secret)} if path.endswith("confirm") else {}
    assert world.call("POST", path, {"challenge": begun, **code}).code == "challenge_expired"


def test_a_challenge_outlives_the_new_token_of_the_session_that_it_was_made_in(world: World) -> None:
    admin = world.enrolled_admin()
    begun = world.call("POST", "/v1/me/authenticator", token=admin.token).challenge
    assert step_up(world, admin.token, code=world.code(admin.secret)).status == 200
    assert world.call("POST", "/v1/enrolment", {"challenge": begun}).status == 200


def test_an_sso_session_satisfies_the_policy(world: World) -> None:
    token = world.sso_session("sso@example.com")
    world.set_policy("all")
    assert world.call("GET", "/v1/me/sessions", token=token).status == 200


def test_of_more_than_fifty_live_sessions_the_one_unused_for_longest_ends(world: World) -> None:
    first, second = world.login().token, world.login().token
    for _ in range(48):
        world.pass_time(1)
        newest = world.login().token
    world.pass_time(60)
    assert world.call("GET", "/v1/session", token=first).status == 200  # used more lately than the second
    newest = world.login().token
    assert world.call("GET", "/v1/session", token=second).code == "not_signed_in"
    assert world.call("GET", "/v1/session", token=first).status == 200
    assert len(world.call("GET", "/v1/me/sessions", token=newest).body["items"]) == 50


def test_wrong_factors_do_not_step_up(world: World) -> None:
    token = world.login().token
    answer = step_up(world, token, password="wrong")
    assert (answer.status, answer.code) == (401, "invalid_credentials")
    admin = world.enrolled_admin()
    answer = step_up(world, admin.token, code=world.wrong_code(admin.secret))
    assert (answer.status, answer.code, answer.body["attempts_left"]) == (401, "invalid_code", 4)


def test_step_up_takes_the_one_factor_that_the_user_has(world: World) -> None:
    token = world.login().token
    answer = step_up(world, token, code="123456")
    assert (answer.status, answer.body["errors"]) == (422, [{"pointer": "/code", "code": "not_enrolled"}])
    admin = world.enrolled_admin()
    world.set_policy("off")
    answer = step_up(world, admin.token, password=PASSWORD)
    assert (answer.status, answer.body["errors"]) == (422, [{"pointer": "/password", "code": "code_required"}])


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"code": "123456", "password": PASSWORD},
        {"code": "123456", "recovery_code": "0" * 25},
        {"password": PASSWORD, "recovery_code": "0" * 25},
    ],
)
def test_step_up_takes_exactly_one_field(world: World, body: dict[str, str]) -> None:
    assert step_up(world, world.login().token, **body).code == "invalid_request"


def test_sso_users_show_no_factor_of_ours_and_enrol_none(world: World) -> None:
    token = world.sso_session("sso@example.com")
    answer = step_up(world, token, password=PASSWORD)
    assert (answer.status, answer.body["errors"]) == (422, [{"pointer": "", "code": "sso"}])
    answer = world.call("POST", "/v1/me/authenticator", token=token)
    assert (answer.status, answer.code) == (409, "conflict")


@pytest.mark.parametrize(("method", "path", "body"), FRESH_ROUTES)
def test_a_session_older_than_ten_minutes_is_to_step_up(
    world: World, method: str, path: str, body: dict[str, str] | None
) -> None:
    admin = world.enrolled_admin()
    world.pass_time(601 - 30)
    answer = world.call(method, path.replace("{other}", "ses_" + "0" * 26), body, token=admin.token)
    assert (answer.status, answer.code) == (401, "step_up_required")
    assert re.fullmatch(
        r'Bearer error="insufficient_user_authentication", error_description="[^"]+", acr_values="aal2", max_age=600',
        answer.headers["WWW-Authenticate"],
    )
    stepped = step_up(world, admin.token, code=world.code(admin.secret))
    path = path.replace("{other}", world.sign_in(admin).body["session"]["id"])
    assert world.call(method, path, body, token=stepped.body["token"]).status in (200, 204)


def test_a_new_recovery_code_stops_the_old_one_and_the_person_is_told(world: World) -> None:
    admin = world.enrolled_admin()
    answer = world.call("POST", "/v1/me/recovery-code", token=admin.token)
    assert set(answer.body) == {"recovery_code"}
    assert "recovery code was replaced" in world.mailbox.sent[-1]["text"]
    challenge = world.login().challenge
    old = world.call("POST", "/v1/recovery", {"challenge": challenge, "recovery_code": admin.recovery_code})
    assert old.code == "invalid_recovery_code"
    new = world.call("POST", "/v1/recovery", {"challenge": challenge, **answer.body})
    assert new.status == 200


def test_a_recovery_that_the_old_code_began_stops_with_it(world: World) -> None:
    admin = world.enrolled_admin()
    old = {"challenge": world.login().challenge, "recovery_code": admin.recovery_code}
    begun = world.call("POST", "/v1/recovery", old).challenge
    secret = world.call("POST", "/v1/enrolment", {"challenge": begun}).body["secret"]
    assert world.call("POST", "/v1/me/recovery-code", token=admin.token).status == 200
    confirm = {"challenge": begun, "code": world.code(secret)}
    assert world.call("POST", "/v1/enrolment/confirm", confirm).code == "challenge_expired"
    assert world.call("GET", "/v1/session", token=admin.token).status == 200


def test_who_has_no_authenticator_has_no_recovery_code(world: World) -> None:
    answer = world.call("POST", "/v1/me/recovery-code", token=world.login().token)
    assert (answer.status, answer.code) == (409, "conflict")


def test_the_old_authenticator_works_until_its_replacement_is_confirmed(world: World) -> None:
    admin = world.enrolled_admin()
    answer = world.call("POST", "/v1/me/authenticator", token=admin.token)
    assert (answer.body["next"], answer.body["reason"]) == ("enrol", "replace")
    assert world.verify(world.login().challenge, world.code(admin.secret)).status == 200
    renewed = world.enrol(challenge=answer.challenge)
    world.pass_time(30)
    assert "was replaced" in world.mailbox.sent[-1]["text"]
    assert world.verify(world.login().challenge, world.code(admin.secret)).code == "invalid_code"
    assert world.verify(world.login().challenge, world.code(renewed.secret)).status == 200
    assert world.call("GET", "/v1/session", token=admin.token).code == "not_signed_in"


@pytest.mark.parametrize("mode", ["off", "all"])
def test_who_has_no_authenticator_yet_may_set_one_up_in_any_mode(world: World, mode: str) -> None:
    token = world.login().token
    if mode == "all":
        world.set_policy("all", enforce_from=START + 5000)
    answer = world.call("POST", "/v1/me/authenticator", token=token)
    assert answer.body["reason"] == "policy"
    assert world.enrol(challenge=answer.challenge).recovery_code


def by_cookie(world: World, who: Enrolled | None = None, **more: str) -> dict[str, str]:
    """The headers of a browser that has signed in."""
    headers = {"X_Requested_With": "x", "Origin": "https://app.example.com"}
    body = {"tenant": "acme", "email": ADMIN, "password": PASSWORD, "transport": "cookie"}
    cookie = world.call("POST", "/v1/login", body, **headers).headers["Set-Cookie"][0].partition(";")[0]
    return {"Cookie": f"other=1; {cookie}; theme=dark", **more}


def test_a_cookie_carries_the_session(world: World) -> None:
    assert world.call("GET", "/v1/session", **by_cookie(world)).body["user"]["email"] == ADMIN


def test_with_an_authorization_header_the_cookie_is_ignored(world: World) -> None:
    answer = world.call("GET", "/v1/session", **by_cookie(world), Authorization="Bearer unknown")
    assert answer.code == "not_signed_in"


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/session"), *USER_ROUTES])
def test_a_session_too_weak_for_the_policy_of_an_enrolled_user_is_to_step_up(
    world: World, method: str, path: str
) -> None:
    admin = world.enrolled_admin()
    world.set_policy("off")
    weak = world.login().token
    world.set_policy("all")
    answer = world.call(method, path, token=weak)
    if path == "/v1/session":
        assert answer.status == 200
    else:
        assert (answer.status, answer.code) == (401, "step_up_required")
    stepped = step_up(world, weak, code=world.code(admin.secret))
    assert (stepped.body["aal"], stepped.body["amr"]) == (2, ["pwd", "otp"])
    assert world.call("GET", "/v1/me/sessions", token=stepped.body["token"]).status == 200


@pytest.mark.parametrize(("method", "path"), USER_ROUTES)
def test_and_of_one_not_enrolled_is_not_signed_in(world: World, method: str, path: str) -> None:
    weak = world.login().token
    world.set_policy("all")
    answer = world.call(method, path, token=weak)
    assert (answer.status, answer.code) == (401, "not_signed_in")
    assert world.call("GET", "/v1/session", token=weak).status == 200
    assert world.call("DELETE", "/v1/session", token=weak).status == 204
