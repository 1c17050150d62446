"""Mail: strangers use up no invitations, admins fill no mailbox, no link is dead, a weaker protection is told."""

from typing import Any

import pytest

from chalicelib.deps import Deps
from chalicelib.domain.records import User
from chalicelib.domain.visitor import Mandate
from chalicelib.errors import Conflict
from chalicelib.flows import support, users
from chalicelib.flows.steps.allowance import spend
from chalicelib.store import attempts, keys
from tests.support.people import Person, everybody, signed_in
from tests.support.racing import one_winner, race
from world import ADMIN, PASSWORD, World

BO = "bo@example.com"
CSV = {"Content_Type": "text/csv"}


@pytest.fixture
def admin(world: World) -> Person:
    return signed_in(world)


def mandate(world: World) -> Mandate:
    return Mandate(visitor=world.visitor(), tenant=world.tenant(), actor="operator:test")


def mails(world: World, to: str) -> list[str]:
    return [mail["text"] for mail in world.mailbox.sent if mail["to"] == to]


# Budgets of their own


def test_strangers_who_forget_a_password_do_not_keep_an_admin_from_inviting(world: World, admin: Person) -> None:
    for _ in range(5):
        assert world.call("POST", "/v1/password/forgot", {"tenant": "acme", "email": BO}).status == 202
    made = admin.create(BO)
    assert made.status == 201, made.text
    assert admin.call("POST", f"/v1/users/{made.body['id']}/invite").status == 202


def test_invitations_do_not_keep_the_owner_from_a_reset_mail(world: World, admin: Person) -> None:
    made = admin.create(BO).body
    for _ in range(2):
        assert admin.call("POST", f"/v1/users/{made['id']}/invite").status == 202
    refused = admin.call("POST", f"/v1/users/{made['id']}/invite")
    assert (refused.status, refused.code) == (429, "too_many_attempts")
    chosen = {"token": world.mailbox.token(BO), "password": PASSWORD}
    assert world.call("POST", "/v1/password/reset", chosen).status == 204
    assert world.call("POST", "/v1/password/forgot", {"tenant": "acme", "email": BO}).status == 202
    assert "asked for a new password" in mails(world, BO)[-1]


def test_a_hundred_lines_that_were_mailed_too_often_do_not_stop_an_import(world: World, admin: Person) -> None:
    spent = [f"u{number}@example.com" for number in range(100)]
    for email in spent:
        for _ in range(3):
            with spend(world.deps, attempts.mails("invitation", "acme", email)):
                pass
    lines = "\n".join(f"{email},Name" for email in [*spent, "new@example.com"])
    answer = admin.call("POST", "/v1/users/import", f"email,name\n{lines}".encode(), **CSV)
    assert (answer.status, answer.body["created"], answer.body["failed"]) == (200, 1, 100)
    assert {error["code"] for error in answer.body["errors"]} == {"too_many_mails"}
    assert [error["line"] for error in answer.body["errors"]] == list(range(2, 102))
    assert world.stored("new@example.com").status == "invited"


# Admins who fill a mailbox


@pytest.mark.parametrize("field", ["role", "email", "disabled"])
def test_an_edit_done_and_undone_fills_no_mailbox(world: World, admin: Person, field: str) -> None:
    bo = world.user(BO)
    values: dict[str, list[Any]] = {
        "role": ["admin", "member"],
        "email": ["victim@example.com", BO],
        "disabled": [True, False],
    }
    for number in range(40):
        if number % 10 == 0:
            admin = signed_in(world)
        assert admin.edit(bo, **{field: values[field][number % 2]}).status == 200
    for address in (BO, "victim@example.com"):
        assert len(mails(world, address)) <= 10


@pytest.mark.parametrize("field", ["role", "email"])
def test_an_invited_user_edited_back_and_forth_gets_three_links_an_hour(
    world: World, admin: Person, field: str
) -> None:
    made = admin.create(BO).body
    values = {"role": ["admin", "member"], "email": ["victim@example.com", BO]}[field]
    for number in range(20):
        answer = admin.call("PATCH", f"/v1/users/{made['id']}", {field: values[number % 2]})
        assert answer.status == 200, answer.text
    for address in (BO, "victim@example.com"):
        assert len([text for text in mails(world, address) if "#" in text]) <= 3


def test_an_admin_who_signs_somebody_out_again_and_again_fills_no_mailbox(world: World, admin: Person) -> None:
    bo = world.user(BO)
    for _ in range(20):
        assert admin.call("DELETE", f"/v1/users/{bo.id}/sessions").status == 204
    assert len(mails(world, BO)) == 10


@pytest.mark.parametrize("name", ["Win at https://evil.example/x", "evil.example", "a@evil.example", "http:\\\\evil"])
def test_a_name_puts_no_link_into_a_mail(world: World, admin: Person, name: str) -> None:
    admin.create(BO, name=name)
    admin.call("PATCH", "/v1/tenant", {"name": name})
    admin.create("cy@example.com")
    for text in (*mails(world, BO), *mails(world, "cy@example.com")):
        told = "\n".join(line for line in text.splitlines() if "app.example.com" not in line)
        assert [part for part in ("evil.example", "://", "@evil", "\\") if part in told] == []


# Dead links


def test_of_two_creations_of_an_address_at_once_only_the_winners_link_is_mailed(world: World) -> None:
    def act(deps: Deps, number: int) -> User:
        fields: dict[str, Any] = {"name": f"N {number}", "role": "member", "sign_in": "password", "mfa_required": None}
        return users.create(deps, mandate(world), email=BO, **fields)

    one_winner(race(world, act), Conflict)
    assert len(mails(world, BO)) == 1
    chosen = {"token": world.mailbox.token(BO), "password": PASSWORD}
    assert world.call("POST", "/v1/password/reset", chosen).status == 204
    assert world.login(BO).status == 200


def test_whatever_voids_an_invitation_mails_one_that_works(world: World, admin: Person) -> None:
    made = admin.create(BO).body
    first = world.mailbox.token(BO)
    assert admin.call("PATCH", f"/v1/users/{made['id']}", {"role": "admin"}).status == 200
    second = world.mailbox.token(BO)
    assert world.call("POST", "/v1/password/reset", {"token": first, "password": PASSWORD}).code == "invalid_token"
    assert world.call("POST", "/v1/password/reset", {"token": second, "password": PASSWORD}).status == 204


# A weaker protection is told


@pytest.mark.parametrize("mode", ["off", "individual"])
def test_a_weaker_policy_is_told_to_every_admin(world: World, mode: str) -> None:
    world.user("second@example.com", role="admin")
    admin = Person(world, world.sign_in(world.enrolled_admin("admins")).token)
    before = {email: len(mails(world, email)) for email in (ADMIN, "second@example.com")}
    assert admin.save("all").status == 200
    assert {email: len(mails(world, email)) for email in before} == before, "a stronger one needs no mail"
    assert admin.save(mode).status == 200
    assert {email: len(mails(world, email)) - told for email, told in before.items()} == dict.fromkeys(before, 1)


def test_a_toggle_taken_off_is_told_to_its_user(world: World, admin: Person) -> None:
    bo = world.user(BO)
    admin.save("individual")
    admin.edit(bo, mfa_required=True)
    told = len(mails(world, BO))
    admin.edit(bo, mfa_required=False)
    [text] = mails(world, BO)[told:]
    assert "switched the second step off" in text


def test_a_deletion_is_told_to_the_deleted_address(world: World, admin: Person) -> None:
    bo = world.user(BO)
    assert admin.call("DELETE", f"/v1/users/{bo.id}").status == 204
    assert "Your login was deleted" in mails(world, BO)[-1]


# The first admin's address


def test_the_first_admins_address_is_no_public_support_contact(world: World) -> None:
    shown = world.call("GET", "/v1/tenants/acme")
    assert shown.body["support_contact"] is None
    assert ADMIN not in shown.text


def test_of_an_erased_person_no_digest_of_the_address_stays_longer_than_a_throttle(world: World) -> None:
    world.user("second@example.com", role="admin")
    world.login(known_browser=world.login().body["known_browser"])
    world.login(password="wrong")
    world.call("POST", "/v1/password/forgot", {"tenant": "acme", "email": ADMIN})
    support.erase(world.deps, mandate(world), world.stored(ADMIN).id, ticket="T-1")
    digest = keys.address("acme", ADMIN)["pk"].partition("#")[2]
    rows = world.clients[0].scan(TableName="postern-test")["Items"]
    naming = [row for row in rows if digest in str(row) or ADMIN in str(row)]
    assert naming
    assert all(int(row["expires_at"]["N"]) <= world.clock.now + 2 * 86400 for row in naming)
    assert [user.email for user in everybody(world)] == ["second@example.com"]


def test_a_support_contact_can_be_set_and_taken_away_again(world: World, admin: Person) -> None:
    for contact in ("help@example.com", None):
        assert admin.call("PATCH", "/v1/tenant", {"support_contact": contact}).status == 200
        assert world.call("GET", "/v1/tenants/acme").body["support_contact"] == contact
