"""`ops tenant`, `policy`, `events`, `counts`, `keys`, and the command line itself."""

import json
from typing import Any

import pytest

from chalicelib import deps as wiring
from chalicelib.store import counts, tenants
from chalicelib.store.writes import put
from ops import exits
from tests.ops.conftest import Shell, newest
from tests.support import rows
from tests.support.people import authenticator, signed_in
from world import World

TICKET = ("--ticket", "T-1")


def test_create_makes_a_tenant_whose_admin_is_invited(world: World, ops: Shell) -> None:
    words = (
        "tenant",
        "create",
        "new-co",
        "--name",
        "New Co",
        "--admin-email",
        "Ola@example.com",
        "--admin-name",
        "Ola",
    )
    assert ops(*words, "--dry-run").out == "Would create tenant new-co and invite ola@example.com."
    assert tenants.load(world.deps.table, "new-co") is None
    made = json.loads(ops(*words, "--json").out)
    assert (made["slug"], made["policy"]) == ("new-co", "off")
    assert made["admin"] == world.stored("ola@example.com", "new-co").id
    assert world.mailbox.token("ola@example.com")
    assert newest(world, "tenant.created", "new-co")["actor"] == "operator:olga"
    assert ops(*words).err == "conflict: The slug is taken."


def test_arguments_have_the_shapes_of_the_api(ops: Shell) -> None:
    more = ("--name", "N", "--admin-name", "O")
    for slug, email in (("No", "ola@example.com"), ("a--b", "ola@example.com"), ("new-co", "nobody")):
        refused = ops("tenant", "create", slug, *more, "--admin-email", email)
        assert refused.code == 2
        assert "is not a" in refused.err


def test_disable_asks_closes_and_can_be_undone(world: World, ops: Shell) -> None:
    session = signed_in(world)
    assert ops("tenant", "disable", "acme", *TICKET, "--dry-run").out == "Would disable tenant acme."
    assert ops("tenant", "disable", "acme", *TICKET, answer="n\n").code == exits.DECLINED
    assert session.call("GET", "/v1/session").status == 200
    assert ops("tenant", "disable", "acme", *TICKET, "--yes").out == "Tenant acme is disabled."
    assert session.call("GET", "/v1/session").code == "not_signed_in"
    assert world.login().code == "invalid_credentials"
    event = newest(world, "tenant.changed")
    assert (event["actor"], event["detail"]) == (
        "operator:olga",
        {"changed": "disabled", "disabled": True, "reason": "T-1"},
    )
    assert "disabled  True" in ops("tenant", "show", "acme").out
    assert ops("tenant", "enable", "acme", *TICKET).code == 0
    assert world.login().status == 200


def test_a_tenant_that_is_not_there(ops: Shell) -> None:
    refused = ops("tenant", "show", "nowhere")
    assert (refused.code, refused.err) == (1, "not_found: There is no tenant nowhere.")


# Policies


def test_a_policy_is_set_with_its_numbers_and_on_record(world: World, ops: Shell) -> None:
    dry = ops("policy", "set", "acme", "all", "--dry-run").out
    assert dry.startswith(
        "Would change the policy of acme from off to all at once (1 must enrol, 0 already enrolled, 0 released"
    )
    assert world.tenant().policy.version == 1
    assert (
        ops("policy", "set", "acme", "all", "--enforce-from", "2027-02-01T00:00:00Z").out
        == "The policy of acme is all from 2027-02-01T00:00:00Z on. The policy off holds until then."
    )
    shown = json.loads(ops("policy", "show", "acme", "--json").out)
    assert (shown["mode"], shown["enforce_from"], shown["changed_by"]) == (
        "all",
        "2027-02-01T00:00:00Z",
        "operator:olga",
    )
    assert newest(world, "policy.changed")["actor"] == "operator:olga"
    assert ops("policy", "set", "acme", "all", "--enforce-from", "soon").code == 2


def test_a_policy_that_releases_people_or_discards_toggles_is_asked_about(world: World, ops: Shell) -> None:
    world.set_policy("all")
    assert ops("policy", "set", "acme", "admins").code == 0  # the only user is an admin
    for mode in ("off", "individual"):
        assert ops("policy", "set", "acme", mode, answer="n\n").code == exits.DECLINED
    assert ops("policy", "set", "acme", "individual", "--keep-required").code == 0
    asked = ops("policy", "set", "acme", "all", answer="n\n")
    assert "1 individual settings discarded" in asked.err
    assert asked.code == exits.DECLINED
    assert ops("policy", "set", "acme", "off", "--yes").code == 0
    assert world.tenant().policy.mode == "off"
    assert ops("policy", "set", "acme", "off", "--keep-required").err.startswith("invalid_request")


# Events


def test_events_are_listed_and_filtered(world: World, ops: Shell) -> None:
    bo = world.user("bo@example.com")
    world.login("bo@example.com", password="wrong")
    world.pass_time(60)
    signed_in(world)
    lines = ops("events", "acme", "--type", "sign_in.failed", "--user", "bo@example.com", "--json").out.splitlines()
    assert [json.loads(line)["user"] for line in lines] == [bo.id]
    assert "sign_in.succeeded" not in ops("events", "acme", "--until", "2027-01-15T08:01:00Z").out
    newer = ops("events", "acme", "--since", "2027-01-15T08:01:00Z", "--json").out.splitlines()
    assert [json.loads(line)["type"] for line in newer] == ["sign_in.succeeded"]
    assert len(ops("events", "acme", "--limit", "2", "--json").out.splitlines()) == 2
    for limit in ("0", "-5", "1001"):
        assert ops("events", "acme", "--limit", limit).code == 2


def test_the_id_on_an_error_page_leads_to_its_events(world: World, ops: Shell) -> None:
    refused = world.login(password="wrong")
    world.login()
    found = ops("events", "acme", "--request-id", refused.headers["X-Request-Id"], "--limit", "1", "--json")
    assert [json.loads(line)["type"] for line in found.out.splitlines()] == ["sign_in.failed"]
    assert ops("events", "acme", "--request-id", "of-nobody").out == "None."


def test_a_rare_type_is_found_behind_a_thousand_other_events(world: World, ops: Shell) -> None:
    from chalicelib.domain.event_types import EventType
    from chalicelib.flows.steps import audit
    from tests.support.people import fill

    world.pass_time(1)
    who: dict[str, Any] = {"tenant": "acme", "user": None, "actor": "usr"}
    fill(world, (audit.event(world.deps, world.visitor(), EventType.POLICY_CHANGED, **who) for _ in range(1001)))
    assert "tenant.created" in ops("events", "acme", "--type", "tenant.created").out


# Counts


def test_counts_that_are_right_are_said_to_be(ops: Shell) -> None:
    assert ops("counts", "acme").out == "The counts are right."
    assert json.loads(ops("counts", "acme", "--json").out) == {"difference": {}}


def test_counts_that_are_off_are_told_and_mended(world: World, ops: Shell) -> None:
    world.deps.table.commit(counts.correct("acme", {"admin_bare": -3, "member_bare": 2}))
    told = ops("counts", "acme", "--json")
    difference = {"admin_bare": 3, "member_bare": -2}
    assert (told.code, json.loads(told.out)) == (exits.DIFFERENT, {"difference": difference})
    assert ops("counts", "acme", "--mend", "--dry-run").out.startswith("Would add")
    assert ops("counts", "acme").code == exits.DIFFERENT
    assert json.loads(ops("counts", "acme", "--mend", "--json").out) == {"mended": difference}
    assert ops("counts", "acme").code == 0
    assert signed_in(world).preview("all")["must_enrol"] == 1
    event = newest(world, "tenant.changed")
    assert (event["actor"], event["detail"]) == ("operator:olga", {"changed": "counts", **difference})


def test_a_count_alone_is_mended_without_the_others(world: World, ops: Shell) -> None:
    world.deps.table.commit(counts.correct("acme", {"member_sso": 4}))
    assert json.loads(ops("counts", "acme", "--mend", "--json").out) == {"mended": {"member_sso": -4}}
    assert ops("counts", "acme").code == 0
    assert signed_in(world).get("/v1/users")["total"] == 1


# Keys


def test_a_rotated_key_still_opens_what_was_sealed_before(world: World, ops: Shell) -> None:
    sealed = world.deps.vault.seal(b"secret", tenant="acme", user="usr", purpose="totp")
    assert ops("keys", "rotate", *TICKET, "--dry-run").out == "Would rotate the key of the environment."
    assert ops("keys", "rotate", *TICKET, answer="n\n").code == exits.DECLINED
    assert json.loads(ops("keys", "rotate", *TICKET, "--yes", "--json").out) == {"rotated": True}
    assert world.deps.vault.open(sealed, tenant="acme", user="usr", purpose="totp") == b"secret"
    event = newest(world, "key.rotated", "*")
    assert (event["actor"], event["detail"]) == ("operator:olga", {"reason": "T-1"})


# Migration


def test_migrate_says_beforehand_how_many_rows_it_would_write(world: World, ops: Shell) -> None:
    world.user("bo@example.com")
    rows.age(world.clients[0], "postern-test")
    number = json.loads(ops("migrate", "--dry-run", "--json").out)["would_migrate"]
    assert number > 0
    assert ops("migrate", "--dry-run").out == f"Would bring {number} rows to today's schema version."
    assert json.loads(ops("migrate", "--json").out)["migrated"] == number
    assert json.loads(ops("migrate", "--dry-run", "--json").out) == {"would_migrate": 0}


# Tickets


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (
            ("tenant", "create", "new", "--name", "N", "--admin-email", "o@example.com", "--admin-name", "O"),
            "tenant.created",
        ),
        (("user", "create", "acme", "bo@example.com", "--name", "Bo"), "user.created"),
        (("policy", "set", "acme", "all"), "policy.changed"),
        (("counts", "acme", "--mend"), "tenant.changed"),
    ],
)
def test_a_ticket_is_on_record_whatever_was_changed(
    world: World, ops: Shell, words: tuple[str, ...], kind: str
) -> None:
    world.deps.table.commit(counts.correct("acme", {"member_sso": 4}))
    assert ops(*words, *TICKET).code == 0
    assert newest(world, kind, "new" if words[0] == "tenant" else "acme")["detail"]["reason"] == "T-1"


# The command line


def test_under_json_whatever_goes_wrong_is_json_too(world: World, ops: Shell) -> None:
    refused = ops("tenant", "show", "nowhere", "--json")
    assert (refused.code, refused.out) == (exits.REFUSED, "")
    assert json.loads(refused.err) == {"code": "not_found", "detail": "There is no tenant nowhere."}
    mistyped = ops("tenant", "show", "--json")
    assert (mistyped.code, json.loads(mistyped.err)["code"]) == (exits.MISTYPED, "mistyped")
    world.user("bo@example.com", authenticator=authenticator())
    declined = ops("user", "reset", "acme", "bo@example.com", *TICKET, "--json")
    assert (declined.code, json.loads(declined.err)["code"]) == (exits.DECLINED, "declined")


def test_a_mistyped_command_shows_how_it_is_typed(ops: Shell) -> None:
    mistyped = ops("tenant", "show")
    assert mistyped.code == exits.MISTYPED
    assert mistyped.err.startswith("Usage: ")


@pytest.mark.parametrize("name", ["", " "])
def test_an_operator_has_a_name(ops: Shell, name: str) -> None:
    assert ops("--operator", name, "tenant", "show", "acme").code == exits.MISTYPED


def test_help_needs_no_environment(ops: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "_installed", [])
    shown = ops("--help")
    assert shown.code == 0
    for group in ("tenant", "user", "policy", "events", "counts", "keys"):
        assert group in shown.out
    assert "--admin-email EMAIL" in ops("tenant", "create", "--help").out


def test_an_environment_that_is_not_set_up_is_told_by_its_variables(
    ops: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "_installed", [])
    refused = ops("tenant", "show", "acme")
    assert refused.code == 1
    assert "POSTERN_TABLE" in refused.err


def test_a_row_that_makes_no_sense_is_not_taken_for_a_missing_setting(world: World, ops: Shell) -> None:
    world.deps.table.commit(put({"pk": "TENANT#odd", "sk": "TENANT"}, {"slug": "odd"}))
    with pytest.raises(Exception, match="Tenant"):
        ops("tenant", "show", "odd")


def test_every_command_that_changes_something_has_a_dry_run_that_changes_nothing(world: World, ops: Shell) -> None:
    def stored() -> list[Any]:
        return sorted(map(str, world.deps.table._client.scan(TableName="postern-test")["Items"]))

    world.user("bo@example.com", authenticator=authenticator())
    before, sent = stored(), len(world.mailbox.sent)
    for words in (
        ("tenant", "create", "new-co", "--name", "N", "--admin-email", "o@example.com", "--admin-name", "O"),
        ("tenant", "disable", "acme", *TICKET),
        ("tenant", "enable", "acme", *TICKET),
        ("user", "create", "acme", "cy@example.com", "--name", "Cy"),
        *(("user", verb, "acme", "bo@example.com", *TICKET) for verb in ("reset", "unlock", "export", "erase")),
        ("policy", "set", "acme", "all"),
        ("counts", "acme", "--mend"),
        ("keys", "rotate", *TICKET),
        ("migrate",),
    ):
        assert ops("--dry-run", *words).code == 0, words
    assert (stored(), len(world.mailbox.sent)) == (before, sent)
