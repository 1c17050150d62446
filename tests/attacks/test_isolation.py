"""A tenant cannot be seen from another one: each route that takes an id, from the OpenAPI document."""

from collections import Counter
from typing import Any

import pytest

from chalicelib.store import sessions
from tests.support.document import Operation, operations
from tests.support.people import Person, authenticator, counted, signed_in
from world import Answer, World

WITH_ID = [operation for operation in operations() if "{id}" in operation.path]


def test_there_is_something_to_try() -> None:
    assert {str(operation) for operation in WITH_ID} >= {
        "GET /v1/users/{id}",
        "PATCH /v1/users/{id}",
        "DELETE /v1/users/{id}",
        "POST /v1/users/{id}/reset",
        "POST /v1/users/{id}/invite",
        "DELETE /v1/me/sessions/{id}",
    }


@pytest.mark.parametrize("operation", WITH_ID, ids=str)
def test_another_tenants_id_is_as_unknown_as_any(world: World, operation: Operation) -> None:
    world.found("other", "ola@example.com")
    stranger = world.user("bo@example.com", tenant="other", authenticator=authenticator())
    ola = signed_in(world, "ola@example.com", "other").get("/v1/session")["id"]
    theirs = {"sessions": ola}.get(operation.path.split("/")[-2], stranger.id)
    unknown = theirs[:4] + "0" * 26
    admin = signed_in(world)
    admin.call("GET", "/v1/session")
    before = world.stored("bo@example.com", "other")
    foreign, its_work = _ask(world, admin, operation, theirs)
    missing, the_work = _ask(world, admin, operation, unknown)
    assert (foreign.status, foreign.code) == (404, "not_found")
    assert _same(foreign) == _same(missing)
    assert its_work == the_work
    assert world.stored("bo@example.com", "other") == before
    other, owner = world.tenant("other"), world.stored("ola@example.com", "other")
    assert sessions.of_user(world.deps.table, owner, other, now=int(world.clock.now))


def _ask(world: World, admin: Person, operation: Operation, ident: str) -> tuple[Answer, Counter[str]]:
    with counted(world) as work:
        answer = admin.call(operation.method, operation.at(ident), operation.body)
    return answer, work


def _same(answer: Answer) -> Any:
    """What must not differ: all but the request's own id."""
    headers = {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}
    return headers, {name: value for name, value in answer.body.items() if name != "request_id"}


def test_an_id_in_another_shape_is_not_found_before_anything_but_the_session_is_read(world: World) -> None:
    admin = signed_in(world)
    for ident in ("usr_1", "USER", "usr_" + "A" * 26, "..", "%23", "usr_" + "0" * 27):
        for operation in WITH_ID:
            with counted(world) as work:
                assert admin.call(operation.method, operation.at(ident), operation.body).code == "not_found"
            assert work == {"BatchGetItem": 1}


def test_lists_hold_the_own_tenants_only(world: World) -> None:
    world.found("other", "ola@example.com")
    ola = world.stored("ola@example.com", "other")
    admin = signed_in(world)
    for path in ("/v1/users?query=ola", "/v1/users?query=", f"/v1/events?user={ola.id}", "/v1/events"):
        assert "ola" not in str(admin.get(path)["items"])
        assert ola.id not in str(admin.get(path)["items"])
    assert admin.get(f"/v1/events?user={ola.id}") == {"items": [], "next_cursor": None, "people": {}}
    for path in ("/v1/users/export", "/v1/events/export.csv", "/v1/events/export.jsonl"):
        assert ola.id not in admin.call("GET", path).text
    assert admin.preview("all")["must_enrol"] == 1


def test_what_strangers_did_with_a_slug_before_its_tenant_is_no_part_of_its_record(world: World) -> None:
    world.login("ola@example.com", tenant="other")
    world.call("POST", "/v1/password/forgot", {"tenant": "other", "email": "ola@example.com"})
    world.pass_time(1)
    world.found("other", "ola@example.com")
    told = signed_in(world, "ola@example.com", "other").get("/v1/events")["items"]
    kinds = {event["type"] for event in told}
    assert "tenant.created" in kinds
    assert not {"sign_in.failed", "password.reset_requested"} & kinds


def test_the_tenant_comes_from_the_session_whatever_a_request_says(world: World) -> None:
    world.found("other", "ola@example.com")
    admin = signed_in(world)
    named = admin.call("GET", "/v1/tenant", X_Tenant="other", Host="other.example.com")
    assert named.body["slug"] == "acme"
    assert admin.call("GET", "/v1/tenant?tenant=other").code == "invalid_request"
    assert admin.call("PATCH", "/v1/tenant", {"name": "X", "slug": "other"}).code == "invalid_request"


def test_the_same_address_in_two_tenants_is_two_people(world: World) -> None:
    world.found("other", "ann@example.com")
    admin, other = signed_in(world), signed_in(world, "ann@example.com", "other")
    theirs = other.get("/v1/session")["user"]
    assert theirs["id"] != admin.get("/v1/session")["user"]["id"]
    assert other.call("PATCH", f"/v1/users/{theirs['id']}", {"email": "anna@example.com"}).status == 200
    assert world.login("ann@example.com").status == 200
