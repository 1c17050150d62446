"""The gate before a provider: who may call it, and when nobody may."""

import pytest

from chalicelib.store import gate
from chalicelib.store.gate import Place, Shut
from chalicelib.store.items import Item
from chalicelib.store.table import Refused, Table
from chalicelib.store.writes import Write
from tests.support.racing import together
from world import START, World


def shut(world: World, now: int = START) -> Shut:
    with pytest.raises(Shut) as caught:
        gate.enter(world.deps.table, "acme", now=now)
    return caught.value


def fail(world: World, times: int, *, now: int = START) -> None:
    for _ in range(times):
        gate.leave(world.deps.table, gate.enter(world.deps.table, "acme", now=now), now=now, has_failed=True)


def test_three_may_call_at_once_and_no_fourth(world: World) -> None:
    places = [gate.enter(world.deps.table, "acme", now=START) for _ in range(3)]
    assert sorted(place.number for place in places) == [0, 1, 2]
    assert not shut(world).is_paused
    assert gate.enter(world.deps.table, "other", now=START)
    gate.leave(world.deps.table, places[1], now=START, has_failed=False)
    assert gate.enter(world.deps.table, "acme", now=START).number == 1


def test_of_twenty_at_the_same_moment_three_call(world: World) -> None:
    def act(_: int) -> Place | Shut:
        try:
            return gate.enter(world.deps.table, "acme", now=START)
        except Shut as error:
            return error

    results = together(20, act)
    assert sorted(each.number for each in results if isinstance(each, Place)) == [0, 1, 2]


def test_a_place_whose_holder_died_is_free_again(world: World) -> None:
    held = [gate.enter(world.deps.table, "acme", now=START) for _ in range(3)]
    later = START + gate.LEASE_SECONDS
    assert gate.enter(world.deps.table, "acme", now=later).number == 0
    gate.leave(world.deps.table, held[0], now=later, has_failed=False)
    assert gate.enter(world.deps.table, "acme", now=later).number == 1


def test_three_failures_in_a_row_are_a_pause_of_half_a_minute(world: World) -> None:
    fail(world, 3)
    assert (shut(world).is_paused, shut(world).seconds) == (True, 30)
    with pytest.raises(Shut):
        gate.peek(world.deps.table, "acme", now=START + 29)
    gate.peek(world.deps.table, "acme", now=START + 30)
    gate.peek(world.deps.table, "other", now=START)
    assert gate.enter(world.deps.table, "acme", now=START + 30)


def test_a_success_in_between_starts_the_count_anew(world: World) -> None:
    fail(world, 2)
    gate.leave(world.deps.table, gate.enter(world.deps.table, "acme", now=START), now=START, has_failed=False)
    fail(world, 2)
    assert gate.enter(world.deps.table, "acme", now=START)


class Contended(Table):
    """A table where somebody else is always a moment quicker."""

    def write(self, write: Write) -> Item:  # noqa: ARG002 - whatever it is
        raise Refused({})


def test_a_gate_that_moves_all_the_time_is_a_crowd(world: World) -> None:
    contended = Contended(world.deps.table._client, world.deps.settings.table)
    with pytest.raises(Shut) as caught:
        gate.enter(contended, "acme", now=START)
    assert not caught.value.is_paused
