"""First sign-ins that meet: both have read that there is no link when the first of them writes."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.deps import Deps
from chalicelib.domain.oidc.refusals import SsoRefused
from chalicelib.domain.records import User
from chalicelib.flows.sso.identity import Claimed, identify
from chalicelib.store import sso
from tests.support.racing import race
from world import World
from world.sso import EMAIL, set_up


def arriving(world: World, subjects: tuple[str, str]) -> Callable[[Deps, int], User | SsoRefused]:
    """Two people of the provider who claim one address."""
    found = sso.load(world.deps.table, "acme")

    def act(deps: Deps, number: int) -> User | SsoRefused:
        assert found.active
        claims: dict[str, Any] = {"sub": subjects[number], "email": EMAIL, "email_verified": True}
        claimed = Claimed(world.tenant(), found, found.active, claims, userinfo=dict)
        try:
            return identify(deps, world.visitor(), claimed)
        except SsoRefused as refused:
            return refused

    return act


@pytest.mark.parametrize("is_prepared", [True, False])
def test_one_person_in_two_tabs_is_one_user(world: World, is_prepared: bool) -> None:
    with set_up(world, create_users=True, domains=["example.com"]):
        if is_prepared:
            world.user(EMAIL, sign_in="sso")
        found = race(world, arriving(world, ("eve", "eve")))
    assert [user.id for user in found] == [world.stored(EMAIL).id] * 2


@pytest.mark.parametrize("is_prepared", [True, False])
def test_of_two_people_with_one_address_one_gets_in(world: World, is_prepared: bool) -> None:
    with set_up(world, create_users=True, domains=["example.com"]):
        if is_prepared:
            world.user(EMAIL, sign_in="sso")
        found = race(world, arriving(world, ("eve", "mallory")))
    [refused] = [each for each in found if isinstance(each, SsoRefused)]
    assert (refused.problem, refused.reason) == ("sso_no_user", "linked_to_another_subject")


def test_a_tab_that_is_overtaken_while_the_provider_answers_reads_the_link_again(world: World) -> None:
    world.user(EMAIL, sign_in="sso")
    with set_up(world):
        act = arriving(world, ("eve", "eve"))
        found = sso.load(world.deps.table, "acme")
        assert found.active

        def slow() -> dict[str, Any]:
            act(world.deps, 0)
            return {"sub": "eve", "email": EMAIL, "email_verified": True}

        claimed = Claimed(world.tenant(), found, found.active, {"sub": "eve"}, userinfo=slow)
        user = identify(world.deps, world.visitor(), claimed)
    assert user.sso_link == world.stored(EMAIL).sso_link
