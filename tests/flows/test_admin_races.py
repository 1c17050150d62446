"""Administration under concurrency: real threads, and counts that a recount confirms."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import cycle
from typing import Any, get_args

import pytest

from chalicelib.deps import Deps
from chalicelib.domain import policy as rules
from chalicelib.domain import totp
from chalicelib.domain.counts import tally
from chalicelib.domain.outcomes import Challenged, SignedIn
from chalicelib.domain.records import Mode, User
from chalicelib.domain.visitor import Mandate
from chalicelib.errors import Conflict, Moved, NotFound, NotSignedIn, PreconditionFailed, Problem, TryAgain
from chalicelib.flows import enrolment, imports, login, policy, recount, sessions, user_access, users, verification
from chalicelib.flows import tenants as tenant_flow
from chalicelib.flows.policy import Wanted
from chalicelib.store import admins, counts
from chalicelib.store import users as rows
from chalicelib.store.items import Item
from chalicelib.store.table import Table
from chalicelib.store.writes import Key, Write
from tests.support.people import authenticator, census, everybody
from tests.support.racing import one_winner, race, together
from world import ADMIN, PASSWORD, World

ROUNDS = 100


def mandate(world: World) -> Mandate:
    """To administer the tenant, as it is now."""
    return Mandate(visitor=world.visitor(), tenant=world.tenant(), actor="usr_actor")


def save(world: World, mode: Mode, acting: Mandate | None = None, *, keep: bool = False) -> None:
    acting = acting or mandate(world)
    policy.save(world.deps, acting, Wanted(mode, keep_required=keep), expected_version=acting.tenant.policy.version)


def listed_admins(world: World) -> list[str]:
    """Who administers the tenant, as its row says."""
    return [user.id for user in admins.load(world.deps.table, "acme").users]


def toggle(world: World, email: str, wanted: bool, acting: Mandate | None = None) -> None:
    users.edit(world.deps, acting or mandate(world), world.stored(email).id, {"mfa_required": wanted})


def edit(world: World, user_id: str, changes: dict[str, Any]) -> None:
    users.edit(world.deps, mandate(world), user_id, changes)


def reset(world: World, user_id: str) -> None:
    user_access.reset(world.deps, mandate(world), user_id, reason="race")


def all_together(acts: list[Callable[[], Any]]) -> list[Any]:
    """What each of different acts at the same moment comes to."""
    return together(len(acts), lambda number: acts[number]())


def assert_counts_are_right(world: World) -> None:
    """Counting anew finds no difference, and previews say what asking everybody says."""
    assert recount.difference(world.deps, mandate(world)) == {}
    before, people = world.tenant().policy, everybody(world)
    numbers = counts.read(world.deps.table, "acme")
    for mode in get_args(Mode):
        after = rules.changed(before, mode=mode, keep_required=False, enforce_from=None, now=1, actor="usr")
        assert vars(tally(numbers, before, after)) == census(people, before, after)


# What a request that began before a policy was saved must not spoil


def test_a_deletion_that_began_before_a_toggle_counts_the_toggle_out(world: World) -> None:
    bo = world.user("bo@example.com")
    stale = mandate(world)
    save(world, "individual")
    toggle(world, "bo@example.com", True)
    users.delete(world.deps, stale, bo.id)
    assert_counts_are_right(world)
    assert policy.reckon(world.deps, mandate(world), Wanted("off"))[1].released == 0


def test_an_edit_that_began_under_an_older_policy_loses_no_newer_toggle(world: World) -> None:
    world.user("bo@example.com")
    save(world, "individual")
    stale = mandate(world)
    save(world, "off")
    save(world, "individual")
    toggle(world, "bo@example.com", True)
    users.edit(world.deps, stale, world.stored("bo@example.com").id, {"role": "admin"})
    assert rules.requires_mfa(world.stored("bo@example.com"), world.tenant().policy)
    assert_counts_are_right(world)


def test_a_user_created_by_a_request_that_began_before_keep_required_is_not_kept(world: World) -> None:
    save(world, "all")
    stale = mandate(world)
    save(world, "individual", keep=True)
    made = users.create(
        world.deps,
        stale,
        email="late@example.com",
        name="Late",
        role="member",
        sign_in="password",
        mfa_required=None,
    )
    assert not rules.requires_mfa(made, world.tenant().policy)
    assert rules.requires_mfa(world.stored(ADMIN), world.tenant().policy)


def test_a_toggle_sent_before_the_mode_changed_is_refused_and_not_forgotten(world: World) -> None:
    world.user("bo@example.com")
    save(world, "individual")
    stale = mandate(world)
    save(world, "admins")
    with pytest.raises(Conflict, match="admins"):
        toggle(world, "bo@example.com", True, stale)


# Two at the same moment


def test_two_admins_demoting_each_other_leave_one_a_hundred_times(world: World) -> None:
    pair = [world.stored(ADMIN).id, world.user("bo@example.com", role="admin").id]
    acts: list[dict[str, Any]] = [{"role": "member"}, {"disabled": True}]
    for number, changes in zip(range(ROUNDS), cycle(acts)):
        if number % 10 == 9:
            world.reap()

        def act(n: int, changes: dict[str, Any] = changes) -> Any:
            return users.edit(world.deps, replace(mandate(world), actor=pair[n]), pair[1 - n], changes)

        one_winner(together(2, act), Conflict)
        left = [user for user in everybody(world) if user.is_password_admin]
        assert listed_admins(world) == [user.id for user in left]
        assert len(left) == 1
        (other,) = {*pair} - {left[0].id}
        users.edit(world.deps, mandate(world), other, {"role": "admin", "disabled": False})
    assert_counts_are_right(world)


def test_two_admins_deleting_each_other_leave_one(world: World) -> None:
    for number in range(5):
        other = world.user(f"u{number}@example.com", role="admin")
        pair = [next(user.id for user in everybody(world) if user.id != other.id), other.id]

        def act(n: int, pair: list[str] = pair) -> None:
            users.delete(world.deps, mandate(world), pair[1 - n])

        one_winner(together(2, act), Conflict, NotFound)
        assert len(everybody(world)) == 1
        assert listed_admins(world) == [user.id for user in everybody(world)]


def test_of_two_who_save_the_same_policy_at_once_one_is_told(world: World) -> None:
    modes: list[Mode] = ["admins", "all"]
    acting = mandate(world)

    def act(deps: Deps, number: int) -> None:
        policy.save(deps, acting, Wanted(modes[number]), expected_version=1)

    one_winner(race(world, act), PreconditionFailed)
    assert world.tenant().policy.version == 2


def test_of_two_who_create_the_same_address_at_once_one_is_told(world: World) -> None:
    def act(deps: Deps, number: int) -> Any:
        fields: dict[str, Any] = {"name": f"N {number}", "role": "member", "sign_in": "password", "mfa_required": None}
        return users.create(deps, mandate(world), email="bo@example.com", **fields)

    one_winner(race(world, act), Conflict)
    assert_counts_are_right(world)


def test_two_imports_of_the_same_line_at_once_create_one_user(world: World) -> None:
    def act(deps: Deps, _: int) -> imports.Import:
        return imports.run(deps, mandate(world), "email,name\nbo@example.com,Bo", is_dry=False)

    results = race(world, act)
    assert sorted((each.created, each.unchanged, each.remaining) for each in results) == [(0, 1, 0), (1, 0, 0)]
    assert len(everybody(world)) == 2


def test_two_resets_at_once_are_two_resets(world: World) -> None:
    bo = world.user("bo@example.com", authenticator=authenticator())
    results = together(2, lambda _: user_access.reset(world.deps, mandate(world), bo.id, reason="lost"))
    assert results == [None, None]
    assert world.stored("bo@example.com").epoch == bo.epoch + 2
    assert_counts_are_right(world)


def test_a_reset_and_a_sign_in_at_once_leave_no_session(world: World) -> None:
    world.set_policy("all")
    for number in range(5):
        world.user(f"u{number}@example.com")
        enrolled = world.enrol(f"u{number}@example.com")
        world.pass_time(30)
        user, challenge = world.stored(enrolled.email), world.login(enrolled.email).challenge
        code = world.code(enrolled.secret)

        acts: list[Callable[[], Any]] = [
            partial(verification.verify, world.deps, world.visitor(), token=challenge, code=code),
            partial(user_access.reset, world.deps, mandate(world), user.id, reason="lost"),
        ]
        signed, _ = all_together(acts)
        assert world.stored(enrolled.email).authenticator is None
        if isinstance(signed, SignedIn):
            with pytest.raises(NotSignedIn):
                sessions.authenticate(world.deps, world.visitor(), signed.token, "bearer")


# Everything at once


def test_policies_toggles_roles_resets_and_sign_ins_at_once_a_hundred_times(world: World) -> None:
    """No session is used below what the policy asked when its request began, and the counts are right afterwards."""
    world.user("boss@example.com", role="admin")
    bo, cy, di = (world.user(f"{name}@example.com") for name in ("bo", "cy", "di"))
    modes: list[Mode] = ["individual", "all", "individual", "off", "admins", "individual"]
    seen: list[tuple[int, int, bool]] = []

    def sign_in_and_use() -> None:
        token = _sign_in(world, di.email)
        at_least = world.tenant().policy.version
        caller = sessions.authenticate(world.deps, world.visitor(), token, "bearer")
        sessions.require_assurance(world.deps, caller)
        asked = rules.requires_mfa(caller.user, caller.tenant.policy)
        seen.append((at_least, caller.tenant.policy.version, caller.session.aal == 2 or not asked))

    def sign_in_again_where_something_ended_it() -> None:
        for _ in range(3):
            with suppress(Problem):
                return sign_in_and_use()
        return None

    for number, mode in zip(range(ROUNDS), cycle(modes)):
        if number % 10 == 9:
            world.reap()
        role, is_on = ("admin", True) if number % 2 else ("member", False)
        acts: list[Callable[[], Any]] = [
            partial(save, world, mode, keep=mode == "individual" and number % 4 == 0),
            partial(toggle, world, bo.email, is_on),
            partial(edit, world, cy.id, {"role": role}),
            partial(toggle, world, di.email, is_on),
            partial(reset, world, di.id),
            sign_in_again_where_something_ended_it,
        ]
        results = all_together(acts)
        assert all(result is None or isinstance(result, Problem | User) for result in results), results
        if number % 10 == 8:
            assert_counts_are_right(world)
    assert_counts_are_right(world)
    assert len(seen) > ROUNDS / 10
    assert all(version >= at_least for at_least, version, _ in seen)
    assert all(is_strong_enough for *_, is_strong_enough in seen)


def _sign_in(world: World, email: str) -> str:
    """As far as it goes. Raises `NotSignedIn` where a second factor is asked for that we do not have."""
    done = login.login(world.deps, world.visitor(), slug="acme", email=email, password=PASSWORD, transport="bearer")
    if isinstance(done, Challenged):
        if done.challenge.kind == "verify":
            raise NotSignedIn
        pending = enrolment.begin(world.deps, token=done.token)
        code = world.code(totp.secret_text(pending.secret))
        done = enrolment.confirm(world.deps, world.visitor(), token=done.token, code=code)
    return done.token


# When nothing helps


class Restless(Table):
    """A table in which a user changes whenever somebody is about to write."""

    def __init__(self, deps: Deps, email: str, times: int) -> None:
        super().__init__(deps.table._client, deps.settings.table)
        self._deps, self._email, self.left = deps, email, times

    def commit(self, *writes: Write) -> None:
        if self.left:
            self.left -= 1
            user = rows.find(self._deps.table, "acme", self._email)
            assert user
            self._deps.table.commit(rows.change_at_version(user, rows.Change(sets={"name": f"Name {self.left}"})))
        super().commit(*writes)


def test_a_change_is_done_again_while_its_user_moves(world: World) -> None:
    bo = world.user("bo@example.com")
    restless = replace(world.deps, table=Restless(world.deps, bo.email, 3))
    assert users.edit(restless, mandate(world), bo.id, {"role": "admin"}).role == "admin"
    assert (world.stored(bo.email).role, world.stored(bo.email).name) == ("admin", "Name 0")


def test_a_change_whose_user_never_rests_can_be_tried_again_later(world: World) -> None:
    bo = world.user("bo@example.com")
    restless = replace(world.deps, table=Restless(world.deps, bo.email, 4))
    with pytest.raises(Moved):
        users.edit(restless, mandate(world), bo.id, {"role": "admin"})
    assert world.stored(bo.email).role == "member"
    assert issubclass(Moved, TryAgain)
    assert Moved.code == "try_again"


class Overtaken(Table):
    """A table on which a policy is saved between an import's look at it and its first user."""

    def __init__(self, world: World) -> None:
        super().__init__(world.deps.table._client, world.deps.settings.table)
        self._world = world

    def get_many(self, *wanted: Key, **how: bool) -> list[Item | None]:
        save(self._world, "all")
        return super().get_many(*wanted, **how)


def test_an_import_whose_toggles_came_too_late_says_so(world: World) -> None:
    save(world, "individual")
    text = "email,name,mfa_required\nbo@example.com,Bo,true"
    with pytest.raises(Conflict, match="`all`"):
        imports.run(replace(world.deps, table=Overtaken(world)), mandate(world), text, is_dry=False)
    assert len(everybody(world)) == 1


def test_settings_of_a_tenant_that_is_gone_cannot_be_changed(world: World) -> None:
    gone = replace(mandate(world), tenant=world.tenant().model_copy(update={"slug": "gone"}))
    with pytest.raises(NotFound):
        tenant_flow.change(world.deps, gone, {"name": "Gone"})


class Moving(Table):
    """A table in which somebody comes in while all are being counted."""

    def __init__(self, world: World) -> None:
        super().__init__(world.deps.table._client, world.deps.settings.table)
        self._world = world

    def query(self, pk: str, *, prefix: str = "", **more: Any) -> list[Item]:
        if prefix == "USER#" and not more["after"]:
            self._world.user("late@example.com")
        return super().query(pk, prefix=prefix, **more)


def test_counting_while_counts_move_says_nothing(world: World) -> None:
    with pytest.raises(TryAgain):
        recount.difference(replace(world.deps, table=Moving(world)), mandate(world))
    assert_counts_are_right(world)
