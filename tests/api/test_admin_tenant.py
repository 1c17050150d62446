"""The settings of the admin's own tenant over HTTP."""

from typing import Any

import pytest

from tests.support.document import DOCUMENT
from tests.support.people import Person, signed_in
from world import PASSWORD, World


@pytest.fixture
def admin(world: World) -> Person:
    return signed_in(world)


def edit(admin: Person, **changes: Any) -> Any:
    return admin.call("PATCH", "/v1/tenant", changes)


def test_the_settings_of_a_new_tenant(admin: Person) -> None:
    assert admin.get("/v1/tenant") == {
        "slug": "acme",
        "name": "Acme",
        "issuer": "Acme",
        "support_contact": None,
        "session_idle_seconds": 3600,
        "session_absolute_seconds": 86400,
        "reset_seconds": 86400,
        "password_min_length": 15,
        "sso": False,
        "created_at": "2027-01-15T08:00:00Z",
        "version": 1,
    }


def test_settings_are_changed_one_by_one_and_on_record(world: World, admin: Person) -> None:
    assert edit(admin, name="Acme Ltd", reset_seconds=7200).body["reset_seconds"] == 7200
    world.pass_time(1)
    answer = edit(admin, support_contact="help@example.com").body
    assert (answer["name"], answer["support_contact"], answer["version"]) == ("Acme Ltd", "help@example.com", 3)
    older, newer = reversed(admin.get("/v1/events?type=tenant.changed")["items"])
    assert older["detail"] == {"changed": "name, reset_seconds", "reset_seconds": 7200}
    assert (newer["detail"], newer["user"]) == ({"changed": "support_contact"}, None)
    assert world.call("GET", "/v1/tenants/acme").body["support_contact"] == "help@example.com"


def test_what_changes_nothing_leaves_no_trace(admin: Person) -> None:
    assert edit(admin).body["version"] == 1
    assert edit(admin, name="Acme", reset_seconds=86400).body["version"] == 1
    assert admin.get("/v1/events?type=tenant.changed")["items"] == []


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("session_idle_seconds", 15 * 60, 24 * 3600),
        ("session_absolute_seconds", 3600, 30 * 86400),
        ("reset_seconds", 3600, 72 * 3600),
        ("password_min_length", 8, 64),
    ],
)
def test_numbers_have_bounds(admin: Person, name: str, least: int, most: int) -> None:
    edit(admin, session_idle_seconds=900, session_absolute_seconds=30 * 86400)
    for value in (least, most):
        answer = edit(admin, **{name: value})
        assert (answer.status, answer.body.get(name)) == (200, value)
    wrong: tuple[Any, ...] = (least - 1, most + 1, str(least), least + 0.5, True, None)
    for value in wrong:
        refused = edit(admin, **{name: value})
        assert (refused.status, refused.code) == (422, "invalid_request")
    assert admin.get("/v1/tenant")[name] == most


def test_texts_are_one_printable_line(admin: Person) -> None:
    for name in ("name", "issuer", "support_contact"):
        for value in ("", "  ", "a\nb", "x" * 101, "\u202eevil", 7):
            assert edit(admin, **{name: value}).code == "invalid_request", (name, value)
    for unknown in ({"slug": "other"}, {"disabled": True}, {"policy": {"mode": "off"}}, {"admins": 5}):
        assert edit(admin, **unknown).code == "invalid_request"


def test_name_and_issuer_have_a_letter_or_a_digit_whatever_the_script(admin: Person) -> None:
    for name in ("name", "issuer"):
        for value in ("!!!", "- . -", "🔑"):
            refused = edit(admin, **{name: value})
            assert (refused.status, refused.body["errors"]) == (422, [{"pointer": f"/{name}", "code": "invalid"}])
        for value in ("7", "株式会社"):
            assert edit(admin, **{name: value}).body[name] == value


def test_the_support_contact_is_null_until_one_is_set_and_may_be_null_again(world: World, admin: Person) -> None:
    def public() -> Any:
        return world.call("GET", "/v1/tenants/acme").body["support_contact"]

    assert public() is None
    edit(admin, support_contact="help@example.com")
    assert public() == "help@example.com"
    assert edit(admin, support_contact=None).body["support_contact"] is None
    assert public() is None


def test_support_contact_is_the_one_field_that_takes_a_null_and_the_document_says_so(admin: Person) -> None:
    for name in ("name", "issuer", "session_idle_seconds", "session_absolute_seconds", "reset_seconds"):
        assert edit(admin, **{name: None}).code == "invalid_request"
    for edits, nullable in (("TenantEdit", {"support_contact"}), ("UserEdit", set())):
        fields = DOCUMENT["components"]["schemas"][edits]["properties"]
        assert {name for name, field in fields.items() if {"type": "null"} in field.get("anyOf", [])} == nullable
        assert not [name for name, field in fields.items() if "default" in field and name not in nullable]


def test_mails_name_the_support_contact_or_else_the_administrator(world: World, admin: Person) -> None:
    bo = world.user("bo@example.com")
    admin.edit(bo, disabled=True)
    assert "ask your administrator" in world.mailbox.sent[-1]["text"]
    edit(admin, support_contact="help@example.com")
    admin.edit(bo, disabled=False, role="admin")
    assert "help@example.com" in world.mailbox.sent[-1]["text"]


def test_idle_is_never_longer_than_absolute(admin: Person) -> None:
    for changes in (
        {"session_absolute_seconds": 3600, "session_idle_seconds": 7200},
        {"session_idle_seconds": 86400, "session_absolute_seconds": 86399},
    ):
        refused = edit(admin, **changes)
        assert refused.body["errors"] == [{"pointer": "/session_idle_seconds", "code": "longer_than_absolute"}]
    assert admin.get("/v1/tenant")["version"] == 1


def test_a_change_asks_for_a_fresh_factor(world: World, admin: Person) -> None:
    world.pass_time(601)
    assert edit(admin, name="Acme Ltd").code == "step_up_required"
    assert admin.get("/v1/tenant")["name"] == "Acme"


def test_lifetimes_hold_for_sessions_from_now_on(world: World, admin: Person) -> None:
    edit(admin, session_idle_seconds=900, session_absolute_seconds=3600)
    brief = signed_in(world)
    for _ in range(4):
        world.pass_time(840)
        assert brief.call("GET", "/v1/session").status == 200
    world.pass_time(240)
    assert brief.call("GET", "/v1/session").code == "not_signed_in"
    idle = signed_in(world)
    world.pass_time(900)
    assert idle.call("GET", "/v1/session").code == "not_signed_in"


def test_the_issuer_is_what_authenticator_apps_show(world: World, admin: Person) -> None:
    edit(admin, issuer="Acme: Tools")
    challenge = admin.call("POST", "/v1/me/authenticator").challenge
    begun = world.call("POST", "/v1/enrolment", {"challenge": challenge}).body
    assert "issuer=Acme%20Tools" in begun["otpauth_uri"]


def test_the_password_minimum_holds_at_the_next_password(world: World, admin: Person) -> None:
    body = {"current": PASSWORD, "password": "eight ch"}
    assert admin.call("PUT", "/v1/me/password", body).body["errors"] == [{"pointer": "/password", "code": "too_short"}]
    edit(admin, password_min_length=8)
    assert admin.call("PUT", "/v1/me/password", body).status == 200


def test_a_disabled_tenant_ends_every_session(world: World, admin: Person) -> None:
    from chalicelib.store import tenants

    world.deps.table.commit(tenants.save_settings(world.tenant(), {"disabled": True}, refused=AssertionError))  # type: ignore[arg-type]
    assert admin.call("GET", "/v1/tenant").code == "not_signed_in"
    assert world.login().code == "invalid_credentials"
    assert world.call("GET", "/v1/tenants/acme").code == "not_found"
