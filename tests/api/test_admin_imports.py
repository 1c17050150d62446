"""Users from a file, over HTTP."""

from typing import Any

import pytest

from chalicelib.flows import imports
from chalicelib.store import attempts
from chalicelib.store.writes import put
from tests.support.people import Person, everybody, fill, signed_in
from world import ADMIN, PASSWORD, Answer, World

HEADER = "email,name,role,sign_in,mfa_required\n"


@pytest.fixture
def admin(world: World) -> Person:
    return signed_in(world)


def send(admin: Person, text: str | bytes, *, dry: bool = False, kind: str = "text/csv") -> Answer:
    raw = text if isinstance(text, bytes) else text.encode()
    query = "?dry_run=true" if dry else ""
    return admin.call("POST", f"/v1/users/import{query}", raw, Content_Type=kind)


def numbers(answer: Answer) -> dict[str, Any]:
    assert answer.status == 200, answer.text
    return {name: answer.body[name] for name in ("total", "created", "unchanged", "remaining", "failed")}


def numbers_of(total: int, **more: int) -> dict[str, int]:
    return {"total": total, "created": 0, "unchanged": 0, "remaining": 0, "failed": 0, **more}


def lines(count: int) -> str:
    return HEADER + "".join(f"u{n}@example.com,U {n},member,password,\n" for n in range(count))


def test_a_dry_run_lists_every_bad_line_and_creates_nobody(world: World, admin: Person) -> None:
    world.user("old@example.com")
    text = HEADER + (
        "bo@example.com,Bo,member,password,\n"
        "nobody,,boss,password,\n"
        "old@example.com,Old,member,password,\n"
        "sso@example.com,S,member,sso,\n"
        "on@example.com,On,member,password,true\n"
        "bo@example.com,Bo again,member,password,\n"
        "short@example.com,Short\n"
        "dash@example.com,- .,member,password,\n"
    )
    answer = send(admin, text, dry=True)
    assert numbers(answer) == {"total": 8, "created": 1, "unchanged": 1, "remaining": 0, "failed": 6}
    assert answer.body["dry_run"] is True
    assert [(bad["line"], bad["column"], bad["code"]) for bad in answer.body["errors"]] == [
        (3, "email", "invalid"),
        (3, "name", "invalid"),
        (3, "role", "invalid"),
        (5, "sign_in", "sso_not_set_up"),
        (6, "mfa_required", "policy_not_individual"),
        (7, "email", "duplicate"),
        (8, None, "wrong_number_of_cells"),
        (9, "name", "invalid"),
    ]
    assert len(everybody(world)) == 2


def test_a_file_with_a_bad_line_creates_nobody_and_points_at_it(world: World, admin: Person) -> None:
    refused = send(admin, "email,name\nbo@example.com,Bo\nnobody,Cy\nshort@example.com\n")
    assert (refused.status, refused.code) == (422, "invalid_request")
    assert refused.body["errors"] == [
        {"pointer": "/3/email", "code": "invalid"},
        {"pointer": "/4", "code": "wrong_number_of_cells"},
    ]
    assert len(everybody(world)) == 1


def test_a_pointer_to_a_column_of_the_files_own_naming_is_a_pointer(admin: Person) -> None:
    refused = send(admin, "email,name,a/b~c\nbo@example.com,Bo,x\n")
    assert refused.body["errors"] == [{"pointer": "/1/a~1b~0c", "code": "unknown_column"}]


def test_users_are_created_invited_and_on_record(world: World, admin: Person) -> None:
    admin.save("individual")
    text = "\ufeff" + HEADER + "Bo@Example.com,Bo Berg,admin,,true\r\ncy@example.com,Cy,,,\r\n"
    assert numbers(send(admin, text)) == {"total": 2, "created": 2, "unchanged": 0, "remaining": 0, "failed": 0}
    bo, cy = world.stored("bo@example.com"), world.stored("cy@example.com")
    assert [(bo.name, bo.role), (cy.name, cy.role)] == [("Bo Berg", "admin"), ("Cy", "member")]
    assert [admin.shown(user)["mfa"]["required"] for user in (bo, cy)] == [True, False]
    made = admin.get("/v1/events?type=user.created")["items"]
    assert {event["user"] for event in made if event["actor"] == world.stored(ADMIN).id} == {bo.id, cy.id}
    chosen = world.call(
        "POST", "/v1/password/reset", {"token": world.mailbox.token("bo@example.com"), "password": PASSWORD}
    )
    assert chosen.status == 204


def test_the_same_file_again_changes_nothing(world: World, admin: Person) -> None:
    text = HEADER + "bo@example.com,Bo,member,,\n"
    send(admin, text)
    sent = len(world.mailbox.sent)
    again = send(admin, text.replace("Bo", "Somebody else"))
    assert numbers(again) == {"total": 1, "created": 0, "unchanged": 1, "remaining": 0, "failed": 0}
    assert world.stored("bo@example.com").name == "Bo"
    assert len(world.mailbox.sent) == sent


def test_one_run_takes_so_many_and_says_how_many_remain(world: World, admin: Person) -> None:
    whole, some = lines(imports.CREATED_AT_ONCE + 1), imports.CREATED_AT_ONCE
    assert numbers(send(admin, whole)) == numbers_of(some + 1, created=some, remaining=1)
    assert numbers(send(admin, whole)) == numbers_of(some + 1, created=1, unchanged=some)


def test_addresses_that_were_mailed_too_often_do_not_hold_the_others_up(world: World, admin: Person) -> None:
    spent = {"last": "x", "n0": 3, "end0": int(world.clock.now) + 3600}
    emails = [f"u{n}@example.com" for n in range(imports.MOST_REFUSED)]
    fill(world, (put(attempts.mails("invitation", "acme", email).key, spent) for email in emails))
    answer = send(admin, lines(len(emails) + 1))
    assert numbers(answer) == numbers_of(len(emails) + 1, created=1, remaining=len(emails), failed=len(emails))
    assert {bad["code"] for bad in answer.body["errors"]} == {"too_many_mails"}


def test_five_thousand_lines_are_looked_at_in_one_dry_run(world: World, admin: Person) -> None:
    answer = send(admin, lines(5000), dry=True)
    assert numbers(answer) == {"total": 5000, "created": 5000, "unchanged": 0, "remaining": 0, "failed": 0}
    too_many = send(admin, lines(5001), dry=True)
    assert too_many.body["errors"] == [{"line": 1, "column": None, "code": "too_many"}]


def test_where_mail_breaks_down_what_is_done_stays_done_and_the_rest_remains(world: World, admin: Person) -> None:
    sent, mailbox = world.mailbox.sent, world.mailbox

    class Third(list[dict[str, str]]):
        def append(self, mail: dict[str, str]) -> None:
            super().append(mail)
            mailbox.is_broken = len(self) == 2

    mailbox.sent = Third()
    assert numbers(send(admin, lines(4)))["created"] == 2
    assert send(admin, lines(4)).code == "try_again"
    mailbox.is_broken, mailbox.sent = False, sent
    assert numbers(send(admin, lines(4))) == {"total": 4, "created": 2, "unchanged": 2, "remaining": 0, "failed": 0}


def test_an_address_that_was_mailed_too_often_remains_for_later(world: World, admin: Person) -> None:
    for _ in range(3):
        gone = admin.create("u0@example.com")
        admin.call("DELETE", f"/v1/users/{gone.body['id']}")
    assert numbers(send(admin, lines(2))) == numbers_of(2, created=1, remaining=1, failed=1)
    world.pass_time(3600)
    assert numbers(send(signed_in(world), lines(2)))["remaining"] == 0


def test_what_is_no_csv_is_refused_for_what_it_is(admin: Person) -> None:
    assert send(admin, lines(1), kind="application/json").code == "unsupported_media_type"
    assert send(admin, b"x" * (1024 * 1024 + 1)).code == "too_large"
    assert send(admin, 'email,name\n"bo"x,Bo\n').body["errors"] == [{"pointer": "/2", "code": "malformed"}]
    assert send(admin, "").body["errors"] == [{"pointer": "/1", "code": "empty"}]


ROWS = "email,name\nbo@example.com,Bo\ncy@example.com,Zo\u00eb\n"
OTHER_ENCODINGS = {
    "Windows-1252": ROWS.encode("cp1252"),
    "Windows-1252, as API Gateway hands it on": ROWS.encode("cp1252").decode(errors="replace").encode(),
    "UTF-16 with a byte-order mark": ROWS.encode("utf-16"),
    "UTF-16 without": ROWS.encode("utf-16-le"),
}


@pytest.mark.parametrize("raw", OTHER_ENCODINGS.values(), ids=OTHER_ENCODINGS)
def test_a_file_in_another_encoding_is_refused_and_creates_nobody(admin: Person, raw: bytes) -> None:
    flaws = send(admin, raw).body["errors"]
    assert {flaw["code"] for flaw in flaws} == {"malformed"}
    assert flaws[0]["pointer"] == ("/3" if len(raw) < 60 else "/1")
    assert numbers(send(admin, raw, dry=True))["created"] == 0


def test_utf_8_is_taken_with_a_byte_order_mark_and_without(admin: Person) -> None:
    assert numbers(send(admin, ROWS.encode("utf-8-sig"))) == numbers_of(2, created=2)
    assert numbers(send(admin, ROWS)) == numbers_of(2, unchanged=2)


def test_an_import_asks_for_a_fresh_factor(world: World, admin: Person) -> None:
    world.pass_time(601)
    assert send(admin, lines(1), dry=True).code == "step_up_required"
