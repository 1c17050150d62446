"""The small print: nulls, bodies that nobody asked for, names without a letter, and times in the record."""

from typing import Any

import pytest

from chalicelib.domain.times import rfc3339
from tests.support.document import Operation, operations
from tests.support.people import Person, signed_in
from world import World

BODILESS = [operation for operation in operations() if operation.body is None and operation.method != "GET"]


@pytest.fixture
def admin(world: World) -> Person:
    return signed_in(world)


def test_a_list_of_sessions_says_of_each_what_the_contract_says(world: World, admin: Person) -> None:
    [item] = admin.get("/v1/me/sessions")["items"]
    assert item.keys() >= {"id", "created_at", "last_seen_at", "user_agent", "amr", "current"}
    assert admin.shown(world.stored("ann@example.com"))["sessions"] == 1


@pytest.mark.parametrize("field", ["name", "email", "role", "disabled", "sign_in", "mfa_required"])
def test_an_edit_takes_no_null(world: World, admin: Person, field: str) -> None:
    refused = admin.edit(world.user("bo@example.com"), **{field: None})
    assert (refused.status, refused.code) == (422, "invalid_request")
    assert [flaw["pointer"] for flaw in refused.body["errors"]] == [f"/{field}"]


@pytest.mark.parametrize(("field", "status"), [("name", 422), ("issuer", 422), ("support_contact", 200)])
def test_of_a_tenants_settings_the_support_contact_alone_takes_a_null(admin: Person, field: str, status: int) -> None:
    assert admin.call("PATCH", "/v1/tenant", {field: None}).status == status


@pytest.mark.parametrize("operation", BODILESS, ids=str)
def test_a_route_without_a_body_refuses_one(world: World, admin: Person, operation: Operation) -> None:
    bo = world.user("bo@example.com")
    refused = admin.call(operation.method, operation.at(bo.id), {"surprise": True})
    assert (refused.status, refused.code) == (422, "invalid_request")


@pytest.mark.parametrize("text", ["", " ", "-", "!?", "\u2014"])
@pytest.mark.parametrize("field", ["issuer", "name"])
def test_a_name_without_a_letter_or_digit_is_refused(world: World, admin: Person, field: str, text: str) -> None:
    assert admin.call("PATCH", "/v1/tenant", {field: text}).code == "invalid_request"
    assert admin.edit(world.user("bo@example.com"), name=text).code == "invalid_request"


def test_times_in_the_record_are_written_as_everywhere(world: World, admin: Person) -> None:
    soon = rfc3339(int(world.clock.now) + 86400)
    assert admin.save("all", enforce_from=soon).status == 200
    event = admin.newest("policy.changed")
    assert event["detail"]["enforce_from"] == soon
    assert event["at"] == rfc3339(int(world.clock.now))


def test_the_first_admins_creation_is_an_event(world: World, admin: Person) -> None:
    event: Any = admin.newest("user.created")
    assert (event["actor"], event["user"]) == ("operator:test", world.stored("ann@example.com").id)
