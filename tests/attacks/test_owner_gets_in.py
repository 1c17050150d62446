"""Whoever has the mailbox or the recovery code gets in, whatever strangers and former holders spend."""

from typing import Any

import pytest

from tests.support.people import Person, signed_in
from world import ADMIN, PASSWORD, Enrolled, World

NEW = "another fine password"
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.9"


def strangers_spend_a_day(world: World, email: str = ADMIN, **more: Any) -> None:
    """All passwords of a day, from somewhere else."""
    world.address = ELSEWHERE
    for _ in range(5):
        assert {world.login(email, "wrong", **more).code for _ in range(10)} == {"invalid_credentials"}
        world.pass_time(300)
    assert world.login(email, "wrong", **more).code == "too_many_attempts"
    world.address = HERE


def set_by_mail(world: World, password: str = NEW) -> str:
    """A password set with a mailed link; answers what makes the browser a known one."""
    assert world.call("POST", "/v1/password/forgot", {"tenant": "acme", "email": ADMIN}).status == 202
    body = {"token": world.mailbox.token(ADMIN), "password": password, "transport": "bearer"}
    answer = world.call("POST", "/v1/password/reset", body)
    assert answer.status == 200, answer.text
    return str(answer.body["known_browser"])


# Passwords


def test_a_stranger_who_knows_no_password_does_not_hold_out_who_sets_one_by_mail(world: World) -> None:
    strangers_spend_a_day(world)
    assert world.login().code == "too_many_attempts"
    known = set_by_mail(world)
    strangers_spend_a_day(world)
    assert world.login(password=NEW).code == "too_many_attempts"
    assert world.login(password=NEW, known_browser=known).status == 200


def test_what_strangers_spent_before_a_password_was_set_by_mail_is_forgotten(world: World) -> None:
    strangers_spend_a_day(world)
    set_by_mail(world)
    assert world.login(password=NEW).status == 200


def test_a_page_that_sets_a_password_by_mail_is_a_known_browser_by_its_cookie(world: World) -> None:
    world.call("POST", "/v1/password/forgot", {"tenant": "acme", "email": ADMIN})
    answer = world.call("POST", "/v1/password/reset", {"token": world.mailbox.token(ADMIN), "password": NEW})
    assert (answer.status, answer.text) == (204, "")
    [cookie] = answer.headers["Set-Cookie"]
    strangers_spend_a_day(world)
    body = {"tenant": "acme", "email": ADMIN, "password": NEW}
    assert world.call("POST", "/v1/login", body, Cookie=cookie.partition(";")[0]).status == 200


# Known browsers


def test_a_former_holders_known_browser_spends_no_budget_of_the_owners(world: World) -> None:
    shared, own = (str(world.login().body["known_browser"]) for _ in range(2))
    strangers_spend_a_day(world, known_browser=shared)
    strangers_spend_a_day(world)
    assert world.login(known_browser=shared).code == "too_many_attempts"
    assert world.login(known_browser=own).status == 200


def test_a_known_browser_that_signs_in_again_gets_no_new_budget(world: World) -> None:
    first = str(world.login().body["known_browser"])
    second = str(world.login(known_browser=first).body["known_browser"])
    strangers_spend_a_day(world, known_browser=first)
    strangers_spend_a_day(world)
    assert world.login(known_browser=second).code == "too_many_attempts"


def by_mail(world: World, _: Person) -> str:
    set_by_mail(world)
    return NEW


def by_the_owner(world: World, admin: Person) -> str:
    changed = admin.call("PUT", "/v1/me/password", {"current": PASSWORD, "password": NEW})
    assert changed.status == 200
    return NEW


def by_a_new_address_and_back(world: World, admin: Person) -> str:
    for address in ("anna@example.com", ADMIN):
        token = world.login("anna@example.com" if address == ADMIN else ADMIN).token
        assert (
            Person(world, token)
            .edit(world.stored(ADMIN if address != ADMIN else "anna@example.com"), email=address)
            .status
            == 200
        )
    return PASSWORD


@pytest.mark.parametrize("change", [by_mail, by_the_owner, by_a_new_address_and_back])
def test_a_known_browser_is_void_once_its_user_has_changed(world: World, change: Any) -> None:
    known = str(world.login().body["known_browser"])
    password = change(world, signed_in(world))
    world.pass_time(300)
    strangers_spend_a_day(world)
    assert world.login(password=password, known_browser=known).code == "too_many_attempts"


def test_a_known_browser_of_a_deleted_user_is_unknown_to_a_new_one_of_the_address(world: World) -> None:
    bo = world.user("bo@example.com")
    known = str(world.login(bo.email).body["known_browser"])
    assert signed_in(world).call("DELETE", f"/v1/users/{bo.id}").status == 204
    world.user("bo@example.com")
    strangers_spend_a_day(world, "bo@example.com")
    assert world.login("bo@example.com", known_browser=known).code == "too_many_attempts"


def test_the_browser_in_which_a_password_is_changed_stays_known(world: World) -> None:
    admin = signed_in(world)
    changed = admin.call("PUT", "/v1/me/password", {"current": PASSWORD, "password": NEW}).body
    strangers_spend_a_day(world)
    assert world.login(password=NEW, known_browser=changed["known_browser"]).status == 200


# Recovery


@pytest.fixture
def owner(world: World) -> Enrolled:
    """The owner, while a thief who knows the password has spent a day's recovery codes."""
    admin = world.enrolled_admin()
    world.address = ELSEWHERE
    for number in range(50):
        if number % 5 == 0:
            world.pass_time(3600)
            challenge = world.login().challenge
        assert _recover(world, challenge, "0" * 25).code == "invalid_recovery_code"
    world.pass_time(300)
    assert _recover(world, world.login().challenge, admin.recovery_code).code == "too_many_attempts"
    world.address = HERE
    return admin


def _recover(world: World, challenge: str, code: str) -> Any:
    return world.call("POST", "/v1/recovery", {"challenge": challenge, "recovery_code": code})


def test_a_thief_of_the_password_does_not_shut_recovery_to_a_known_browser(world: World, owner: Enrolled) -> None:
    challenge = world.login(known_browser=owner.known_browser).challenge
    assert world.enrol(challenge=_recover(world, challenge, owner.recovery_code).challenge).token


def test_a_password_set_anew_opens_recovery_again(world: World, owner: Enrolled) -> None:
    set_by_mail(world)
    challenge = world.login(password=NEW).challenge
    assert _recover(world, challenge, owner.recovery_code).status == 200
