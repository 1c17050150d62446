"""Upgrades: rows of the version before are read as they are, and migrated a page at a time."""

from collections.abc import Callable
from dataclasses import replace

import boto3
import pytest

from chalicelib.flows import migration
from chalicelib.store import writes
from chalicelib.store.items import Item
from chalicelib.store.table import Table
from chalicelib.store.writes import Key
from tests.support import rows
from tests.support.people import signed_in
from world import ADMIN, PASSWORD, START, World


def _older(world: World) -> None:
    rows.age(world.clients[0], "postern-test")


def _versions(world: World) -> set[str | None]:
    return {row["v"]["N"] if "v" in row else None for row in rows.versioned(world.clients[0], "postern-test")}


def test_a_new_version_signs_people_in_over_an_older_ones_rows(world: World) -> None:
    enrolled = world.enrolled_admin()
    _older(world)
    challenge = world.login().challenge
    assert world.verify(challenge, world.code(enrolled.secret)).status == 200


def test_a_migration_brings_every_row_to_todays_version_and_changes_nothing_else(world: World) -> None:
    enrolled = world.enrolled_admin()
    before = world.stored(ADMIN)
    _older(world)
    while migration.step(world.deps)[2]:
        pass
    assert _versions(world) == {str(writes.VERSION)}
    assert world.stored(ADMIN) == before
    assert world.call("GET", "/v1/session", token=enrolled.token).status == 200


def test_an_interrupted_migration_goes_on_where_it_was(world: World) -> None:
    for number in range(migration.PAGE):
        world.user(f"user{number}@example.com")
    _older(world)
    looked_at, written, is_left = migration.step(world.deps)
    assert (looked_at, is_left) == (migration.PAGE, True)
    rest = 0
    while is_left:
        _, changed, is_left = migration.step(world.deps)
        rest += changed
    assert _versions(world) == {str(writes.VERSION)}
    assert migration.step(world.deps)[1] == 0, "a second run finds nothing to do"
    assert written + rest > migration.PAGE


def test_a_dry_run_counts_what_is_left_over_several_pages(world: World) -> None:
    for number in range(migration.PAGE):
        world.user(f"user{number}@example.com")
    assert migration.outstanding(world.deps) == 0
    _older(world)
    left = migration.outstanding(world.deps)
    assert left > migration.PAGE
    assert migration.outstanding(world.deps) == left, "counting changes nothing"


def test_rows_of_a_version_that_nobody_knows_close_the_door(world: World) -> None:
    client = boto3.client("dynamodb")
    key = {"pk": {"S": "TENANT#acme"}, "sk": {"S": "TENANT"}}
    client.update_item(
        TableName="postern-test",
        Key=key,
        UpdateExpression="SET v = :v",
        ExpressionAttributeValues={":v": {"N": str(writes.VERSION + 1)}},
    )
    refused = world.login()
    assert (refused.status, refused.code) == (500, "internal_error")


@pytest.mark.parametrize("is_migrated_first", [False, True])
def test_an_authenticator_set_up_over_an_older_row_keeps_its_recovery_code(
    world: World, is_migrated_first: bool
) -> None:
    world.enrolled_admin()
    world.change_user(ADMIN, authenticator=None, recovery_digest=None, reset_until=START)
    _older(world)
    enrolled = world.enrol()
    if is_migrated_first:
        migration.step(world.deps)
    assert world.stored(ADMIN).reset is None
    body = {"challenge": world.login().challenge, "recovery_code": enrolled.recovery_code}
    assert world.call("POST", "/v1/recovery", body).status == 200


def test_a_recovery_code_replaced_over_an_older_row_is_the_one_that_works(world: World) -> None:
    enrolled = world.enrolled_admin()
    _older(world)
    code = world.call("POST", "/v1/me/recovery-code", token=enrolled.token).body["recovery_code"]
    challenge = world.login().challenge
    for given, status in ((enrolled.recovery_code, 401), (code, 200)):
        assert world.call("POST", "/v1/recovery", {"challenge": challenge, "recovery_code": given}).status == status


def test_settings_changed_over_an_older_row_are_the_new_ones(world: World) -> None:
    _older(world)
    world.change_tenant(session_idle_seconds=1800)
    assert world.tenant().session_idle_seconds == 1800
    migration.step(world.deps)
    assert world.tenant().session_idle_seconds == 1800


class _Meddled(Table):
    """A table with which something happens between the reading of a page and what is written by it."""

    def __init__(self, world: World, meddle: Callable[[], object]) -> None:
        super().__init__(world.deps.table._client, world.deps.settings.table)
        self._meddle = meddle

    def scan(self, *, after: Key | None, limit: int) -> tuple[list[Item], Key | None]:
        page = super().scan(after=after, limit=limit)
        self._meddle()
        return page


def _while_scanning(world: World, meddle: Callable[[], object]) -> None:
    migration.step(replace(world.deps, table=_Meddled(world, meddle)))


def test_a_row_that_changes_under_the_migration_keeps_the_change(world: World) -> None:
    _older(world)
    _while_scanning(world, lambda: world.change_user(ADMIN, name="Anna"))
    assert world.stored(ADMIN).name == "Anna"
    assert _versions(world) == {str(writes.VERSION)}


def test_two_migrations_at_once_do_each_row_once(world: World) -> None:
    _older(world)
    done = list[int]()
    _while_scanning(world, lambda: done.append(migration.step(world.deps)[1]))
    assert done[0] > 0
    assert _versions(world) == {str(writes.VERSION)}


def test_events_of_the_first_version_come_to_their_place_in_the_record(world: World) -> None:
    admin = signed_in(world)
    before = admin.get("/v1/events")["items"]
    client = world.clients[0]
    for row in rows.versioned(client, "postern-test"):
        if row["pk"]["S"].startswith("EVENTS#acme#"):
            client.delete_item(TableName="postern-test", Key={"pk": row["pk"], "sk": row["sk"]})
            row.pop("v")
            client.put_item(TableName="postern-test", Item={**row, "pk": {"S": "EVENTS#acme"}})
    assert admin.get("/v1/events")["items"] == []
    while migration.step(world.deps)[2]:
        pass
    assert admin.get("/v1/events")["items"] == before
    assert migration.outstanding(world.deps) == 0


def test_a_link_that_the_first_version_mailed_is_void_and_its_user_is_invited_again(world: World) -> None:
    bo = world.user("bo@example.com", status="invited")
    client = world.clients[0]
    [row] = [row for row in rows.versioned(client, "postern-test") if row["sk"]["S"] == f"USER#{bo.id}"]
    row.pop("v")
    client.put_item(TableName="postern-test", Item={**row, "password_token": {"S": "0" * 64}})
    assert world.stored("bo@example.com").password_token is None
    assert signed_in(world).call("POST", f"/v1/users/{bo.id}/invite").status == 202
    chosen = {"token": world.mailbox.token("bo@example.com"), "password": PASSWORD}
    assert world.call("POST", "/v1/password/reset", chosen).status == 204
