"""Nothing secret in a log, an event, an error, a row or a repr: a whole journey at debug level, searched through."""

import base64
import logging
import re
from typing import Any

import pytest

from chalicelib.deps import build
from chalicelib.errors import Problem
from chalicelib.flows import enrolment, login, recovery, verification
from chalicelib.handlers.enrolment import EnrolmentConfirm
from chalicelib.handlers.login import Login
from chalicelib.store import events
from tests.support.injected import BROKEN, failing
from world import ADMIN, PASSWORD, World, secret_bytes

NEW = "another fine password"
WRONG = "a wrong but private password"


def journey(world: World) -> tuple[set[str], str]:
    """Everything that can happen to somebody's sign-in: the secrets that went through it, and the errors' bodies."""
    world.set_policy("all")
    secrets, errors = {PASSWORD, NEW, WRONG}, ""
    errors += world.login(password=WRONG).text
    first = world.login()
    shown = world.call("POST", "/v1/enrolment", {"challenge": first.challenge}).body
    wrong = world.wrong_code(shown["secret"])
    errors += world.call("POST", "/v1/enrolment/confirm", {"challenge": first.challenge, "code": wrong}).text
    admin = world.enrol(challenge=first.challenge)
    codes = {world.code(admin.secret), wrong}
    second = world.login().challenge
    errors += world.verify(second, world.code(admin.secret)).text
    world.pass_time(30)
    codes.add(world.code(admin.secret))
    with failing(world, "Decrypt", BROKEN):
        errors += world.verify(second, world.code(admin.secret)).text
    done = world.verify(second, world.code(admin.secret))
    third = world.login().challenge
    errors += world.call("POST", "/v1/recovery", {"challenge": third, "recovery_code": "0" * 25}).text
    recovered = world.call("POST", "/v1/recovery", {"challenge": third, "recovery_code": admin.recovery_code})
    renewed = world.enrol(challenge=recovered.challenge)
    world.pass_time(30)
    changed = {"current": PASSWORD, "password": NEW}
    errors += world.call("PUT", "/v1/me/password", {**changed, "current": WRONG}, token=renewed.token).text
    gone_on = world.call("PUT", "/v1/me/password", changed, token=renewed.token)
    assert gone_on.status == 200
    session, known = gone_on.body["token"], gone_on.body["known_browser"]
    regenerated = world.call("POST", "/v1/me/recovery-code", token=session).body["recovery_code"]
    world.pass_time(3600)
    world.call("POST", "/v1/password/forgot", {"tenant": "acme", "email": ADMIN})
    mailed = world.mailbox.token(ADMIN)
    errors += world.call("POST", "/v1/password/reset", {"token": mailed, "password": mailed[:5]}).text
    hashed = world.stored(ADMIN).password_hash or ""
    with failing(world, "GetItem", (400, "ValidationException")):
        errors += world.login(password=NEW).text
    world.change_user(ADMIN, created_at="long ago")
    errors += world.login(password=NEW).text
    tokens = {first.challenge, second, third, recovered.challenge, mailed, done.token, admin.token, renewed.token}
    tokens |= {session, known, admin.known_browser, done.body["known_browser"], renewed.known_browser}
    tokens |= {token.rpartition(".")[2] for token in tokens}
    for text in (admin.secret, renewed.secret):
        raw = secret_bytes(text)
        tokens |= {text, raw.hex(), repr(raw)[2:-1], base64.b64encode(raw).decode(), str(list(raw))}
    for text in (admin.recovery_code, renewed.recovery_code, regenerated):
        tokens |= {text, text.replace("-", "")}
    return secrets | tokens | codes | {hashed}, errors


def found(secrets: set[str], text: str) -> set[str]:
    """The secrets that stand in a text; six digits only where they stand alone."""
    return {secret for secret in secrets if re.search(rf"(?<![\w.]){re.escape(secret)}(?!\w)", text)}


def test_a_journey_leaves_no_secret_behind(
    world: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    again = build(world.deps.settings, mailer=world.mailbox, now=world.clock, random=world.deps.random)
    world.reinstall(table=again.table, vault=again.vault)
    secrets, errors = journey(world)
    assert len(secrets) > 25
    logged = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    printed = "".join(capfd.readouterr())
    assert "internal_error" in printed, "what went wrong was logged"
    assert "Traceback" in caplog.text
    assert found(secrets, logged + caplog.text) == set()
    assert found(secrets, printed) == set()
    assert found(secrets, errors) == set()
    told = events.page(world.deps.table, "acme", user=None, after=None, limit=100)
    assert len(told) > 10
    assert found(secrets, repr(told)) == set()
    kept = repr(world.clients[0].scan(TableName="postern-test")["Items"])
    hashes = {secret for secret in secrets if secret.startswith("$argon2id$")}
    assert found(secrets - hashes, kept) == set()


def test_the_search_would_find_what_it_looks_for() -> None:
    assert found({"123456", "tok-en_1"}, "code=123456 token=tok-en_1,") == {"123456", "tok-en_1"}
    assert found({"123456"}, "0.1234567 x123456 1123456") == set()


def test_nothing_that_a_flow_holds_shows_a_secret(world: World) -> None:
    world.set_policy("all")
    given: dict[str, Any] = {"slug": "acme", "email": ADMIN, "password": PASSWORD, "transport": "bearer"}
    challenged = login.login(world.deps, world.visitor(), **given)
    token = challenged.token
    pending = enrolment.begin(world.deps, token=token)
    code = world.code(base64.b32encode(pending.secret).decode())
    signed_in = enrolment.confirm(world.deps, world.visitor(), token=token, code=code)
    again = login.login(world.deps, world.visitor(), **given)
    shapes = [
        Login(tenant="acme", email=ADMIN, password=PASSWORD),
        EnrolmentConfirm(challenge=token, code="123456"),
    ]
    secrets = {
        PASSWORD,
        token,
        again.token,
        signed_in.token,
        signed_in.known_browser,
        signed_in.recovery_code or "",
        repr(pending.secret)[2:-1],
        world.stored(ADMIN).password_hash or "",
        "123456",
    }
    held = [challenged, pending, signed_in, again, world.stored(ADMIN), *shapes, world.deps.settings]
    assert found(secrets, repr(held)) == set()


@pytest.mark.parametrize("flow", [verification.verify, recovery.recover])
def test_no_error_shows_what_was_tried(world: World, flow: Any) -> None:
    admin = world.enrolled_admin()
    token = world.login().challenge
    code = "0" * 25 if flow is recovery.recover else world.wrong_code(admin.secret)
    with pytest.raises(Problem) as caught:
        flow(world.deps, world.visitor(), token=token, code=code)
    assert found({token, code}, f"{caught.value!r} {caught.value} {vars(caught.value)}") == set()
