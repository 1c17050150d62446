"""The users of a tenant over HTTP: listed, created, edited, invited, reset, deleted, exported."""

import csv
import io
from typing import Any

import pytest

from chalicelib.domain.records import Reset
from chalicelib.domain.times import rfc3339
from chalicelib.store import users
from tests.support.people import Person, authenticator, counted, everybody, fill, signed_in
from world import ADMIN, PASSWORD, START, World


@pytest.fixture
def admin(world: World) -> Person:
    return signed_in(world)


def emails(answer: Any) -> list[str]:
    return [user["email"] for user in answer["items"]]


# One user


def test_a_user_as_admins_see_one(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    assert admin.shown(bo) == {
        "id": bo.id,
        "email": "bo@example.com",
        "name": "Bo",
        "role": "member",
        "sign_in": "password",
        "status": "active",
        "mfa": {
            "required": False,
            "why": "off",
            "enrolled": False,
            "enrolled_at": None,
            "last_used_at": None,
            "state": "off",
            "reset_until": None,
        },
        "created_at": rfc3339(START),
        "last_sign_in_at": None,
        "version": 1,
        "sessions": 0,
    }


def test_two_facts_not_one_whether_it_is_required_and_whether_it_is_set_up(world: World) -> None:
    boss = Person(world, world.enrolled_admin().token)
    sso, bare = world.user("sso@example.com", sign_in="sso"), world.user("bare@example.com")
    stuck = world.user("stuck@example.com", authenticator=authenticator(failures=100))
    reset = world.user("reset@example.com", reset=Reset())
    facts = {user.email: boss.shown(user)["mfa"] for user in (sso, bare, stuck, reset, world.stored(ADMIN))}
    shown = {email.split("@")[0]: (mfa["required"], mfa["enrolled"], mfa["state"]) for email, mfa in facts.items()}
    assert shown == {
        "sso": (False, False, "identity_provider"),
        "bare": (True, False, "required_not_enrolled"),
        "stuck": (True, True, "disabled"),
        "reset": (True, False, "reset"),
        "ann": (True, True, "on"),
    }
    assert facts[ADMIN]["enrolled_at"] == facts[ADMIN]["last_used_at"] == rfc3339(START)
    assert {mfa["why"] for email, mfa in facts.items() if email != "sso@example.com"} == {"policy_all"}


def test_one_user_is_shown_with_the_number_of_live_sessions(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    first = signed_in(world, "bo@example.com")
    world.pass_time(1800)
    signed_in(world, "bo@example.com")
    assert admin.shown(bo)["sessions"] == 2
    assert "sessions" not in admin.get("/v1/users")["items"][-1]
    world.pass_time(1799)
    assert admin.shown(bo)["sessions"] == 2
    world.pass_time(1)
    assert first.call("GET", "/v1/session").code == "not_signed_in"
    assert signed_in(world).shown(bo)["sessions"] == 1


# Lists


def test_lists_come_in_pages_in_the_order_of_creation(world: World, admin: Person) -> None:
    expected = [ADMIN]
    for number in range(4):
        world.pass_time(1)
        world.user(f"u{number}@example.com")
        expected.append(f"u{number}@example.com")
    first = admin.get("/v1/users?limit=2")
    second = admin.get(f"/v1/users?limit=2&cursor={first['next_cursor']}")
    third = admin.get(f"/v1/users?limit=2&cursor={second['next_cursor']}")
    assert emails(first) + emails(second) + emails(third) == expected
    assert third["next_cursor"] is None


def test_a_page_that_ends_the_list_exactly_has_no_next_one(world: World, admin: Person) -> None:
    world.user("bo@example.com")
    assert admin.get("/v1/users?limit=2")["next_cursor"] is None
    assert admin.get("/v1/users?limit=2&role=admin")["next_cursor"] is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("query=BO", {"bo", "bob"}),
        ("query=berg", {"bo"}),
        ("query=", {"ann", "bo", "bob", "sso", "off"}),
        ("role=admin", {"ann", "bob", "sso"}),
        ("sign_in=sso", {"sso"}),
        ("mfa=required", {"ann", "bob"}),
        ("mfa=not_required", {"bo", "sso", "off"}),
        ("mfa=enrolled", {"bob"}),
        ("mfa=not_enrolled", {"ann", "bo", "sso", "off"}),
        ("mfa=on", {"bob"}),
        ("mfa=required_not_enrolled", {"ann"}),
        ("mfa=identity_provider", {"sso"}),
        ("mfa=off&role=member", {"bo", "off"}),
        ("role=admin&query=nobody", set()),
    ],
)
def test_filters_all_hold(world: World, admin: Person, query: str, expected: set[str]) -> None:
    world.user("bob@example.com", role="admin", authenticator=authenticator())
    sso = Person(world, world.sso_session("sso@example.com", role="admin"))
    world.user("off@example.com", status="disabled")
    admin.create("bo@example.com")
    world.set_policy("admins")
    assert {email.split("@")[0] for email in emails(sso.get(f"/v1/users?{query}"))} == expected


def test_a_whole_address_is_found_by_its_key_without_reading_the_users(world: World, admin: Person) -> None:
    zoe = world.user("zoe@example.com")
    with counted(world) as calls:
        found = admin.get("/v1/users?query=%20Zoe@Example.com")
    assert [user["id"] for user in found["items"]] == [zoe.id]
    assert (found["next_cursor"], found["total"]) == (None, None)
    assert "Query" not in calls
    assert admin.get("/v1/users?query=zoe@example.com&role=admin")["items"] == []


def test_filters_that_are_none_are_refused(admin: Person) -> None:
    for query in ("mfa=maybe", "role=boss", "sign_in=fax", "limit=0", "limit=101", "limit=x", "page=2", "cursor="):
        assert admin.call("GET", f"/v1/users?{query}").code == "invalid_request", query


def _hay(world: World) -> None:
    """Enough users, all older than the admin, for more than one bounded read."""
    ann = world.stored(ADMIN)
    many = (ann.model_copy(update={"id": f"usr_{n:026}", "email": f"{n}@example.com"}) for n in range(1025))
    fill(world, (users.create(user, now=0)[0] for user in many))


def test_a_cursor_is_for_its_own_list_tenant_and_query(world: World, admin: Person) -> None:
    world.found("other", "ola@example.com")
    stranger = signed_in(world, "ola@example.com", "other")
    for person in (admin, stranger):
        assert person.create("bo@example.com").status == 201
    cursor = admin.get("/v1/users?limit=1")["next_cursor"]
    assert admin.call("GET", f"/v1/users?limit=2&cursor={cursor}").status == 200
    events = admin.get("/v1/events?limit=1")["next_cursor"]
    bent = cursor[:-9] + ("A" if cursor[-9] != "A" else "B") + cursor[-8:]
    for refused in (
        stranger.call("GET", f"/v1/users?limit=1&cursor={cursor}"),
        admin.call("GET", f"/v1/users?limit=1&role=admin&cursor={cursor}"),
        admin.call("GET", f"/v1/users?limit=1&cursor={events}"),
        admin.call("GET", f"/v1/users?limit=1&cursor={bent}"),
        admin.call("GET", f"/v1/users?limit=1&cursor={cursor[:-8]}"),
        admin.call("GET", "/v1/users?limit=1&cursor=%C3%A9"),
    ):
        assert (refused.status, refused.body["errors"]) == (422, [{"pointer": "/cursor", "code": "invalid"}])


def test_the_total_stands_on_every_page_of_a_list_without_filters_and_on_no_other(world: World, admin: Person) -> None:
    world.user("bo@example.com")
    world.user("off@example.com", status="disabled")
    world.user("sso@example.com", sign_in="sso")
    first = admin.get("/v1/users?limit=3")
    second = admin.get(f"/v1/users?limit=3&cursor={first['next_cursor']}")
    assert (first["total"], second["total"]) == (4, 4)
    for query in ("role=member", "mfa=off", "sign_in=sso", "query=bo"):
        assert admin.get(f"/v1/users?{query}")["total"] is None


def test_the_total_follows_creations_and_deletions(world: World, admin: Person) -> None:
    made = admin.create("bo@example.com").body
    assert admin.get("/v1/users")["total"] == 2
    admin.call("DELETE", f"/v1/users/{made['id']}")
    assert admin.get("/v1/users")["total"] == 1


def test_a_cursor_does_not_show_where_it_leads(world: World, admin: Person) -> None:
    world.user("bo@example.com")
    assert "usr_" not in admin.get("/v1/users?limit=1")["next_cursor"]


# Creating


def test_a_new_password_user_is_invited_and_can_choose_a_password(world: World, admin: Person) -> None:
    made = admin.create("Bo@Example.com", name=" Bo Berg ")
    assert (made.status, made.body["status"], made.body["email"]) == (201, "invited", "bo@example.com")
    assert made.body["name"] == "Bo Berg"
    token = world.mailbox.token("bo@example.com")
    assert world.call("POST", "/v1/password/reset", {"token": token, "password": PASSWORD}).status == 204
    assert world.login("bo@example.com").body["next"] == "none"


def test_a_new_user_is_on_record(world: World, admin: Person) -> None:
    made = admin.create("bo@example.com", role="admin").body
    for kind, detail in (("user.created", {"role": "admin"}), ("user.invited", {})):
        event = admin.newest(kind)
        assert (event["actor"], event["user"]) == (world.stored(ADMIN).id, made["id"])
        assert event["detail"] == detail


def test_a_taken_address_is_a_conflict_and_nobody_is_mailed(world: World, admin: Person) -> None:
    world.user("bo@example.com")
    sent = len(world.mailbox.sent)
    refused = admin.create("BO@example.com")
    assert (refused.status, refused.code) == (409, "conflict")
    assert refused.body["errors"] == [{"pointer": "/email", "code": "taken"}]
    assert len(world.mailbox.sent) == sent


def test_the_same_address_in_another_tenant_is_another_user(world: World, admin: Person) -> None:
    world.found("other", "bo@example.com")
    assert admin.create("bo@example.com").status == 201


def test_sso_where_it_is_not_set_up_is_a_conflict(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    for refused in (admin.create("cy@example.com", sign_in="sso"), admin.edit(bo, sign_in="sso")):
        assert (refused.status, refused.body["errors"]) == (409, [{"pointer": "/sign_in", "code": "sso_not_set_up"}])


def test_the_toggle_is_for_mode_individual_and_the_conflict_says_why(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    for refused in (
        admin.create("cy@example.com", mfa_required=True),
        admin.edit(bo, mfa_required=True),
        admin.edit(bo, mfa_required=False),
    ):
        assert (refused.status, refused.code) == (409, "conflict")
        assert refused.body["errors"] == [{"pointer": "/mfa_required", "code": "policy_not_individual"}]
        assert "`off`" in refused.body["detail"]


def test_the_toggle_on_creating_and_editing(world: World, admin: Person) -> None:
    admin.save("individual")
    on, off = admin.create("on@example.com", mfa_required=True).body, admin.create("off@example.com").body
    assert (on["mfa"]["required"], off["mfa"]["required"]) == (True, False)
    assert admin.call("PATCH", f"/v1/users/{off['id']}", {"mfa_required": True}).body["mfa"]["required"] is True
    assert admin.newest("user.changed")["detail"] == {"changed": "mfa_required", "mfa_required": True}
    assert admin.call("PATCH", f"/v1/users/{on['id']}", {"mfa_required": False}).body["mfa"]["required"] is False


def test_switching_the_toggle_on_makes_a_session_too_weak_at_its_next_request(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    person = signed_in(world, "bo@example.com")
    admin.save("individual")
    assert person.call("GET", "/v1/me/sessions").status == 200
    admin.edit(bo, mfa_required=True)
    assert person.call("GET", "/v1/me/sessions").code == "not_signed_in"


def test_where_mail_fails_nobody_is_created(world: World, admin: Person) -> None:
    world.mailbox.is_broken = True
    assert admin.create("bo@example.com").code == "try_again"
    world.mailbox.is_broken = False
    assert admin.create("bo@example.com").status == 201


def test_a_user_in_another_shape_is_refused(admin: Person) -> None:
    for changes in (
        {"email": "nobody"},
        {"name": "a\nb"},
        {"name": " "},
        {"name": "- . !"},
        {"name": "x" * 101},
        {"role": "boss"},
        {"sign_in": "fax"},
        {"mfa_required": "yes"},
        {"tenant": "other"},
        {"id": "usr_00000000000000000000000000"},
    ):
        assert admin.create("bo@example.com", **changes).code == "invalid_request" if "email" not in changes else True
    assert admin.create("nobody").code == "invalid_request"


# Editing


def test_a_name_asks_for_no_fresh_factor_and_all_else_does(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    world.pass_time(601)
    assert admin.edit(bo, name="Bob").body["name"] == "Bob"
    for changes in (
        {"email": "bob@example.com"},
        {"role": "admin"},
        {"disabled": True},
        {"sign_in": "password"},
        {"mfa_required": True},
        {"name": "B", "role": "admin"},
    ):
        assert admin.edit(bo, **changes).code == "step_up_required", changes
    assert world.stored("bo@example.com").name == "Bob"


def test_everything_else_asks_for_a_fresh_factor_but_a_new_invitation(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com", status="invited")
    world.pass_time(601)
    assert admin.create("cy@example.com").code == "step_up_required"
    assert admin.call("DELETE", f"/v1/users/{bo.id}").code == "step_up_required"
    assert admin.call("POST", f"/v1/users/{bo.id}/reset", {"reason": "lost"}).code == "step_up_required"
    assert admin.call("POST", f"/v1/users/{bo.id}/invite").status == 202


def test_an_edit_that_changes_nothing_leaves_no_trace(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    assert admin.edit(bo).body["version"] == 1
    assert admin.edit(bo, name="Bo", role="member", disabled=False, email="BO@example.com").body["version"] == 1
    assert admin.get("/v1/events?type=user.changed")["items"] == []
    admin.save("individual")
    assert admin.edit(bo, mfa_required=False).body["version"] == 1


def test_null_is_no_value(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    assert admin.edit(bo, name=None).code == "invalid_request"
    assert admin.call("PATCH", f"/v1/users/{bo.id}", []).code == "invalid_request"


def test_an_edit_is_on_record_by_the_names_of_its_fields(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    edited = admin.edit(bo, name="Bob", email="bob@example.com", role="admin")
    assert edited.body["version"] == 2
    event = admin.newest("user.changed")
    assert event["detail"] == {"changed": "email, name, role", "role": "admin"}
    assert (event["actor"], event["user"]) == (world.stored(ADMIN).id, bo.id)


@pytest.mark.parametrize("changes", [{"email": "bob@example.com"}, {"role": "admin"}, {"disabled": True}])
def test_what_weakens_a_session_ends_it_and_pending_challenges(
    world: World, admin: Person, changes: dict[str, Any]
) -> None:
    bo = world.user("bo@example.com")
    session = signed_in(world, "bo@example.com")
    world.set_policy("all", enforce_from=None)
    challenge = world.login("bo@example.com").challenge
    world.set_policy("off")
    assert admin.edit(bo, **changes).status == 200
    assert session.call("GET", "/v1/session").code == "not_signed_in"
    assert world.call("POST", "/v1/enrolment", {"challenge": challenge}).code == "challenge_expired"


def test_a_new_name_leaves_sessions_alone(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    session = signed_in(world, "bo@example.com")
    admin.edit(bo, name="Bob")
    assert session.get("/v1/session")["user"]["name"] == "Bob"


def test_a_new_address_is_told_to_both_and_signs_in(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    admin.edit(bo, email="bob@example.com")
    told = [mail["to"] for mail in world.mailbox.sent if "address of your login was changed" in mail["text"]]
    assert told == ["bo@example.com", "bob@example.com"]
    assert world.login("bob@example.com").status == 200
    assert world.login("bo@example.com").code == "invalid_credentials"
    assert admin.create("bo@example.com").status == 201


def test_an_address_that_another_user_has_is_a_conflict_and_is_mailed_nothing(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com", status="invited")
    world.user("cy@example.com")
    sent = len(world.mailbox.sent)
    refused = admin.edit(bo, email="cy@example.com")
    assert refused.body["errors"] == [{"pointer": "/email", "code": "taken"}]
    assert len(world.mailbox.sent) == sent
    assert world.stored("bo@example.com").version == 1


def test_an_invited_user_whose_address_changes_is_invited_there_and_the_old_link_is_void(
    world: World, admin: Person
) -> None:
    bo = admin.create("bo@example.com").body
    old = world.mailbox.token("bo@example.com")
    assert admin.call("PATCH", f"/v1/users/{bo['id']}", {"email": "bob@example.com"}).status == 200
    for token, status in ((old, 400), (world.mailbox.token("bob@example.com"), 204)):
        assert world.call("POST", "/v1/password/reset", {"token": token, "password": PASSWORD}).status == status


def test_a_new_role_voids_an_invitation_and_mails_another(world: World, admin: Person) -> None:
    bo = admin.create("bo@example.com").body
    old = world.mailbox.token("bo@example.com")
    admin.call("PATCH", f"/v1/users/{bo['id']}", {"role": "admin"})
    for token, status in ((old, 400), (world.mailbox.token("bo@example.com"), 204)):
        assert world.call("POST", "/v1/password/reset", {"token": token, "password": PASSWORD}).status == status


def test_a_reset_link_that_was_mailed_to_the_old_address_is_void(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    world.call("POST", "/v1/password/forgot", {"tenant": "acme", "email": "bo@example.com"})
    admin.edit(bo, email="bob@example.com")
    body = {"token": world.mailbox.token("bo@example.com"), "password": PASSWORD}
    assert world.call("POST", "/v1/password/reset", body).code == "invalid_token"


def test_roles_and_disabling_are_told_by_mail(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    admin.edit(bo, role="admin")
    admin.edit(bo, role="member")
    admin.edit(bo, disabled=True)
    admin.edit(bo, disabled=False)
    texts = [mail["text"] for mail in world.mailbox.sent if mail["to"] == "bo@example.com"]
    for text, part in zip(
        texts, ("You are an administrator of Acme", "You are no longer an administrator", "was disabled"), strict=True
    ):
        assert part in text


def test_a_disabled_user_cannot_sign_in_until_enabled(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    assert admin.edit(bo, disabled=True).body["status"] == "disabled"
    assert world.login("bo@example.com").code == "invalid_credentials"
    assert admin.newest("user.changed")["detail"] == {"changed": "disabled", "disabled": True}
    assert admin.edit(bo, disabled=False).body["status"] == "active"
    assert world.login("bo@example.com").status == 200


def test_from_sso_to_password_a_user_is_invited(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com", sign_in="sso")
    edited = admin.edit(bo, sign_in="password")
    assert (edited.body["status"], edited.body["sign_in"]) == ("invited", "password")
    body = {"token": world.mailbox.token("bo@example.com"), "password": PASSWORD}
    assert world.call("POST", "/v1/password/reset", body).status == 204


def test_sso_may_be_sent_back_as_it_was(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com", sign_in="sso")
    assert admin.edit(bo, sign_in="sso", name="Bob").body["name"] == "Bob"


# Signing out


def test_an_admin_signs_a_user_out_everywhere(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    sessions = [signed_in(world, "bo@example.com") for _ in range(2)]
    answer = admin.call("DELETE", f"/v1/users/{bo.id}/sessions")
    assert (answer.status, answer.text) == (204, "")
    assert {each.call("GET", "/v1/session").code for each in sessions} == {"not_signed_in"}
    event = admin.newest("sessions.ended")
    assert (event["actor"], event["user"]) == (world.stored(ADMIN).id, bo.id)
    mail = world.mailbox.sent[-1]
    assert (mail["to"], "signed you out everywhere" in mail["text"]) == ("bo@example.com", True)
    assert world.login("bo@example.com").body["next"] == "none"


def test_signing_a_user_out_asks_for_a_fresh_factor_and_for_a_user_of_the_tenant(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    assert admin.call("DELETE", "/v1/users/usr_00000000000000000000000000/sessions").code == "not_found"
    world.pass_time(601)
    assert admin.call("DELETE", f"/v1/users/{bo.id}/sessions").code == "step_up_required"


# Deleting, and the last admin


def test_a_deleted_user_is_gone_and_the_record_stays(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    session = signed_in(world, "bo@example.com")
    assert admin.call("DELETE", f"/v1/users/{bo.id}").status == 204
    assert admin.call("GET", f"/v1/users/{bo.id}").code == "not_found"
    assert session.call("GET", "/v1/session").code == "not_signed_in"
    assert world.login("bo@example.com").code == "invalid_credentials"
    assert {event["type"] for event in admin.get(f"/v1/events?user={bo.id}")["items"]} >= {
        "user.deleted",
        "sign_in.succeeded",
    }
    assert admin.create("bo@example.com").status == 201


def test_the_last_admin_who_can_sign_in_stays(world: World, admin: Person) -> None:
    ann = world.stored(ADMIN)
    world.user("invited@example.com", role="admin", status="invited")
    world.user("off@example.com", role="admin", status="disabled")
    world.user("sso@example.com", role="admin", sign_in="sso")
    for refused in (
        admin.edit(ann, role="member"),
        admin.edit(ann, disabled=True),
        admin.call("DELETE", f"/v1/users/{ann.id}"),
    ):
        assert (refused.status, refused.body["errors"]) == (409, [{"pointer": "", "code": "last_admin"}])
    assert world.stored(ADMIN).version == ann.version


def test_an_admin_whose_reset_has_run_out_does_not_get_in_and_does_not_count(world: World) -> None:
    boss = Person(world, world.enrolled_admin().token)
    bo = world.user("bo@example.com", role="admin", authenticator=authenticator())
    assert boss.call("POST", f"/v1/users/{bo.id}/reset", {"reason": "lost"}).status == 204
    world.pass_time(86400)
    sso = Person(world, world.sso_session("sso@example.com", role="admin"))
    assert sso.edit(world.stored(ADMIN), role="member").body["errors"] == [{"pointer": "", "code": "last_admin"}]


def test_an_admin_whose_authenticator_was_disabled_by_guesses_still_gets_in_and_counts(world: World) -> None:
    boss = Person(world, world.enrolled_admin().token)
    world.user("bo@example.com", role="admin", authenticator=authenticator(failures=100))
    assert boss.edit(world.stored(ADMIN), role="member").status == 200


def test_with_a_second_admin_the_first_may_go(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com", role="admin")
    assert admin.edit(world.stored(ADMIN), role="member").status == 200
    boss = signed_in(world, "bo@example.com")
    assert boss.call("DELETE", f"/v1/users/{bo.id}").code == "conflict"


def test_an_admin_who_accepts_the_invitation_counts(world: World, admin: Person) -> None:
    admin.create("bo@example.com", role="admin")
    token = world.mailbox.token("bo@example.com")
    world.call("POST", "/v1/password/reset", {"token": token, "password": PASSWORD})
    assert admin.call("DELETE", f"/v1/users/{world.stored(ADMIN).id}").status == 204


# Invitations


def test_a_new_invitation_voids_the_older_one(world: World, admin: Person) -> None:
    bo = admin.create("bo@example.com").body
    old = world.mailbox.token("bo@example.com")
    assert admin.call("POST", f"/v1/users/{bo['id']}/invite").status == 202
    for token, status in ((old, 400), (world.mailbox.token("bo@example.com"), 204)):
        assert world.call("POST", "/v1/password/reset", {"token": token, "password": PASSWORD}).status == status


def test_only_the_invited_are_invited_again(world: World, admin: Person) -> None:
    for user in (
        world.user("active@example.com"),
        world.user("disabled@example.com", status="disabled"),
        world.user("sso@example.com", sign_in="sso"),
    ):
        refused = admin.call("POST", f"/v1/users/{user.id}/invite")
        assert (refused.status, refused.body["errors"]) == (409, [{"pointer": "", "code": "not_invited"}])


def test_three_invitations_an_hour_to_one_address(world: World, admin: Person) -> None:
    bo = admin.create("bo@example.com").body
    answers = [admin.call("POST", f"/v1/users/{bo['id']}/invite") for _ in range(3)]
    assert [answer.status for answer in answers] == [202, 202, 429]
    assert answers[-1].headers["Retry-After"] == "3600"
    world.pass_time(3599)
    world.pass_time(1)
    again = signed_in(world)
    assert again.call("POST", f"/v1/users/{bo['id']}/invite").status == 202


# Export


def test_the_export_is_csv_with_the_facts_of_the_list(world: World, admin: Person) -> None:
    world.user("bo@example.com", authenticator=authenticator())
    world.set_policy("individual")
    answer = admin.call("GET", "/v1/users/export")
    assert answer.headers["Content-Type"] == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="users.csv"'
    assert "X-Next-Cursor" not in answer.headers
    assert answer.text.startswith("\ufeffid,email,")
    rows = {row["email"]: row for row in csv.DictReader(io.StringIO(answer.text))}
    bo = rows["bo@example.com"]
    assert list(rows) == [user.email for user in everybody(world)]
    assert (bo["mfa_required"], bo["mfa_enrolled"], bo["mfa_why"], bo["last_sign_in_at"]) == (
        "false",
        "true",
        "individual",
        "",
    )


def test_the_export_keeps_to_the_filters_and_runs_no_formula(world: World, admin: Person) -> None:
    admin.create("bo@example.com", name='=HYPERLINK("https://example.net")')
    rows = list(csv.DictReader(io.StringIO(admin.call("GET", "/v1/users/export?role=member").text)))
    assert [row["name"] for row in rows] == ['\'=HYPERLINK("https://example.net")']


def test_a_long_export_comes_in_parts_with_one_header(world: World, admin: Person) -> None:
    _hay(world)
    first = admin.call("GET", "/v1/users/export")
    second = admin.call("GET", f"/v1/users/export?cursor={first.headers['X-Next-Cursor']}")
    lines = (first.text + second.text).splitlines()
    assert first.text.count("\r\n") == 1001
    assert (first.text + second.text).count("\ufeff") == 1
    assert "X-Next-Cursor" not in second.headers
    assert len(lines) == len(set(lines)) == 1 + 1025 + 1


def test_a_long_export_can_be_followed_from_another_origin(world: World, admin: Person) -> None:
    answer = admin.call("GET", "/v1/users/export", Origin="https://app.example.com")
    assert "X-Next-Cursor" in answer.headers["Access-Control-Expose-Headers"]
