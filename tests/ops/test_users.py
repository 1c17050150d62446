"""`ops user`: what support does for one person."""

import json

import pytest

from chalicelib.domain.records import Reset
from chalicelib.domain.times import rfc3339
from chalicelib.store import users
from ops import exits
from tests.ops.conftest import Shell, newest
from tests.support.people import authenticator, everybody, fill, signed_in
from world import ADMIN, START, World

TICKET = ("--ticket", "T-1")


def test_find_shows_whole_rows_however_odd_a_name_is(world: World, ops: Shell) -> None:
    bo = world.user("bo.with.a.very.long.address.indeed@subdomain.example.com")
    cy = world.user("cy@example.com")
    signed_in(world).edit(cy, name="[/red] :smile: [b]")
    found = ops("user", "find", "acme", "C").out.splitlines()
    assert any(bo.id in line and bo.email in line for line in found)
    assert any(cy.id in line and "[/red] :smile: [b]" in line for line in found)
    assert ops("user", "find", "acme", "nobody").out == "None."


def test_find_goes_through_all_pages(world: World, ops: Shell) -> None:
    ann = world.stored(ADMIN)
    many = (ann.model_copy(update={"id": f"usr_{n:026}", "email": f"u{n}@example.com"}) for n in range(101))
    fill(world, (users.create(user, now=0)[0] for user in many))
    lines = ops("user", "find", "acme", "example.com", "--json").out.splitlines()
    assert [json.loads(line)["email"] for line in lines] == [user.email for user in everybody(world)]


def test_show_tells_state_and_newest_events_by_id_or_address(world: World, ops: Shell) -> None:
    world.set_policy("all")
    bo = world.user("bo@example.com", authenticator=authenticator(failures=7), reset=Reset(until=START))
    world.login("bo@example.com", password="wrong")
    for name in (bo.id, "BO@example.com"):
        shown = ops("user", "show", "acme", name).out
        assert "wrong_codes_in_a_row  7" in shown
        assert "reason=wrong_password" in shown
    state, event = map(json.loads, ops("--json", "user", "show", "acme", bo.id, "--limit", "1").out.splitlines())
    assert (state["mfa"], state["mfa_why"], event["type"]) == ("on", "policy_all", "sign_in.failed")


@pytest.mark.parametrize("name", ["nobody@example.com", "usr_00000000000000000000000000", "not an address"])
def test_who_is_not_there_is_told_in_a_sentence(ops: Shell, name: str) -> None:
    refused = ops("user", "show", "acme", name)
    assert (refused.code, refused.err) == (1, f"not_found: There is no user {name} in acme.")
    assert "There is no tenant" in ops("user", "show", "nowhere", name).err


def test_reset_asks_unbinds_tells_and_is_on_record(world: World, ops: Shell) -> None:
    bo = world.user("bo@example.com", authenticator=authenticator())
    assert "would" in ops("user", "reset", "acme", bo.email, *TICKET, "--dry-run", "--json").out
    refused = ops("user", "reset", "acme", bo.email, *TICKET, answer="n\n")
    assert (refused.code, world.stored(bo.email).authenticator is None) == (exits.DECLINED, False)
    assert ops("user", "reset", "acme", bo.email, *TICKET, answer="y\n").code == 0
    assert world.stored(bo.email).authenticator is None
    event = newest(world, "authenticator.reset")
    assert (event["actor"], event["user"], event["detail"]) == ("operator:olga", bo.id, {"reason": "T-1"})
    assert world.mailbox.sent[-1]["to"] == bo.email


def test_reset_of_who_has_nothing_is_refused(world: World, ops: Shell) -> None:
    """And nobody is asked whether to go on."""
    refused = ops("user", "reset", "acme", ADMIN, *TICKET)
    assert (refused.code, refused.err) == (exits.REFUSED, "conflict: This user has no authenticator here.")


def test_a_ticket_is_needed(ops: Shell) -> None:
    for verb in ("reset", "unlock", "export", "erase"):
        assert ops("user", verb, "acme", ADMIN).code == 2


def test_unlock_lets_a_throttled_user_try_again_at_once(world: World, ops: Shell) -> None:
    bo = world.user("bo@example.com")
    for _ in range(10):
        world.login(bo.email, password="wrong")
    assert world.login(bo.email).code == "too_many_attempts"
    assert (
        ops("user", "unlock", "acme", bo.email, *TICKET, "--dry-run").out == f"Would let {bo.email} try again at once."
    )
    assert world.login(bo.email).code == "too_many_attempts"
    assert ops("user", "unlock", "acme", bo.email, *TICKET).out == f"{bo.email} can try again at once."
    assert world.login(bo.email).body["next"] == "none"
    assert newest(world, "throttle.cleared")["actor"] == "operator:olga"


def test_create_invites_and_prepares_sso(world: World, ops: Shell) -> None:
    assert "Would" in ops("user", "create", "acme", "bo@example.com", "--name", "Bo", "--dry-run").out
    made = json.loads(ops("user", "create", "acme", "bo@example.com", "--name", "Bo", "--role", "admin", "--json").out)
    assert (made["status"], made["role"]) == ("invited", "admin")
    assert world.mailbox.token("bo@example.com")
    assert ops("user", "create", "acme", "cy@example.com", "--name", "Cy", "--sign-in", "sso").code == 0
    assert world.stored("cy@example.com").status == "active"
    refused = ops("user", "create", "acme", "di@example.com", "--name", "Di", "--mfa-required")
    assert refused.err.startswith("conflict: The policy is `off`")
    for bad in (("nobody", "Bo"), ("ed@example.com", "a\nb")):
        assert ops("user", "create", "acme", bad[0], "--name", bad[1]).code == 2


def test_export_is_all_that_is_kept_but_secrets_and_on_record(world: World, ops: Shell) -> None:
    enrolled = world.enrolled_admin()
    ann = world.stored(ADMIN)
    data = json.loads(ops("user", "export", "acme", ADMIN, *TICKET).out)
    assert (data["user"]["email"], data["user"]["authenticator"]["failures"]) == (ADMIN, 0)
    assert len(data["sessions"]) == 1
    assert {"sign_in.succeeded", "authenticator.enrolled"} <= {event["type"] for event in data["events"]}
    text = json.dumps(data)
    assert ann.password_hash
    for secret in (enrolled.secret, enrolled.token, ann.password_hash, "digest", "password_token"):
        assert secret not in text
    user, [session] = data["user"], data["sessions"]
    for at in (user["created_at"], user["authenticator"]["enrolled_at"], session["last_seen_at"]):
        assert at == "2027-01-15T08:00:00Z"
    assert {event["at"] for event in data["events"]} == {"2027-01-15T08:00:00Z"}
    event = newest(world, "user.exported")
    assert (event["actor"], event["user"], event["detail"]) == ("operator:olga", ann.id, {"reason": "T-1"})


def test_a_session_that_has_ended_is_not_exported(world: World, ops: Shell) -> None:
    signed_in(world)
    world.pass_time(world.tenant().session_idle_seconds)
    signed_in(world)
    data = json.loads(ops("user", "export", "acme", ADMIN, *TICKET).out)
    assert [session["created_at"] for session in data["sessions"]] == [rfc3339(int(world.deps.now()))]


def test_export_of_who_has_no_authenticator_and_in_a_dry_run(world: World, ops: Shell) -> None:
    bo = world.user("bo@example.com")
    assert ops("user", "export", "acme", bo.email, *TICKET, "--dry-run").out == "Would export bo@example.com."
    assert "authenticator" not in json.loads(ops("user", "export", "acme", bo.email, *TICKET).out)["user"]


def test_erase_leaves_a_record_that_names_nobody(world: World, ops: Shell) -> None:
    world.user("second@example.com", role="admin")
    world.address = "198.51.100.7"
    ann = signed_in(world)
    bo, annas_id = world.user("bo@example.com"), world.stored(ADMIN).id
    ann.edit(bo, disabled=True)
    world.login(password="wrong")
    world.address = "192.0.2.1"
    signed_in(world, "second@example.com").edit(world.stored(ADMIN), name="Ann Other")
    assert ops("user", "erase", "acme", ADMIN, *TICKET, answer="n\n").code == exits.DECLINED
    assert ops("user", "erase", "acme", ADMIN, *TICKET, answer="y\n").out.endswith(f"Erased {annas_id}.")
    assert [user.email for user in everybody(world) if user.id == annas_id] == []
    everything = str(world.deps.table._client.scan(TableName="postern-test")["Items"])
    for trace in ("198.51.100.7", "Ann Other", f"SESSION#acme#{annas_id}"):
        assert trace not in everything
    assert everything.count("192.0.2.1") > 0
    event = newest(world, "user.erased")
    assert (event["actor"], event["user"]) == ("operator:olga", annas_id)


def test_the_last_admin_is_not_erased_and_loses_nothing(world: World, ops: Shell) -> None:
    ann = signed_in(world)
    refused = ops("user", "erase", "acme", ADMIN, *TICKET, "--yes")
    assert (refused.code, refused.err) == (1, "conflict: This is the last admin who can sign in.")
    assert ann.newest("sign_in.succeeded")["address"] == "192.0.2.1"
    assert ann.call("GET", "/v1/session").status == 200
