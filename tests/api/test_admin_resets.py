"""An admin resets a user's authenticator."""

from typing import Any

import pytest

from chalicelib.domain.times import rfc3339
from tests.support.people import Person, authenticator, counted, signed_in
from world import ADMIN, START, World


@pytest.fixture
def boss(world: World) -> Person:
    return Person(world, world.enrolled_admin().token)


def test_after_a_reset_authenticator_recovery_code_and_sessions_are_gone_at_once(world: World, boss: Person) -> None:
    world.user("bo@example.com")
    bo = world.enrol("bo@example.com")
    verify = world.login("bo@example.com").challenge
    user = world.stored("bo@example.com")
    with counted(world) as calls:
        assert boss.call("POST", f"/v1/users/{user.id}/reset", {"reason": "lost phone"}).status == 204
    assert calls["TransactWriteItems"] == 1
    assert world.call("GET", "/v1/session", token=bo.token).code == "not_signed_in"
    assert world.verify(verify, world.code(bo.secret)).code == "challenge_expired"
    login = world.login("bo@example.com")
    assert (login.body["next"], login.body["reason"]) == ("enrol", "reset")
    recovery = {"challenge": login.challenge, "recovery_code": bo.recovery_code}
    assert world.call("POST", "/v1/recovery", recovery).code == "challenge_expired"
    assert world.enrol("bo@example.com", challenge=login.challenge).secret != bo.secret
    assert boss.shown(user)["mfa"]["state"] == "on"


def test_a_reset_is_on_record_with_its_reason_and_told_by_mail(world: World, boss: Person) -> None:
    world.user("bo@example.com")
    world.enrol("bo@example.com")
    bo = world.stored("bo@example.com")
    boss.call("POST", f"/v1/users/{bo.id}/reset", {"reason": "lost phone"})
    event = boss.newest("authenticator.reset")
    assert (event["actor"], event["user"]) == (world.stored(ADMIN).id, bo.id)
    assert event["detail"] == {"reason": "lost phone"}
    mail = world.mailbox.sent[-1]
    assert mail["to"] == "bo@example.com"
    assert "within 24 hours" in mail["text"]
    assert boss.shown(bo)["mfa"]["state"] == "reset"


def test_a_reset_that_has_run_out_asks_for_another_which_restarts_the_time(world: World, boss: Person) -> None:
    boss.call("PATCH", "/v1/tenant", {"reset_seconds": 3600})
    world.user("bo@example.com")
    world.enrol("bo@example.com")
    bo = world.stored("bo@example.com")
    reset = f"/v1/users/{bo.id}/reset"
    boss.call("POST", reset, {"reason": "lost"})
    world.pass_time(3599)
    assert world.login("bo@example.com").body["next"] == "enrol"
    challenge = world.login("bo@example.com").challenge
    world.pass_time(1)
    assert world.login("bo@example.com").code == "enrolment_expired"
    assert world.call("POST", "/v1/enrolment", {"challenge": challenge}).code == "enrolment_expired"
    assert world.login("bo@example.com", password="wrong").code == "invalid_credentials"
    again = Person(world, world.sign_in(_ann(world, boss)).token)
    assert again.call("POST", reset, {"reason": "too late"}).status == 204
    assert world.login("bo@example.com").body["reason"] == "reset"


def _ann(world: World, boss: Person) -> Any:
    """The admin with the authenticator that `boss` signed in with."""
    from chalicelib.domain import totp
    from world import Enrolled

    ann = world.stored(ADMIN)
    assert ann.authenticator
    secret = world.deps.vault.open(ann.authenticator.secret, tenant="acme", user=ann.id, purpose="totp")
    return Enrolled(ADMIN, totp.secret_text(secret), boss.token, "", "")


def test_whom_nothing_can_be_reset_of(world: World, boss: Person) -> None:
    for user, code in (
        (world.user("bare@example.com"), "not_enrolled"),
        (world.user("sso@example.com", sign_in="sso", authenticator=authenticator()), "not_enrolled"),
        (world.stored(ADMIN), "oneself"),
    ):
        refused = boss.call("POST", f"/v1/users/{user.id}/reset", {"reason": "lost"})
        assert (refused.status, refused.body["errors"]) == (409, [{"pointer": "", "code": code}])


def test_a_reset_needs_a_reason(world: World, boss: Person) -> None:
    bo = world.user("bo@example.com", authenticator=authenticator())
    for body in ({}, {"reason": " "}, {"reason": 7}):
        assert boss.call("POST", f"/v1/users/{bo.id}/reset", body).code == "invalid_request"
    assert world.stored("bo@example.com").authenticator


def test_a_reset_stands_where_the_mail_fails(world: World, boss: Person) -> None:
    bo = world.user("bo@example.com", authenticator=authenticator())
    world.mailbox.is_broken = True
    assert boss.call("POST", f"/v1/users/{bo.id}/reset", {"reason": "lost"}).status == 204
    assert world.stored("bo@example.com").authenticator is None


def test_a_disabled_authenticator_works_again_after_a_reset(world: World, boss: Person) -> None:
    bo = world.user("bo@example.com", authenticator=authenticator(failures=100))
    assert boss.shown(bo)["mfa"]["state"] == "disabled"
    boss.call("POST", f"/v1/users/{bo.id}/reset", {"reason": "locked"})
    world.enrol("bo@example.com")
    assert boss.shown(bo)["mfa"]["state"] == "on"


def test_while_the_time_runs_the_list_says_until_when(world: World, boss: Person) -> None:
    bo = world.user("bo@example.com", authenticator=authenticator())
    assert boss.shown(bo)["mfa"]["reset_until"] is None
    boss.call("POST", f"/v1/users/{bo.id}/reset", {"reason": "lost"})
    assert boss.shown(bo)["mfa"]["reset_until"] == rfc3339(int(world.clock.now) + 86400)
    world.enrol("bo@example.com")
    assert boss.shown(bo)["mfa"]["reset_until"] is None


def test_a_second_reset_restarts_the_time(world: World, boss: Person) -> None:
    bo = world.user("bo@example.com", authenticator=authenticator())
    for minute in range(2):
        world.clock.now = START + 60 * (minute + 1)
        assert boss.call("POST", f"/v1/users/{bo.id}/reset", {"reason": "lost"}).status == 204
        assert boss.shown(bo)["mfa"]["reset_until"] == rfc3339(int(world.clock.now) + 86400)


def test_where_the_policy_asks_nothing_the_time_starts_at_the_first_sign_in_after_it_asks(world: World) -> None:
    admin = signed_in(world)
    bo = world.user("bo@example.com", authenticator=authenticator())
    assert admin.call("POST", f"/v1/users/{bo.id}/reset", {"reason": "lost"}).status == 204
    assert "from the day on which a code is asked for" in world.mailbox.sent[-1]["text"]
    assert admin.shown(bo)["mfa"]["reset_until"] is None
    assert world.login("bo@example.com").body["next"] == "none"
    world.pass_time(30 * 86400)
    world.set_policy("all")
    login = world.login("bo@example.com")
    assert (login.body["next"], login.body["reason"]) == ("enrol", "reset")
    boss = Person(world, world.enrol().token)
    assert boss.shown(bo)["mfa"]["reset_until"] == rfc3339(int(world.clock.now) + 86400)
    world.pass_time(86400)
    assert world.login("bo@example.com").code == "enrolment_expired"


def test_a_window_that_ran_while_nobody_asked_shuts_nobody_out(world: World, boss: Person) -> None:
    bo = world.user("bo@example.com", authenticator=authenticator())
    boss.call("POST", f"/v1/users/{bo.id}/reset", {"reason": "lost"})
    world.set_policy("off")
    assert boss.shown(bo)["mfa"]["reset_until"] is None
    world.pass_time(2 * 86400)
    world.set_policy("all")
    assert world.login("bo@example.com").body["reason"] == "reset"
