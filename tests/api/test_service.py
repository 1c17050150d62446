"""What every answer carries, whatever the route; and the routes of the service itself."""

import json
from typing import Any

import pytest

from chalicelib import VERSION
from chalicelib.errors import ALL
from world import ADMIN, PASSWORD, World

ALWAYS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def test_health_says_which_stage_and_version_and_touches_no_data(world: World, calls: list[str]) -> None:
    answer = world.call("GET", "/v1/health")
    assert (answer.status, answer.body) == (200, {"status": "ok", "stage": "test", "version": VERSION})
    assert calls == []


def test_the_openapi_document_names_every_error_code_and_every_route(world: World) -> None:
    answer = world.call("GET", "/v1/openapi.json")
    document = answer.body
    assert document["openapi"] == "3.1.0"
    codes = document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]
    assert codes == [problem.code for problem in ALL]
    assert {"/v1/login", "/v1/enrolment/confirm", "/v1/me/sessions/{id}"} <= set(document["paths"])
    for path in document["paths"].values():
        for operation in path.values():
            assert "500" in operation["responses"]
            assert operation["summary"]


def test_every_reference_of_the_openapi_document_leads_somewhere(world: World) -> None:
    document = world.call("GET", "/v1/openapi.json").body
    named = set(document["components"]["schemas"])
    assert {ref.rsplit("/", 1)[-1] for ref in _references(document)} <= named


def _references(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if "$ref" in node else set()
        return own.union(*map(_references, node.values()))
    return set().union(*map(_references, node)) if isinstance(node, list) else set()


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/v1/health", None, 200),
        ("POST", "/v1/password/forgot", {"tenant": "acme", "email": ADMIN}, 202),
        ("GET", "/v1/tenants/unknown", None, 404),
        ("POST", "/v1/login", {"tenant": "acme", "email": ADMIN, "password": "wrong"}, 401),
        ("POST", "/v1/login", {"tenant": "acme", "email": ADMIN, "password": PASSWORD}, 200),
        ("POST", "/v1/login", {}, 422),
        ("GET", "/v1/session", None, 401),
    ],
)
def test_every_answer_carries_its_id_and_is_never_stored(
    world: World, method: str, path: str, body: dict[str, str] | None, status: int
) -> None:
    first, second = world.call(method, path, body), world.call(method, path, body)
    assert first.status == status
    assert ALWAYS.items() <= first.headers.items()
    assert first.headers["X-Request-Id"]
    assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]


def test_an_error_is_a_problem_document(world: World) -> None:
    answer = world.login(password="wrong")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.body == {
        "type": "urn:postern:error:invalid_credentials",
        "title": "The e-mail address or the password is wrong.",
        "status": 401,
        "detail": "The e-mail address or the password is wrong.",
        "code": "invalid_credentials",
        "request_id": answer.headers["X-Request-Id"],
    }


def test_every_fault_of_a_body_is_pointed_at_without_its_value(world: World) -> None:
    body = {"tenant": 5, "email": "not an address", "extra/~field": "s3cret", "transport": "pigeon"}
    answer = world.call("POST", "/v1/login", body)
    assert answer.status == 422
    assert sorted(answer.body["errors"], key=lambda flaw: str(flaw["pointer"])) == [
        {"pointer": "/email", "code": "invalid"},
        {"pointer": "/extra~1~0field", "code": "unknown_field"},
        {"pointer": "/password", "code": "missing"},
        {"pointer": "/tenant", "code": "wrong_type"},
        {"pointer": "/transport", "code": "not_allowed"},
    ]
    assert "s3cret" not in answer.text
    assert "not an address" not in answer.text


def test_a_method_that_a_path_does_not_take_is_refused(world: World) -> None:
    assert world.call("PUT", "/v1/login", {}).status == 405


@pytest.mark.parametrize("origin", ["https://app.example.com", "https://partner.example.com"])
def test_an_allowed_origin_may_call_and_read(world: World, origin: str) -> None:
    world.reinstall(
        settings=world.deps.settings.model_copy(update={"allowed_origins": frozenset({"https://partner.example.com"})})
    )
    answer = world.call("GET", "/v1/session", Origin=origin)
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert answer.headers["Vary"] == "Origin"
    asked = world.call("OPTIONS", "/v1/session", Origin=origin)
    assert (asked.status, asked.text) == (204, "")
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD, DELETE"
    assert "X-Requested-With" in asked.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://app.example.com.evil.example"])
def test_any_other_origin_gets_no_leave_to_read(world: World, origin: str) -> None:
    for method in ("GET", "OPTIONS"):
        answer = world.call(method, "/v1/session", Origin=origin)
        assert not [name for name in answer.headers if name.startswith("Access-Control")]


def test_a_route_without_a_body_takes_none(world: World) -> None:
    token = world.login().token
    assert world.call("DELETE", "/v1/me/sessions", {"all": True}, token=token).code == "invalid_request"
    assert world.call("DELETE", "/v1/me/sessions", {}, token=token).status == 204


def test_what_goes_wrong_inside_is_an_internal_error_that_tells_nothing(world: World) -> None:
    def broken(_: int) -> bytes:
        raise RuntimeError("the inside")

    world.reinstall(random=broken)
    answer = world.login()
    assert (answer.status, answer.code) == (500, "internal_error")
    assert "inside" not in answer.text
    assert ALWAYS.items() <= answer.headers.items()


def test_each_answer_is_counted_by_outcome_with_ids_only(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.login(password="wrong")
    token = world.login().token
    world.call("GET", "/v1/session", token=token)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = [(line["route"], line["status"], line["outcome"]) for line in lines if "_aws" in line]
    assert told == [
        ("POST /v1/login", 401, "invalid_credentials"),
        ("POST /v1/login", 200, "none"),
        ("GET /v1/session", 200, "ok"),
    ]
    assert lines[-1]["user"].startswith("usr_")
    assert lines[-1]["tenant"] == "acme"
