"""Nobody is locked out by a rule: resets whose clock ran while nobody asked, lost phones, and the last admin."""

from typing import Any

import pytest

from chalicelib.domain.times import rfc3339
from tests.support.people import Person, signed_in
from world import ADMIN, Enrolled, World

DAY = 86400


@pytest.fixture
def bo(world: World) -> Enrolled:
    """Somebody enrolled, whom the policy then asks for nothing."""
    world.set_policy("all")
    world.user("bo@example.com")
    enrolled = world.enrol("bo@example.com")
    world.set_policy("off")
    return enrolled


def reset(world: World, email: str, admin: Person) -> None:
    answer = admin.call("POST", f"/v1/users/{world.stored(email).id}/reset", {"reason": "lost phone"})
    assert answer.status == 204, answer.text


# Resets


def test_a_reset_made_while_nobody_asks_is_no_lockout_once_somebody_does(world: World, bo: Enrolled) -> None:
    reset(world, bo.email, signed_in(world))
    assert signed_in(world).shown(world.stored(bo.email))["mfa"]["reset_until"] is None
    world.pass_time(2 * DAY)
    world.set_policy("all")
    answer = world.login(bo.email)
    assert (answer.body["next"], answer.body["reason"]) == ("enrol", "reset")
    shown = world.stored(bo.email).reset
    assert shown
    assert shown.until == int(world.clock.now) + DAY, "the clock starts at the first sign-in that is asked"
    world.pass_time(DAY)
    assert world.login(bo.email).code == "enrolment_expired"


def test_an_expired_reset_is_not_passed_by_signing_in_before_a_date(world: World, bo: Enrolled) -> None:
    world.set_policy("all")
    reset(world, bo.email, Person(world, world.enrol().token))
    world.pass_time(DAY)
    world.set_policy("admins", enforce_from=int(world.clock.now) + DAY)
    assert world.login(bo.email).code == "enrolment_expired"


def test_a_clock_stands_still_from_the_day_on_which_the_policy_stops_asking(world: World, bo: Enrolled) -> None:
    world.set_policy("all")
    reset(world, bo.email, Person(world, world.enrol().token))
    world.set_policy("off")
    world.pass_time(2 * DAY)
    world.set_policy("all")
    assert world.login(bo.email).body["next"] == "enrol"


def test_a_toggle_taken_off_and_put_on_again_starts_no_old_clock(world: World) -> None:
    admin, bo = signed_in(world), world.user("bo@example.com")
    world.set_policy("individual")
    admin.edit(bo, mfa_required=True)
    world.enrol(bo.email)
    reset(world, bo.email, admin)
    admin.edit(bo, mfa_required=False)
    world.pass_time(2 * DAY)
    signed_in(world).edit(bo, mfa_required=True)
    assert world.login(bo.email).body["next"] == "enrol"


def test_a_reset_made_while_the_toggle_is_off_starts_its_clock_when_it_is_on_and_asks(world: World) -> None:
    admin, bo = signed_in(world), world.user("bo@example.com")
    world.set_policy("individual")
    admin.edit(bo, mfa_required=True)
    world.enrol(bo.email)
    admin.edit(bo, mfa_required=False)
    reset(world, bo.email, admin)
    world.pass_time(2 * DAY)
    signed_in(world).edit(bo, mfa_required=True)
    assert world.login(bo.email).body["next"] == "enrol"


# Lost phones


def test_a_lost_phone_has_a_way_back_where_the_policy_asks_nothing(world: World, bo: Enrolled) -> None:
    person = signed_in(world, bo.email)
    assert person.call("POST", "/v1/me/authenticator").code == "step_up_required"
    answer = person.call("POST", "/v1/session/step-up", {"recovery_code": bo.recovery_code})
    assert (answer.body["next"], answer.body["reason"]) == ("enrol", "recovery")
    renewed = world.enrol(challenge=answer.challenge)
    assert renewed.secret != bo.secret
    assert Person(world, renewed.token).call("POST", "/v1/me/recovery-code").status == 200


def test_a_wrong_recovery_code_of_a_session_is_a_counted_guess_and_leads_nowhere(world: World, bo: Enrolled) -> None:
    person = signed_in(world, bo.email)
    given = {"recovery_code": "0" * 25}
    codes = [person.call("POST", "/v1/session/step-up", given).code for _ in range(6)]
    assert codes == ["invalid_recovery_code"] * 5 + ["too_many_attempts"]


# The last admin


@pytest.mark.parametrize("change", [{"role": "member"}, {"disabled": True}])
def test_an_admin_whose_reset_ran_out_does_not_count_as_one_who_gets_in(world: World, change: dict[str, Any]) -> None:
    world.user("bea@example.com", role="admin")
    ann = world.enrolled_admin()
    world.enrol("bea@example.com")
    reset(world, "bea@example.com", Person(world, world.sign_in(ann).token))
    world.pass_time(DAY)
    assert world.login("bea@example.com").code == "enrolment_expired"
    admin = Person(world, world.sign_in(ann).token)
    for refused in (
        admin.edit(world.stored(ADMIN), **change),
        admin.call("DELETE", f"/v1/users/{world.stored(ADMIN).id}"),
    ):
        assert (refused.status, refused.body["errors"]) == (409, [{"pointer": "", "code": "last_admin"}])
    reset(world, "bea@example.com", admin)
    assert admin.edit(world.stored(ADMIN), **change).status == 200


def test_an_admin_disabled_by_guesses_still_counts_since_the_recovery_code_gets_in(world: World) -> None:
    world.user("bea@example.com", role="admin")
    ann = world.enrolled_admin()
    world.enrol("bea@example.com")
    world.change_user("bea@example.com", **{"authenticator.failures": 100})
    admin = Person(world, world.sign_in(ann).token)
    assert admin.edit(world.stored(ADMIN), role="member").status == 200


def test_a_reset_of_the_last_other_admin_tells_until_when(world: World) -> None:
    world.user("bea@example.com", role="admin")
    ann = world.enrolled_admin()
    world.enrol("bea@example.com")
    admin = Person(world, world.sign_in(ann).token)
    reset(world, "bea@example.com", admin)
    shown = admin.shown(world.stored("bea@example.com"))["mfa"]
    assert (shown["state"], shown["reset_until"]) == ("reset", rfc3339(int(world.clock.now) + DAY))
