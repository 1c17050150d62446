"""A date on a policy takes nothing away: until it has come, the policy before it holds in full."""

import pytest

from chalicelib.domain.records import Mode
from chalicelib.domain.times import rfc3339
from tests.support.people import Person, signed_in
from world import ADMIN, World

WEEK = 7 * 86400


@pytest.fixture
def admin(world: World) -> Person:
    """An enrolled admin, whom the policy in force asks for a code."""
    return Person(world, world.sign_in(world.enrolled_admin("admins")).token)


def test_a_date_on_a_stronger_policy_does_not_switch_off_the_one_in_force(world: World, admin: Person) -> None:
    world.user("bo@example.com")
    soon = rfc3339(int(world.clock.now) + WEEK)
    preview = admin.preview("all", enforce_from=soon)
    assert (preview["released"], preview["must_enrol"], preview["you"]) == (0, 1, "unaffected")
    saved = admin.save("all", enforce_from=soon).body
    assert (saved["mode"], saved["until_then"], saved["enforce_from"]) == ("all", "admins", soon)
    assert world.login().body["next"] == "verify"
    assert world.login("bo@example.com").body["session"]["mfa_required_from"] == soon
    shown = admin.shown(world.stored(ADMIN))["mfa"]
    assert (shown["required"], shown["why"], shown["state"]) == (True, "policy_admins", "on")
    world.pass_time(WEEK)
    assert world.login("bo@example.com").body["next"] == "enrol"


@pytest.mark.parametrize("mode", ["off", "individual"])
def test_a_date_on_a_weaker_policy_releases_nobody_before_it_has_come(world: World, admin: Person, mode: Mode) -> None:
    soon = rfc3339(int(world.clock.now) + WEEK)
    preview = admin.preview(mode, enforce_from=soon)
    assert (preview["released"], preview["you"]) == (1, "released")
    assert admin.save(mode, enforce_from=soon).status == 200
    world.pass_time(WEEK - 1)
    assert world.login().body["next"] == "verify"
    world.pass_time(1)
    assert world.login().body["next"] == "none"


def test_a_session_by_the_password_alone_gets_no_further_for_a_date(world: World) -> None:
    world.enrolled_admin()
    world.set_policy("off")
    weak = signed_in(world)
    world.set_policy("admins")
    world.set_policy("all", enforce_from=int(world.clock.now) + WEEK)
    for path in ("/v1/users", "/v1/events", "/v1/users/export"):
        assert weak.call("GET", path).code == "step_up_required"


def test_toggles_count_until_the_date_of_the_policy_that_discards_them(world: World) -> None:
    admin, bo = signed_in(world), world.user("bo@example.com")
    world.set_policy("individual")
    assert admin.edit(bo, mfa_required=True).status == 200
    world.set_policy("all", enforce_from=int(world.clock.now) + WEEK)
    assert world.login(bo.email).body["next"] == "enrol"
