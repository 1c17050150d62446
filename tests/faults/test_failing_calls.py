"""Each call of each flow fails in turn: `try_again`, nothing half-written, and the right thing works afterwards."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from chalicelib.errors import TryAgain
from chalicelib.flows import support
from tests.support.injected import BROKEN, DENIED, THROTTLED, Fault, Silence, failing
from world import ADMIN, Answer, World, build, emulated

NEW = "another fine password"
HOW: dict[str, Fault] = {"throttled": THROTTLED, "broken": BROKEN, "denied": DENIED, "silent": Silence}


@dataclass
class Story:
    """A request that can be made any number of times until it succeeds, and what it needs before."""

    prepare: Callable[[World], dict[str, str]]
    act: Callable[[World, dict[str, str]], Answer]
    status: int = 200


def _enrolled(world: World) -> dict[str, str]:
    admin = world.enrolled_admin()
    return {"secret": admin.secret, "recovery": admin.recovery_code, "session": admin.token}


def _verify(world: World) -> dict[str, str]:
    return {**_enrolled(world), "challenge": world.login().challenge}


def _enrol(world: World) -> dict[str, str]:
    world.set_policy("all")
    return {"challenge": world.login().challenge}


def _begun(world: World) -> dict[str, str]:
    given = _enrol(world)
    return {**given, "secret": world.call("POST", "/v1/enrolment", given).body["secret"]}


def _forgot(world: World) -> dict[str, str]:
    world.pass_time(3600)
    world.call("POST", "/v1/password/forgot", {"tenant": "acme", "email": ADMIN})
    return {"token": world.mailbox.token(ADMIN)}


STORIES = {
    "login": Story(lambda _: {}, lambda world, _: world.login()),
    "login, to verify": Story(_enrolled, lambda world, _: world.login()),
    "login, to enrol": Story(lambda world: world.set_policy("all") or {}, lambda world, _: world.login()),  # type: ignore[func-returns-value]
    "enrolment": Story(_enrol, lambda world, on: world.call("POST", "/v1/enrolment", {"challenge": on["challenge"]})),
    "confirm": Story(
        _begun,
        lambda world, on: world.call(
            "POST", "/v1/enrolment/confirm", {"challenge": on["challenge"], "code": world.code(on["secret"])}
        ),
    ),
    "verification": Story(_verify, lambda world, on: world.verify(on["challenge"], world.code(on["secret"]))),
    "recovery": Story(
        _verify,
        lambda world, on: world.call(
            "POST", "/v1/recovery", {"challenge": on["challenge"], "recovery_code": on["recovery"]}
        ),
    ),
    "forgot": Story(
        lambda world: world.pass_time(3600) or {},  # type: ignore[func-returns-value]
        lambda world, _: world.call("POST", "/v1/password/forgot", {"tenant": "acme", "email": ADMIN}),
        202,
    ),
    "reset": Story(
        _forgot,
        lambda world, on: world.call("POST", "/v1/password/reset", {"token": on["token"], "password": NEW}),
        204,
    ),
    "step-up": Story(
        _enrolled,
        lambda world, on: world.call(
            "POST", "/v1/session/step-up", {"code": world.code(on["secret"])}, token=on["session"]
        ),
    ),
    "step-up by password": Story(
        lambda world: {"session": world.login().token},
        lambda world, on: world.call(
            "POST", "/v1/session/step-up", {"password": "correct horse battery"}, token=on["session"]
        ),
    ),
    "sessions": Story(_enrolled, lambda world, on: world.call("GET", "/v1/me/sessions", token=on["session"])),
    "end others": Story(_enrolled, lambda world, on: world.call("DELETE", "/v1/me/sessions", token=on["session"]), 204),
    "sign out": Story(_enrolled, lambda world, on: world.call("DELETE", "/v1/session", token=on["session"]), 204),
    "replace": Story(_enrolled, lambda world, on: world.call("POST", "/v1/me/authenticator", token=on["session"])),
    "regenerate": Story(_enrolled, lambda world, on: world.call("POST", "/v1/me/recovery-code", token=on["session"])),
    "change": Story(
        lambda world: {"session": world.login().token},
        lambda world, on: world.call(
            "PUT", "/v1/me/password", {"current": "correct horse battery", "password": NEW}, token=on["session"]
        ),
    ),
    "tenant": Story(lambda _: {}, lambda world, _: world.call("GET", "/v1/tenants/acme")),
}
WINDOWS = re.compile(r"\w+_(n\d|end\d|last|back)")
COMMITS = {"TransactWriteItems", "PutItem", "DeleteItem"}
CASES = [(story, "throttled") for story in STORIES]
CASES += [(story, how) for story in ("login", "verification", "confirm") for how in ("broken", "denied", "silent")]


def calls_up_to_the_commit(told: Story) -> list[tuple[str, int]]:
    """Every call that the request makes until it has happened: the operation, and how many of it came before."""
    made: list[str] = []
    with emulated():
        world = build()
        on = told.prepare(world)
        for client in world.clients:
            client.meta.events.register("before-call", lambda model, **_: made.append(model.name))
        assert told.act(world, on).status == told.status
    commit = next((number for number, operation in enumerate(made) if operation in COMMITS), None)
    if commit is None:
        commit = made.index("UpdateItem") if "UpdateItem" in made else len(made)  # one row, written by itself
    return [(operation, made[:number].count(operation)) for number, operation in enumerate(made[: commit + 1])]


def rows(world: World) -> dict[str, Any]:
    """The table without the windows in which attempts are counted."""
    found = world.clients[0].scan(TableName="postern-test")["Items"]
    return {
        row["pk"]["S"] + row["sk"]["S"]: {name: row[name] for name in row if not WINDOWS.fullmatch(name)}
        for row in found
        if not row["pk"]["S"].startswith("BUDGET#")
    }


@pytest.mark.parametrize(("story", "how"), CASES)
def test_each_call_fails_in_turn(story: str, how: str) -> None:
    """More failures than a budget has attempts: each was given back, or the last one could not succeed."""
    told = STORIES[story]
    calls = calls_up_to_the_commit(told)
    assert calls
    with emulated():
        world = build()
        on = told.prepare(world)
        before = rows(world)
        for operation, number in calls:
            with failing(world, operation, HOW[how], after=number) as failed:
                answer = told.act(world, on)
            assert failed, (operation, number)
            assert (answer.status, answer.code) == (503, "try_again"), (operation, number, answer.text)
            assert answer.headers["Retry-After"] == "1"
            assert rows(world) == before or story == "enrolment", (operation, number)
        assert told.act(world, on).status == told.status


@pytest.mark.parametrize(
    "story", ["login", "login, to enrol", "verification", "confirm", "recovery", "step-up", "step-up by password"]
)
def test_failures_of_the_service_spend_no_attempt(story: str, world: World) -> None:
    """More of them than any short window has attempts, each after the attempt was taken."""
    told = STORIES[story]
    on = told.prepare(world)
    operation = "PutItem" if story == "login, to enrol" else "TransactWriteItems"
    with failing(world, operation, DENIED):
        answers = [told.act(world, on).code for _ in range(11)]
    assert answers == ["try_again"] * 11
    assert told.act(world, on).status == told.status


@pytest.mark.parametrize("story", ["login", "login, to verify", "login, to enrol", "step-up by password", "change"])
def test_what_cannot_be_settled_lapses_and_the_answer_stands(story: str) -> None:
    told = STORIES[story]
    reserved = sum(operation == "UpdateItem" for operation, _ in calls_up_to_the_commit(told))
    with emulated():
        world = build()
        on = told.prepare(world)
        with failing(world, "UpdateItem", BROKEN, after=reserved) as failed:
            assert told.act(world, on).status == told.status
        assert failed


def test_a_disabled_key_signs_nobody_in(world: World) -> None:
    on = _verify(world)
    with failing(world, "Decrypt", (400, "DisabledException")):
        answer = world.verify(on["challenge"], world.code(on["secret"]))
    assert (answer.status, answer.code) == (503, "try_again")
    assert world.verify(on["challenge"], world.code(on["secret"])).status == 200


def test_a_broken_mailer_changes_nothing_of_a_forgotten_password(world: World) -> None:
    world.pass_time(3600)
    world.mailbox.is_broken = True
    for _ in range(5):
        answer = world.call("POST", "/v1/password/forgot", {"tenant": "acme", "email": ADMIN})
        assert (answer.status, answer.code) == (503, "try_again")
    world.mailbox.is_broken = False
    assert world.call("POST", "/v1/password/forgot", {"tenant": "acme", "email": ADMIN}).status == 202
    assert (
        world.call("POST", "/v1/password/reset", {"token": world.mailbox.token(ADMIN), "password": NEW}).status == 204
    )


def test_a_mail_about_a_change_that_cannot_be_sent_does_not_undo_it(world: World) -> None:
    on = _begun(world)
    world.mailbox.is_broken = True
    confirmed = {"challenge": on["challenge"], "code": world.code(on["secret"])}
    assert world.call("POST", "/v1/enrolment/confirm", confirmed).status == 200
    world.mailbox.is_broken = False
    world.pass_time(30)
    assert world.verify(world.login().challenge, world.code(on["secret"])).status == 200


@pytest.mark.parametrize(
    "damage",
    [
        {"password_hash": "no hash"},
        {"role": "owner"},
        {"authenticator": {"secret": b"x"}},
        {"created_at": "one"},
    ],
)
def test_a_stored_user_that_makes_no_sense_signs_nobody_in(world: World, damage: dict[str, Any]) -> None:
    world.change_user(ADMIN, **damage)
    answer = world.login()
    assert (answer.status, answer.code) == (500, "internal_error")
    assert "session" not in answer.body


@pytest.mark.parametrize(
    "damage", [{"policy": {"mode": "sometimes"}}, {"policy": {}}, {"session_idle_seconds": "an hour"}]
)
def test_a_stored_tenant_that_makes_no_sense_is_no_policy_that_asks_for_nothing(
    world: World, damage: dict[str, Any]
) -> None:
    world.change_tenant(**damage)
    assert world.login().code == "internal_error"


def test_a_stored_secret_that_does_not_open_signs_nobody_in(world: World) -> None:
    on = _verify(world)
    world.change_user(ADMIN, **{"authenticator.secret": b"x" * 100})
    answer = world.verify(on["challenge"], world.code(on["secret"]))
    assert (answer.status, answer.code) in {(500, "internal_error"), (503, "try_again")}


def test_a_session_that_cannot_be_touched_still_works(world: World) -> None:
    token = world.login().token
    world.pass_time(600)
    with failing(world, "UpdateItem", THROTTLED) as failed:
        assert world.call("GET", "/v1/session", token=token).status == 200
    assert failed


def test_a_query_that_fails_is_to_be_tried_again(world: World) -> None:
    token = world.login().token
    with failing(world, "Query", BROKEN):
        assert world.call("GET", "/v1/me/sessions", token=token).code == "try_again"


def test_a_key_that_cannot_be_rotated_says_so_and_stays(world: World) -> None:
    on = _verify(world)
    with failing(world, "DescribeKey", DENIED), pytest.raises(TryAgain):
        support.rotate_key(world.deps, world.visitor(), actor="operator:test", ticket="T-1")
    assert world.verify(on["challenge"], world.code(on["secret"])).status == 200
