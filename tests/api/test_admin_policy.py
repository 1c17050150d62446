"""The policy over HTTP: read, previewed, saved."""

import pytest

from chalicelib.domain.records import Mode
from chalicelib.store import users
from tests.support.people import Person, authenticator, census, counted, everybody, fill, signed_in
from world import ADMIN, World

SOON = "2027-01-16T08:00:00Z"
"""A day after the clock's start."""


@pytest.fixture
def admin(world: World) -> Person:
    return signed_in(world)


def test_a_new_tenant_asks_nobody(world: World, admin: Person) -> None:
    answer = admin.call("GET", "/v1/policy")
    assert answer.body == {
        "mode": "off",
        "enforce_from": None,
        "until_then": None,
        "version": 1,
        "changed_at": "2027-01-15T08:00:00Z",
        "changed_by": "operator:test",
    }
    assert answer.headers["ETag"] == '"1"'


@pytest.mark.parametrize("mode", ["admins", "all", "individual"])
def test_saving_answers_the_new_policy(world: World, admin: Person, mode: str) -> None:
    world.pass_time(60)
    answer = admin.save(mode)
    assert (answer.status, answer.headers["ETag"]) == (200, '"2"')
    assert answer.body == {
        "mode": mode,
        "enforce_from": None,
        "until_then": None,
        "version": 2,
        "changed_at": "2027-01-15T08:01:00Z",
        "changed_by": world.stored("ann@example.com").id,
    }


def test_saving_is_on_record_with_both_modes(world: World, admin: Person) -> None:
    admin.save("individual")
    event = admin.newest("policy.changed")
    assert (event["actor"], event["user"]) == (world.stored("ann@example.com").id, None)
    assert event["detail"] == {"mode": "individual", "was": "off"}
    world.pass_time(1)
    admin.save("all", enforce_from=SOON)
    assert admin.newest("policy.changed")["detail"] == {"mode": "all", "was": "individual", "enforce_from": SOON}


def test_anything_but_the_present_etag_saves_nothing(world: World, admin: Person) -> None:
    for etag in ['"2"', '"0"', "1", 'W/"1"', "*", '"1", "2"', ""]:
        refused = admin.call("PUT", "/v1/policy", {"mode": "all"}, If_Match=etag)
        assert (refused.status, refused.code) == (412, "precondition_failed")
        assert world.tenant().policy.mode == "off"


def test_saving_without_if_match_saves_nothing(world: World, admin: Person) -> None:
    refused = admin.call("PUT", "/v1/policy", {"mode": "all"})
    assert (refused.status, refused.code) == (412, "precondition_failed")
    assert world.tenant().policy.version == 1


def test_of_two_who_read_the_same_policy_the_second_is_told(admin: Person) -> None:
    etag = admin.call("GET", "/v1/policy").headers["ETag"]
    assert admin.call("PUT", "/v1/policy", {"mode": "all", "enforce_from": SOON}, If_Match=etag).status == 200
    assert admin.call("PUT", "/v1/policy", {"mode": "off"}, If_Match=etag).code == "precondition_failed"


def test_saving_asks_for_a_fresh_factor_and_previewing_does_not(world: World, admin: Person) -> None:
    world.pass_time(601)
    refused = admin.save("all")
    assert (refused.status, refused.code) == (401, "step_up_required")
    assert "max_age=600" in refused.headers["WWW-Authenticate"]
    assert admin.preview("all")["must_enrol"] == 1
    assert world.tenant().policy.version == 1


def test_keep_required_is_for_individual_only(admin: Person) -> None:
    etag = admin.call("GET", "/v1/policy").headers["ETag"]
    for mode in ("off", "admins", "all"):
        body = {"mode": mode, "keep_required": True}
        saved = admin.call("PUT", "/v1/policy", body, If_Match=etag)
        for answer in (saved, admin.call("POST", "/v1/policy/preview", body)):
            assert answer.status == 422
            assert answer.body["errors"] == [{"pointer": "/keep_required", "code": "not_allowed"}]


def test_a_date_is_rfc_3339_with_an_offset_or_refused(world: World, admin: Person) -> None:
    for moment in [
        "2027-01-16",
        "2027-01-16T08:00:00",
        "tomorrow",
        1_800_086_400,
        True,
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+23:59",
        "1969-12-31T23:59:59Z",
    ]:
        refused = admin.save("all", enforce_from=moment)
        assert (refused.status, refused.body["errors"]) == (422, [{"pointer": "/enforce_from", "code": "invalid"}])
        assert world.tenant().policy.version == 1


def test_a_policy_in_another_shape_is_refused(admin: Person) -> None:
    for body in [{}, {"mode": "some"}, {"mode": "all", "keep_required": "yes"}, {"mode": "all", "x": 1}]:
        assert admin.call("PUT", "/v1/policy", body, If_Match='"1"').code == "invalid_request"


def test_until_the_date_nobody_is_asked_and_sessions_say_when(world: World, admin: Person) -> None:
    assert admin.save("all", enforce_from="2027-01-16T10:00:00+02:00").body["enforce_from"] == SOON
    assert world.login().body["session"]["mfa_required_from"] == SOON
    world.pass_time(86399)
    assert world.login().body["next"] == "none"
    world.pass_time(1)
    assert world.login().body["next"] == "enrol"


def test_the_admin_who_saved_is_no_exception(world: World, admin: Person) -> None:
    assert admin.save("admins").status == 200
    assert admin.call("GET", "/v1/policy").code == "not_signed_in"
    assert admin.call("GET", "/v1/session").status == 200


def test_an_enrolled_admin_who_signed_in_by_password_steps_up(world: World) -> None:
    enrolled = world.enrolled_admin()
    world.set_policy("off")
    admin = signed_in(world)
    assert admin.preview("all")["you"] == "must_verify"
    assert admin.save("all").code == "step_up_required"  # the strongest factor that there is must be the fresh one
    stepped = admin.call("POST", "/v1/session/step-up", {"code": world.code(enrolled.secret)})
    assert stepped.status == 200
    admin.token = stepped.body["token"]
    assert admin.save("all").status == 200
    assert admin.call("GET", "/v1/policy").body["mode"] == "all"


def test_changing_the_mode_discards_the_toggles_and_coming_back_finds_them_off(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    admin.save("individual")
    assert admin.edit(bo, mfa_required=True).body["mfa"]["required"] is True
    admin.save("individual")
    assert admin.shown(bo)["mfa"]["required"] is True
    admin.save("off")
    admin.save("individual")
    assert admin.shown(bo)["mfa"] | {"state": None} == {
        "required": False,
        "why": "individual",
        "enrolled": False,
        "enrolled_at": None,
        "last_used_at": None,
        "state": None,
        "reset_until": None,
    }


def test_keep_required_keeps_exactly_who_was_required_and_nobody_who_comes_after(world: World) -> None:
    boss = Person(world, world.enrolled_admin("admins").token)
    cy, di = world.user("cy@example.com", role="admin"), world.user("di@example.com")

    def required() -> dict[str, bool]:
        return {user["email"][:2]: user["mfa"]["required"] for user in boss.get("/v1/users")["items"]}

    assert boss.save("individual", keep_required=True).status == 200
    assert required() == {"an": True, "cy": True, "di": False}
    boss.create("ed@example.com", role="admin")
    boss.edit(cy, role="member")
    boss.edit(di, role="admin")
    assert required() == {"an": True, "cy": True, "di": False, "ed": False}
    boss.edit(cy, mfa_required=False)
    assert required()["cy"] is False


def _crowd(world: World) -> None:
    known = authenticator()
    world.user("m1@example.com")
    world.user("m2@example.com", authenticator=known)
    world.user("m3@example.com", status="invited")
    world.user("m4@example.com", status="disabled")
    world.user("m5@example.com", sign_in="sso")
    world.user("a1@example.com", role="admin", authenticator=known)
    world.user("a2@example.com", role="admin", sign_in="sso")


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("off", (0, 0, 0, 0)),
        ("admins", (1, 1, 0, 1)),
        ("all", (3, 2, 0, 2)),
        ("individual", (0, 0, 0, 0)),
    ],
)
def test_a_preview_says_in_numbers_who_must_who_has_and_who_is_exempt(
    world: World, admin: Person, mode: str, expected: tuple[int, ...]
) -> None:
    _crowd(world)
    found = admin.preview(mode)
    assert (found["must_enrol"], found["already_enrolled"], found["released"], found["sso_exempt"]) == expected


def test_a_preview_says_who_is_released_and_how_many_toggles_are_lost(world: World, admin: Person) -> None:
    _crowd(world)
    admin.save("individual")
    for email in ("m1@example.com", "m2@example.com"):
        admin.edit(world.stored(email), mfa_required=True)
    admins, same = admin.preview("admins"), admin.preview("individual")
    assert (admins["released"], admins["individual_settings_discarded"]) == (2, 2)
    assert (same["released"], same["individual_settings_discarded"]) == (0, 0)
    assert (same["must_enrol"], same["already_enrolled"]) == (1, 1)


@pytest.mark.parametrize(("was", "keep"), [("off", True), ("admins", True), ("all", True), ("all", False)])
def test_a_preview_of_individual_tells_what_saving_it_will_do(world: World, was: Mode, keep: bool) -> None:
    admin = Person(world, world.enrolled_admin().token)
    _crowd(world)
    world.set_policy(was)
    before, people = world.tenant().policy, everybody(world)
    previewed = admin.preview("individual", keep_required=keep)
    admin.save("individual", keep_required=keep)
    expected = census(people, before, world.tenant().policy)
    assert {name: previewed[name] for name in expected} == expected


def test_a_preview_tells_the_admin_what_it_means_for_oneself(world: World, admin: Person) -> None:
    assert [admin.preview(mode)["you"] for mode in ("off", "admins", "individual")] == [
        "unaffected",
        "must_enrol",
        "unaffected",
    ]
    boss = Person(world, world.enrolled_admin().token)
    assert [boss.preview(mode)["you"] for mode in ("off", "admins", "individual")] == [
        "released",
        "unaffected",
        "released",
    ]


def test_a_preview_names_a_few_who_must_enrol_as_they_will_be(world: World, admin: Person) -> None:
    _crowd(world)
    for number in range(6):
        world.user(f"x{number}@example.com")
    sample = admin.preview("all")["sample"]
    assert len(sample) == 5
    assert all(user["mfa"]["required"] and not user["mfa"]["enrolled"] for user in sample)
    assert admin.preview("off")["sample"] == []


def test_a_preview_changes_nothing(world: World, admin: Person) -> None:
    before = world.tenant()
    admin.preview("all")
    assert world.tenant() == before


def test_saving_is_one_commit_of_the_policy_and_its_event_whatever_the_number_of_users(world: World) -> None:
    admin = signed_in(world)
    costs = []
    for people in (1, 5):
        admin.save("individual")
        policy = world.tenant().policy
        for number in range(people):
            world.user(f"{people}.{number}@example.com", toggle=True, toggle_epoch=policy.epoch)
        with counted(world) as calls:
            assert admin.call("PUT", "/v1/policy", {"mode": "off"}, If_Match=f'"{policy.version}"').status == 200
        costs.append(calls)
    assert costs[0] == costs[1]
    assert costs[0]["TransactWriteItems"] == 1


def test_a_preview_costs_the_same_for_few_and_many(world: World, admin: Person) -> None:
    with counted(world) as few:
        admin.preview("all")
    for number in range(5):
        world.user(f"u{number}@example.com")
    with counted(world) as many:
        assert admin.preview("all")["must_enrol"] == 6
    assert many == few


def test_an_authenticator_that_is_no_longer_asked_for_is_kept_and_used_again(world: World) -> None:
    enrolled = world.enrolled_admin()
    boss = Person(world, enrolled.token)
    boss.save("off")
    assert world.login().body["next"] == "none"
    boss.save("all")
    assert world.login().body["next"] == "verify"


# Schedules


def test_until_the_date_the_policy_before_holds_in_full_its_toggles_too(world: World, admin: Person) -> None:
    bo, cy = world.user("bo@example.com"), world.user("cy@example.com")
    admin.save("individual")
    admin.edit(bo, mfa_required=True)
    saved = admin.save("all", enforce_from=SOON).body
    assert (saved["mode"], saved["enforce_from"], saved["until_then"]) == ("all", SOON, "individual")
    assert [world.login(user.email).body["next"] for user in (bo, cy)] == ["enrol", "none"]
    assert [admin.shown(user)["mfa"]["why"] for user in (bo, cy)] == ["individual"] * 2
    assert admin.edit(cy, mfa_required=True).body["mfa"]["required"] is True
    assert world.login("cy@example.com").body["next"] == "enrol"


def test_announcing_all_does_not_release_the_admins_who_are_asked_today(world: World) -> None:
    boss = Person(world, world.enrolled_admin("admins").token)
    world.user("bo@example.com")
    boss.save("all", enforce_from=SOON)
    assert world.login().body["next"] == "verify"
    session = world.login("bo@example.com").body["session"]
    assert session["mfa_required_from"] == SOON


def test_whom_the_present_policy_asks_too_is_told_no_date(world: World) -> None:
    boss = Person(world, world.enrolled_admin("admins").token)
    boss.save("all", enforce_from=SOON)
    assert "mfa_required_from" not in boss.get("/v1/session")


def test_once_the_date_has_passed_the_policy_shows_the_new_mode_without_a_write(world: World, admin: Person) -> None:
    saved = admin.save("individual", enforce_from=SOON)
    world.pass_time(86400)
    found = signed_in(world).call("GET", "/v1/policy")
    assert found.body == saved.body | {"until_then": None}
    assert found.headers["ETag"] == saved.headers["ETag"]


def test_a_date_that_is_past_or_now_is_refused(world: World, admin: Person) -> None:
    for moment in ("2027-01-15T08:00:00Z", "2027-01-15T07:59:59Z"):
        for refused in (
            admin.save("all", enforce_from=moment),
            admin.call("POST", "/v1/policy/preview", {"mode": "all", "enforce_from": moment}),
        ):
            assert (refused.status, refused.body["errors"]) == (
                422,
                [{"pointer": "/enforce_from", "code": "in_the_past"}],
            )
    assert world.tenant().policy.version == 1


def test_a_date_for_the_mode_in_force_is_refused(world: World, admin: Person) -> None:
    admin.save("all", enforce_from=SOON)
    refused = admin.save("off", enforce_from=SOON)
    assert (refused.status, refused.body["errors"]) == (
        422,
        [{"pointer": "/enforce_from", "code": "already_in_force"}],
    )
    assert world.tenant().policy.version == 2


def test_saving_the_mode_in_force_without_a_date_cancels_the_schedule_and_keeps_the_toggles(
    world: World, admin: Person
) -> None:
    bo = world.user("bo@example.com")
    admin.save("individual")
    admin.edit(bo, mfa_required=True)
    admin.save("all", enforce_from=SOON)
    cancelled = admin.save("individual").body
    assert (cancelled["mode"], cancelled["enforce_from"], cancelled["until_then"]) == ("individual", None, None)
    assert admin.shown(bo)["mfa"]["required"] is True
    world.pass_time(86400)
    assert signed_in(world).shown(bo)["mfa"]["required"] is True


def test_a_second_schedule_replaces_the_first(world: World, admin: Person) -> None:
    later = "2027-01-17T08:00:00Z"
    admin.save("all", enforce_from=SOON)
    second = admin.save("admins", enforce_from=later).body
    assert (second["mode"], second["enforce_from"], second["until_then"]) == ("admins", later, "off")
    world.pass_time(86400)
    assert world.login().body["next"] == "none"
    world.pass_time(86400)
    assert world.login().body["next"] == "enrol"


def test_a_preview_counts_what_will_be_at_the_date(world: World, admin: Person) -> None:
    world.user("bo@example.com")
    found = admin.preview("all", enforce_from=SOON)
    assert (found["must_enrol"], found["you"]) == (2, "must_enrol")
    assert all(user["mfa"]["required"] for user in found["sample"])


def test_a_scheduled_keep_required_keeps_who_is_required_at_that_date(world: World) -> None:
    boss = Person(world, world.enrolled_admin("admins").token)
    bo, cy = world.user("bo@example.com"), world.user("cy@example.com", role="admin")
    boss.save("individual", keep_required=True, enforce_from=SOON)
    boss.edit(bo, role="admin")
    boss.edit(cy, role="member")
    world.pass_time(86400)
    asked = {email: world.login(email).body["next"] for email in ("bo@example.com", "cy@example.com")}
    assert asked == {"bo@example.com": "enrol", "cy@example.com": "none"}


def test_the_toggle_is_refused_until_individual_is_in_force(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    admin.save("individual", enforce_from=SOON)
    assert admin.edit(bo, mfa_required=True).code == "conflict"
    world.pass_time(86400)
    assert signed_in(world).edit(bo, mfa_required=True).body["mfa"]["required"] is True


def test_a_sample_is_looked_for_among_a_thousand_users_and_no_further(world: World, admin: Person) -> None:
    first = world.stored(ADMIN)
    gone = [
        first.model_copy(update={"id": f"usr_{n:026d}", "email": f"u{n}@example.com", "disabled": True})
        for n in range(1100)
    ]
    fill(world, (users.create(user, now=0)[0] for user in gone))
    assert [user["id"] for user in admin.preview("all")["sample"]] == []
