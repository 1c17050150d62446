"""`make bench`: write units, read units and KMS calls of each flow, and of a policy change by the number of users."""

import contextlib
import io
import os
from collections.abc import Callable
from functools import partial
from typing import Any

import boto3
from rich.console import Console
from rich.table import Table

os.environ |= {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"}
os.environ["POWERTOOLS_LOG_LEVEL"] = "CRITICAL"

from bench.meter import Cost, Meter
from bench.store import running
from chalicelib.domain.records import User
from chalicelib.store import keys
from chalicelib.store.items import encode_item
from chalicelib.store.writes import put
from world import ADMIN, PASSWORD, START, World, build, emulated
from world.sso import EMAIL, Browser, set_up

SIZES = (10, 1_000, 100_000)
"""Users of a tenant whose policy is changed."""


def main() -> None:
    """Measure and print two tables."""
    with contextlib.redirect_stdout(io.StringIO()), running(), emulated():
        flows = _flows(build())
        changes = [(f"{size:,} users", _change(build_with(size))) for size in SIZES]
    _show("One request of each flow", flows)
    for name in ("policy change", "policy preview", "list of 50 users"):
        _show(f"The {name}, by the size of the tenant", [(size, costs[name]) for size, costs in changes])


def _flows(world: World) -> list[tuple[str, Cost]]:
    meter, found = _meter(world), list[tuple[str, Cost]]()

    def call(name: str, request: Callable[[], Any]) -> Any:
        with meter.measure() as cost:
            answer = request()
        assert answer.status < 400 or "wrong" in name, answer.text
        found.append((name, cost))
        return answer.body if answer.text else None

    session = call("login, policy off", world.login)["session"]["token"]
    call("session read", lambda: world.call("GET", "/v1/session", token=session))
    call("login, wrong password", lambda: world.login(password="wrong"))
    begun = call("enrolment asked for", lambda: world.call("POST", "/v1/me/authenticator", token=session))
    challenge = begun["challenge"]["token"]
    secret = call("enrolment begun", lambda: world.call("POST", "/v1/enrolment", {"challenge": challenge}))["secret"]
    confirm = {"challenge": challenge, "code": world.code(secret)}
    session = call("enrolment confirmed", lambda: world.call("POST", "/v1/enrolment/confirm", confirm))
    recovery_code, session = session["recovery_code"], session["session"]["token"]
    _save(world, session, "all")
    world.pass_time(30)
    challenge = call("login, to be verified", world.login)["challenge"]["token"]
    wrong = {"challenge": challenge, "code": "000000"}
    call("verification, wrong code", lambda: world.call("POST", "/v1/verification", wrong))
    verify = {"challenge": challenge, "code": world.code(secret)}
    session = call("verification", lambda: world.call("POST", "/v1/verification", verify))["session"]["token"]
    world.pass_time(30)
    code = {"code": world.code(secret)}
    session = call("step-up", lambda: world.call("POST", "/v1/session/step-up", code, token=session))["token"]
    challenge = world.login().body["challenge"]["token"]
    recover = {"challenge": challenge, "recovery_code": recovery_code}
    call("recovery", lambda: world.call("POST", "/v1/recovery", recover))
    call("sign-out", lambda: world.call("DELETE", "/v1/session", token=session))
    forgot = {"tenant": "acme", "email": ADMIN}
    call("password forgotten", lambda: world.call("POST", "/v1/password/forgot", forgot))
    reset = {"token": world.mailbox.token(ADMIN), "password": PASSWORD + "!"}
    call("password reset", lambda: world.call("POST", "/v1/password/reset", reset))
    _single_sign_on(world, call)
    return found


def _single_sign_on(world: World, call: Callable[[str, Callable[[], Any]], Any]) -> None:
    """Somebody's first sign-in through an identity provider, and a later one; the provider's own time is not ours."""
    world.user(EMAIL, sign_in="sso")
    with set_up(world) as provider:
        provider.person |= {"email": EMAIL, "email_verified": True}
        browser = Browser(world, provider)
        for which in ("first", "later"):
            location = call(f"single sign-on, {which}: start", browser.start)["location"]
            brought = provider.authorize(location)
            call(f"single sign-on, {which}: callback", partial(browser.come_back, brought))


def build_with(users: int) -> World:
    """A world whose tenant has that many users, in an empty table."""
    client: Any = boto3.client("dynamodb")
    table = client.describe_table(TableName="postern-test")["Table"]
    client.delete_table(TableName="postern-test")
    client.create_table(
        TableName="postern-test",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=table["AttributeDefinitions"],
        KeySchema=table["KeySchema"],
        GlobalSecondaryIndexes=[
            {name: index[name] for name in ("IndexName", "KeySchema", "Projection")}
            for index in table["GlobalSecondaryIndexes"]
        ],
    )
    world = build()
    rows = [_row(number) for number in range(users)]
    for start in range(0, users, 25):
        client.batch_write_item(RequestItems={"postern-test": rows[start : start + 25]})
    counts = put(keys.count("acme", "0"), {"admin_bare": 1, "member_bare": users})
    world.deps.table.commit(counts)
    return world


def _row(number: int) -> dict[str, Any]:
    user = User(
        id=f"usr_{number:026d}",
        tenant="acme",
        email=f"user{number}@example.com",
        name=f"User {number}",
        role="member",
        sign_in="password",
        password_hash="x" * 97,
        created_at=START,
    )
    return {"PutRequest": {"Item": encode_item({**user.model_dump(), **keys.user("acme", user.id)})}}


def _change(world: World) -> dict[str, Cost]:
    meter, session = _meter(world), world.login().body["session"]["token"]
    found = {}
    with meter.measure() as found["policy preview"]:
        preview = world.call("POST", "/v1/policy/preview", {"mode": "all"}, token=session)
        assert preview.status == 200, preview.text
    with meter.measure() as found["list of 50 users"]:
        assert len(world.call("GET", "/v1/users?limit=50", token=session).body["items"]) <= 50
    with meter.measure() as found["policy change"]:
        _save(world, session, "all")
    return found


def _save(world: World, session: str, mode: str) -> None:
    saved = world.call("PUT", "/v1/policy", {"mode": mode}, token=session, If_Match='"1"')
    assert saved.status == 200, saved.text


def _meter(world: World) -> Meter:
    return Meter(world.deps.table._client, world.deps.vault._client)


def _show(title: str, rows: list[tuple[str, Cost]]) -> None:
    table = Table("", title=title, title_justify="left", box=None)
    for name in ("calls", "write units", "read units", "KMS calls", "$ per million"):
        table.add_column(name, justify="right")
    for name, cost in rows:
        figures = (cost.calls, cost.write_units, cost.read_units, cost.kms_calls)
        table.add_row(name, *(f"{each:g}" for each in figures), f"{cost.dollars_per_million:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
