"""The audit record over HTTP."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.event_types import DESCRIPTIONS, EventType
from chalicelib.flows.steps import audit
from chalicelib.store import keys
from chalicelib.store.events import SHARDS
from tests.support.people import Person, authenticator, fill, signed_in
from world import ADMIN, START, World, build, emulated

ROOT = Path(__file__).parents[2]


@pytest.fixture
def admin(world: World) -> Person:
    return signed_in(world)


def types(answer: Any) -> list[str]:
    return [event["type"] for event in answer["items"]]


def test_an_event_says_who_whom_when_from_where_and_in_which_request(world: World, admin: Person) -> None:
    world.pass_time(61)
    bo = world.user("bo@example.com")
    request = admin.edit(bo, disabled=True)
    event = admin.newest("user.changed")
    assert event.pop("id").startswith("evt_")
    assert event == {
        "type": "user.changed",
        "at": "2027-01-15T08:01:01Z",
        "actor": world.stored(ADMIN).id,
        "user": bo.id,
        "request_id": request.headers["X-Request-Id"],
        "address": "192.0.2.1",
        "detail": {"changed": "disabled", "disabled": True},
    }


def test_the_creation_of_the_first_admin_is_on_record(world: World, admin: Person) -> None:
    event = admin.newest("user.created")
    assert (event["actor"], event["user"]) == ("operator:test", world.stored(ADMIN).id)
    assert event["detail"] == {"role": "admin"}


def test_times_in_details_are_rfc_3339(admin: Person) -> None:
    admin.save("all", enforce_from="2027-01-16T10:00:00+02:00")
    assert admin.newest("policy.changed")["detail"]["enforce_from"] == "2027-01-16T08:00:00Z"


def test_every_type_is_described_and_documented() -> None:
    assert set(DESCRIPTIONS) == set(EventType)
    documented = "\n".join(page.read_text() for page in (ROOT / "docs").rglob("*.md"))
    assert [kind.value for kind in EventType if f"`{kind.value}`" not in documented] == []


def test_the_people_of_a_page_are_named_in_one_look_up(world: World, admin: Person, calls: list[str]) -> None:
    ada, bo, cy = world.stored(ADMIN), world.user("bo@example.com"), world.user("cy@example.com")
    for user in (bo, cy):
        admin.edit(user, disabled=True)
    admin.call("DELETE", f"/v1/users/{cy.id}")

    def reads(limit: int) -> list[str]:
        calls.clear()
        admin.get(f"/v1/events?limit={limit}")
        return list(calls)

    assert reads(50) == reads(1)
    page = admin.get("/v1/events")
    assert {event["user"] for event in page["items"]} >= {bo.id, cy.id}
    assert page["people"] == {user.id: {"name": user.name, "email": user.email} for user in (ada, bo)}


def test_newest_first_in_pages(world: World, admin: Person) -> None:
    for number in range(3):
        world.pass_time(1)
        admin.call("PATCH", "/v1/tenant", {"name": f"Acme {number}"})
    everything = admin.get("/v1/events?limit=100")["items"]
    first = admin.get("/v1/events?limit=2")
    second = admin.get(f"/v1/events?limit=2&cursor={first['next_cursor']}")
    assert first["items"] + second["items"] == everything[:4]
    assert [event["at"] for event in everything] == sorted((event["at"] for event in everything), reverse=True)
    assert types(first) == ["tenant.changed"] * 2


def test_by_user_type_and_time(world: World, admin: Person) -> None:
    bo, cy = world.user("bo@example.com"), world.user("cy@example.com")
    for minute, user in enumerate((bo, cy, bo)):
        world.clock.now = START + 60 * (minute + 1)
        admin.edit(user, name=f"Name {minute}")
        world.pass_time(1)
        world.login(user.email, password="wrong")

    def found(query: str) -> list[tuple[str, str]]:
        return [(event["type"], event["at"][14:16]) for event in admin.get(f"/v1/events?{query}")["items"]]

    assert found(f"user={cy.id}") == [("sign_in.failed", "02"), ("user.changed", "02")]
    assert found(f"user={bo.id}&type=user.changed") == [("user.changed", "03"), ("user.changed", "01")]
    assert found("type=user.changed&since=2027-01-15T08:02:00Z") == [("user.changed", "03"), ("user.changed", "02")]
    assert found("type=user.changed&until=2027-01-15T08:02:00Z") == [("user.changed", "01")]
    assert found("since=2027-01-15T08:02:00Z&until=2027-01-15T08:03:00Z&type=sign_in.failed") == [
        ("sign_in.failed", "02")
    ]
    between = "since=2027-01-15T08:01:30Z&until=2027-01-15T09:00:00Z"
    assert found(f"user={bo.id}&{between}&type=user.changed") == [("user.changed", "03")]
    assert found(f"user={bo.id}&until=2027-01-15T08:01:02Z") == [("sign_in.failed", "01"), ("user.changed", "01")]
    assert found("until=2027-01-15T07:00:00Z") == []
    assert found("since=2027-01-15T09:00:00Z") == []


def test_a_time_range_is_reached_in_one_page_however_much_is_newer(world: World, admin: Person) -> None:
    for _ in range(20):
        world.pass_time(60)
        admin.call("PATCH", "/v1/tenant", {"name": f"Acme {world.clock.now}"})
    page = admin.get("/v1/events?until=2027-01-15T08:01:30Z&since=2027-01-15T08:00:30Z&limit=2")
    assert [event["at"] for event in page["items"]] == ["2027-01-15T08:01:00Z"]
    assert page["next_cursor"] is None


def test_filters_that_are_none_are_refused(admin: Person) -> None:
    for query in (
        "type=user.eaten",
        "user=bo@example.com",
        "user=usr_1",
        "user=",
        "since=yesterday",
        "until=2027-01-15",
        "limit=0",
        "cursor=",
        "x=1",
    ):
        assert admin.call("GET", f"/v1/events?{query}").code == "invalid_request", query


def test_a_cursor_is_for_its_own_query_and_tenant(world: World, admin: Person) -> None:
    world.found("other", "ola@example.com")
    stranger = signed_in(world, "ola@example.com", "other")
    cursor = admin.get("/v1/events?limit=1")["next_cursor"]
    for refused in (
        admin.call("GET", f"/v1/events?limit=1&type=user.created&cursor={cursor}"),
        admin.call("GET", f"/v1/events?limit=1&until=2027-01-15T08:01:00Z&cursor={cursor}"),
        stranger.call("GET", f"/v1/events?limit=1&cursor={cursor}"),
    ):
        assert (refused.status, refused.body["errors"]) == (422, [{"pointer": "/cursor", "code": "invalid"}])


def test_what_is_older_than_the_stage_keeps_is_not_shown_though_the_table_still_has_it(world: World) -> None:
    world.pass_time(400 * 86400)
    assert "tenant.created" in types(signed_in(world).get("/v1/events"))
    world.pass_time(1)
    late = signed_in(world)
    assert types(late.get("/v1/events")) == ["sign_in.succeeded", "sign_in.succeeded"]
    assert late.get("/v1/events?type=tenant.created") == {"items": [], "next_cursor": None, "people": {}}


def test_how_long_events_are_kept_is_the_stages() -> None:
    with emulated():
        short = build(event_days=7)
        shards = [short.deps.table.query(keys.event("acme", shard, "")["pk"]) for shard in range(SHARDS)]
        assert {row["expires_at"] for rows in shards for row in rows} == {START + 7 * 86400}


def test_every_outcome_of_a_sign_in_is_on_record(world: World) -> None:
    world.user("bo@example.com")
    world.user("gone@example.com", status="disabled")
    world.login("bo@example.com", password="wrong")
    world.login("gone@example.com")
    world.login("nobody@example.com")
    world.login("bo@example.com")
    world.set_policy("all")
    bo = world.enrol("bo@example.com")
    world.pass_time(30)
    challenge = world.login("bo@example.com").challenge
    world.verify(challenge, world.wrong_code(bo.secret))
    code = world.code(bo.secret)
    world.verify(challenge, code)
    again = world.login("bo@example.com").challenge
    world.verify(again, code)
    world.call("POST", "/v1/recovery", {"challenge": again, "recovery_code": "0" * 25})
    world.call("POST", "/v1/recovery", {"challenge": again, "recovery_code": bo.recovery_code})
    world.set_policy("off")
    events = signed_in(world).get("/v1/events?limit=100")["items"]
    told = [
        (event["type"], event["detail"].get("reason"))
        for event in reversed(events)
        if event["type"].split(".")[0] in ("sign_in", "verification", "recovery", "authenticator")
    ]
    assert sorted(told, key=str) == sorted(
        [
            ("sign_in.failed", "wrong_password"),
            ("sign_in.failed", "disabled"),
            ("sign_in.failed", "no_such_user"),
            ("sign_in.succeeded", None),
            ("authenticator.enrolled", "policy"),
            ("sign_in.succeeded", None),
            ("verification.failed", "wrong_code"),
            ("sign_in.succeeded", None),
            ("verification.failed", "code_already_used"),
            ("recovery.failed", "wrong_recovery_code"),
            ("recovery.succeeded", None),
            ("sign_in.succeeded", None),
        ],
        key=str,
    )


def test_no_event_holds_a_secret(world: World) -> None:
    enrolled = world.enrolled_admin()
    boss = Person(world, enrolled.token)
    made = boss.create("bo@example.com").body
    boss.edit(world.user("cy@example.com", authenticator=authenticator()), email="di@example.com")
    record = boss.call("GET", "/v1/events/export.jsonl").text
    assert made["id"] in record
    for secret in (
        enrolled.secret,
        enrolled.token,
        enrolled.recovery_code,
        world.mailbox.token("bo@example.com"),
        "bo@example.com",
        "di@example.com",
    ):
        assert secret not in record


# Export


def test_the_exports_say_what_the_list_says(world: World, admin: Person) -> None:
    admin.call("PATCH", "/v1/tenant", {"name": "=1+1"})
    listed = admin.get("/v1/events?limit=100")["items"]
    as_lines, as_csv = admin.call("GET", "/v1/events/export.jsonl"), admin.call("GET", "/v1/events/export.csv")
    assert [json.loads(line) for line in as_lines.text.splitlines()] == listed
    assert as_csv.text.startswith("\ufeffid,type,at,")
    rows = list(csv.DictReader(io.StringIO(as_csv.text.removeprefix("\ufeff"))))
    assert [(row["id"], row["type"], row["user"], json.loads(row["detail"])) for row in rows] == [
        (event["id"], event["type"], event["user"] or "", event["detail"]) for event in listed
    ]
    assert as_csv.headers["Content-Type"] == "text/csv"
    assert as_lines.headers["Content-Type"] == "application/jsonl"
    assert as_lines.headers["Content-Disposition"] == 'attachment; filename="events.jsonl"'


def test_an_export_stops_after_a_thousand_events_and_says_where_it_goes_on(world: World, admin: Person) -> None:
    who: dict[str, Any] = {"tenant": "acme", "user": None, "actor": "usr"}
    kind = EventType.TENANT_CHANGED
    fill(world, (audit.event(world.deps, world.visitor(), kind, **who) for _ in range(1000)))
    first = admin.call("GET", "/v1/events/export.csv")
    assert first.text.count("\n") == 1001
    assert admin.call("GET", f"/v1/events?cursor={first.headers['X-Next-Cursor']}").status == 200


def test_an_export_that_goes_on_has_no_second_header(world: World, admin: Person) -> None:
    everything = admin.get("/v1/events")["items"]
    cursor = admin.get("/v1/events?limit=1")["next_cursor"]
    rest = admin.call("GET", f"/v1/events/export.csv?cursor={cursor}")
    assert [line.split(",")[0] for line in rest.text.splitlines()] == [event["id"] for event in everything[1:]]
    assert "X-Next-Cursor" not in rest.headers
    lines = admin.call("GET", f"/v1/events/export.jsonl?cursor={cursor}").text.splitlines()
    assert [json.loads(line) for line in lines] == everything[1:]


def test_exports_keep_to_the_filters(world: World, admin: Person) -> None:
    text = admin.call("GET", "/v1/events/export.jsonl?type=tenant.created").text
    assert [json.loads(line)["type"] for line in text.splitlines()] == ["tenant.created"]
    assert admin.call("GET", "/v1/events/export.csv?type=tenant.changed").text.count("\r\n") == 1
