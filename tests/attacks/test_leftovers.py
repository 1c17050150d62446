"""Nothing outlives its origin: challenges of ended sessions, tokens of a closed tenant, links to an old address."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from chalicelib.domain.visitor import Mandate
from chalicelib.flows import tenants, users
from chalicelib.store.table import Table
from chalicelib.store.writes import Write
from tests.attacks.test_half_signed_in import one_of_each, show
from tests.support.people import Person, signed_in
from world import Enrolled, Mailbox, World

NEW = "another fine password"


def mandate(world: World) -> Mandate:
    return Mandate(visitor=world.visitor(), tenant=world.tenant(), actor="operator:test")


# Replacing an authenticator


@pytest.fixture
def thief(world: World) -> tuple[Enrolled, Person, str]:
    """The owner, a thief with one of the owner's sessions, and the thief's challenge to replace the authenticator."""
    owner = world.enrolled_admin()
    stolen = Person(world, world.sign_in(owner).token)
    return owner, stolen, stolen.call("POST", "/v1/me/authenticator").challenge


def _by_one(world: World, owner: Person, stolen: Person) -> None:
    session = stolen.get("/v1/session")["id"]
    assert owner.call("DELETE", f"/v1/me/sessions/{session}").status == 204


def _by_all_others(world: World, owner: Person, stolen: Person) -> None:
    assert owner.call("DELETE", "/v1/me/sessions").status == 204


def _by_itself(world: World, owner: Person, stolen: Person) -> None:
    assert stolen.call("DELETE", "/v1/session").status == 204


def _by_time(world: World, owner: Person, stolen: Person) -> None:
    world.change_tenant(session_idle_seconds=60)
    world.pass_time(61)


@pytest.mark.parametrize("end", [_by_one, _by_all_others, _by_itself, _by_time])
@pytest.mark.parametrize("is_begun", [False, True])
def test_a_replacement_begun_in_a_session_does_not_outlive_it(
    world: World, thief: tuple[Enrolled, Person, str], end: Callable[..., None], is_begun: bool
) -> None:
    owner, stolen, challenge = thief
    code = "123456"
    if is_begun:
        code = world.code(world.call("POST", "/v1/enrolment", {"challenge": challenge}).body["secret"])
    end(world, Person(world, world.sign_in(owner).token), stolen)
    assert world.call("POST", "/v1/enrolment", {"challenge": challenge}).code == "challenge_expired"
    body = {"challenge": challenge, "code": code}
    assert world.call("POST", "/v1/enrolment/confirm", body).code == "challenge_expired"
    assert world.sign_in(owner).status == 200


def test_a_recovery_begun_in_a_session_does_not_outlive_it(world: World) -> None:
    owner = world.enrolled_admin()
    stolen = Person(world, world.sign_in(owner).token)
    challenge = stolen.call("POST", "/v1/session/step-up", {"recovery_code": owner.recovery_code}).challenge
    assert stolen.call("DELETE", "/v1/session").status == 204
    assert world.call("POST", "/v1/enrolment", {"challenge": challenge}).code == "challenge_expired"


# Tenants


def _closed_and_opened(world: World) -> None:
    for is_disabled in (True, False):
        tenants.change(world.deps, mandate(world), {"disabled": is_disabled}, reason="T-1")


def _sessions_ended(world: World) -> None:
    tenants.end_sessions(world.deps, mandate(world), reason="T-1")


@pytest.mark.parametrize("end", [_closed_and_opened, _sessions_ended])
def test_what_a_tenant_has_ended_does_not_live_again(world: World, end: Callable[[World], None]) -> None:
    tokens = one_of_each(world)
    invited = signed_in_as(world, tokens["session"]).create("bo@example.com")
    assert invited.status == 201
    tokens["invitation"] = world.mailbox.token("bo@example.com")
    end(world)
    assert world.call("GET", "/v1/session", token=tokens["session"]).code == "not_signed_in"
    for door, kind in (("verify", "verify"), ("recover", "verify"), ("enrol", "enrol"), ("confirm", "enrol")):
        assert show(world, door, tokens[kind]).code == "challenge_expired", door
    for kind in ("reset", "invitation"):
        assert show(world, "reset", tokens[kind]).code == "invalid_token", kind
    assert world.login().body["next"] == "verify"


def signed_in_as(world: World, token: str) -> Person:
    return Person(world, token)


# Links


@dataclass
class Meddled:
    """A mailbox at which something happens while a mail is handed over."""

    mailbox: Mailbox
    meddle: list[Callable[[], object]]

    def send(self, *, to: str, subject: str, text: str) -> None:
        while self.meddle:
            self.meddle.pop()()
        self.mailbox.send(to=to, subject=subject, text=text)


def forgot(world: World, email: str) -> str:
    """Ask for a link; answers the token that was mailed."""
    assert world.call("POST", "/v1/password/forgot", {"tenant": "acme", "email": email}).status == 202
    return world.mailbox.token(email)


def set_with(world: World, token: str) -> Any:
    return world.call("POST", "/v1/password/reset", {"token": token, "password": NEW})


@pytest.mark.parametrize("change", [{"email": "bob@example.com"}, {"role": "admin"}])
def test_a_link_is_void_once_address_or_role_have_changed(world: World, change: dict[str, Any]) -> None:
    admin, bo = signed_in(world), world.user("bo@example.com")
    token = forgot(world, bo.email)
    assert admin.edit(bo, **change).status == 200
    assert set_with(world, token).code == "invalid_token"


def test_a_link_to_the_old_address_is_worth_nothing_when_a_change_of_it_falls_between(world: World) -> None:
    admin, bo = signed_in(world), world.user("bo@example.com")
    world.reinstall(mailer=Meddled(world.mailbox, [lambda: admin.edit(bo, email="bob@example.com")]))
    token = forgot(world, bo.email)
    assert world.stored("bob@example.com").id == bo.id
    assert set_with(world, token).code == "invalid_token"


class Interrupted(Table):
    """A table in which something else happens just before the first commit."""

    def __init__(self, world: World, first: Callable[[], object]) -> None:
        super().__init__(world.deps.table._client, world.deps.settings.table)
        self._first = [first]

    def commit(self, *writes: Write) -> None:
        while self._first:
            self._first.pop()()
        super().commit(*writes)


@pytest.mark.parametrize("change", [{"name": "Bob"}, {"mfa_required": True}])
def test_an_edit_does_not_revive_the_older_link(world: World, change: dict[str, Any]) -> None:
    world.set_policy("individual")
    bo = world.user("bo@example.com")
    older, newer = forgot(world, bo.email), list[str]()
    table = Interrupted(world, lambda: newer.append(forgot(world, bo.email)))
    users.edit(replace(world.deps, table=table), mandate(world), bo.id, change)
    assert set_with(world, older).code == "invalid_token"
    assert set_with(world, newer[0]).status == 204


def test_a_link_that_an_edit_voids_stays_void_when_it_is_mailed_in_between(world: World) -> None:
    bo = world.user("bo@example.com")
    mailed = list[str]()
    table = Interrupted(world, lambda: mailed.append(forgot(world, bo.email)))
    users.edit(replace(world.deps, table=table), mandate(world), bo.id, {"email": "bob@example.com"})
    assert set_with(world, mailed[0]).code == "invalid_token"
