"""Something changes between what a flow has read and what it writes: it fails closed, and says what is true."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.deps import Deps
from chalicelib.domain import recovery_code
from chalicelib.errors import (
    AuthenticatorDisabled,
    ChallengeExpired,
    CodeAlreadyUsed,
    InvalidCredentials,
    InvalidToken,
    NotSignedIn,
    Problem,
    TryAgain,
)
from chalicelib.flows import enrolment, login, passwords, recovery, sessions, verification
from chalicelib.store import attempts, challenges
from chalicelib.store.items import Item
from chalicelib.store.table import Refused, Table
from chalicelib.store.writes import Write
from world import ADMIN, PASSWORD, World

NEW = "another fine password"
Change = Callable[[World], object]


class Interrupted(Table):
    """A table in which something else happens just before the first commit."""

    def __init__(self, deps: Deps, first: Callable[[], object]) -> None:
        super().__init__(deps.table._client, deps.settings.table)
        self._first: list[Callable[[], object]] = [first]

    def commit(self, *writes: Write) -> None:
        while self._first:
            self._first.pop()()
        super().commit(*writes)


class InterruptedEarlier(Interrupted):
    """The same just before the first attempt is taken."""

    def write(self, write: Write) -> Item:
        while self._first:
            self._first.pop()()
        return super().write(write)


def interrupted(world: World, change: Change, *, kind: type[Interrupted] = Interrupted) -> Deps:
    return replace(world.deps, table=kind(world.deps, lambda: change(world)))


def renamed(world: World) -> None:
    world.change_user(ADMIN, name="Anne")


def moved_on(world: World) -> None:
    world.change_user(ADMIN, epoch=world.stored(ADMIN).epoch + 1)


def disabled_by_guesses(world: World) -> None:
    world.change_user(ADMIN, **{"authenticator.failures": 100})


def used_up(world: World) -> None:
    world.change_user(ADMIN, **{"authenticator.last_step": 10**9})


@pytest.mark.parametrize(
    ("change", "problem", "kind"),
    [
        (moved_on, ChallengeExpired, Interrupted),
        (moved_on, ChallengeExpired, InterruptedEarlier),
        (disabled_by_guesses, AuthenticatorDisabled, InterruptedEarlier),
        (used_up, CodeAlreadyUsed, Interrupted),
        (used_up, CodeAlreadyUsed, InterruptedEarlier),
    ],
)
def test_a_verification(world: World, change: Change, problem: type[Problem], kind: type[Interrupted]) -> None:
    admin = world.enrolled_admin()
    token, deps = world.login().challenge, interrupted(world, change, kind=kind)
    with pytest.raises(problem):
        verification.verify(deps, world.visitor(), token=token, code=world.code(admin.secret))


@pytest.mark.parametrize(("change", "problem"), [(moved_on, ChallengeExpired), (renamed, TryAgain)])
def test_an_enrolment(world: World, change: Change, problem: type[Problem]) -> None:
    world.set_policy("all")
    token = world.login().challenge
    code = world.code(world.call("POST", "/v1/enrolment", {"challenge": token}).body["secret"])
    with pytest.raises(problem):
        enrolment.confirm(interrupted(world, change), world.visitor(), token=token, code=code)
    assert world.stored(ADMIN).authenticator is None


def test_a_login(world: World) -> None:
    given: dict[str, Any] = {"slug": "acme", "email": ADMIN, "password": PASSWORD, "transport": "bearer"}
    with pytest.raises(InvalidCredentials):
        login.login(interrupted(world, moved_on), world.visitor(), **given)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (renamed, TryAgain),
        (lambda world: world.change_user(ADMIN, password_token=None), InvalidToken),
    ],
)
def test_a_reset(world: World, change: Change, problem: type[Problem]) -> None:
    world.call("POST", "/v1/password/forgot", {"tenant": "acme", "email": ADMIN})
    with pytest.raises(problem):
        passwords.reset(interrupted(world, change), world.visitor(), token=world.mailbox.token(ADMIN), password=NEW)
    assert world.login().status == 200


def test_a_session_that_is_ended(world: World) -> None:
    token = world.login().token
    caller = sessions.authenticate(world.deps, world.visitor(), token, "bearer")
    world.call("DELETE", "/v1/session", token=token)
    with pytest.raises(NotSignedIn):
        sessions.sign_out(world.deps, caller)
    with pytest.raises(NotSignedIn):
        sessions.step_up(world.deps, caller, code=None, password=PASSWORD)


def test_a_recovery_code_that_is_replaced_by_two_at_once_is_the_last_ones(world: World) -> None:
    admin = world.enrolled_admin()
    caller = sessions.authenticate(world.deps, world.visitor(), admin.token, "bearer")
    with pytest.raises(TryAgain):
        recovery.regenerate(interrupted(world, renamed), caller)
    digits = recovery_code.read(admin.recovery_code) or ""
    assert recovery.recover(world.deps, world.visitor(), token=world.login().challenge, code=digits)


def test_a_challenge_that_is_spent_while_its_secret_is_made(world: World) -> None:
    world.set_policy("all")
    found = challenges.load(world.deps.table, world.login().challenge, now=int(world.clock.now))
    world.deps.table.commit(challenges.consume(found.challenge))
    with pytest.raises(ChallengeExpired):
        challenges.keep_secret(world.deps.table, found.challenge, b"sealed")


class Contended(Table):
    """A table in which another racer is always quicker."""

    def write(self, _: Write) -> Any:
        raise Refused({"epoch": 0})


def test_an_attempt_that_never_gets_its_turn_is_to_be_tried_again(world: World) -> None:
    contended = Contended(world.clients[0], "postern-test")
    with pytest.raises(TryAgain):
        attempts.reserve(contended, attempts.codes("code", "acme", "usr_1", epoch=0), now=1000, ident="one")
