"""The source address: the gateway's word, or our own edge's; what a stranger writes into headers counts for nothing."""

from collections.abc import Iterator

import pytest

from world import World, build, emulated

SECRET = "what only the edge knows"


@pytest.fixture
def behind_the_edge() -> Iterator[World]:
    with emulated():
        yield build(address_attempts=2, edge_secret=SECRET)


def _wrong(world: World, number: int, **headers: str) -> str:
    body = {"tenant": "acme", "email": f"user{number}@example.com", "password": "wrong"}
    return world.call("POST", "/v1/login", body, **headers).code


def test_behind_the_edge_visitors_have_budgets_of_their_own(behind_the_edge: World) -> None:
    edge = {"X_Edge_Secret": SECRET}
    codes = [_wrong(behind_the_edge, n, X_Viewer_Address=f"198.51.100.{n}", **edge) for n in range(4)]
    assert codes == ["invalid_credentials"] * 4
    again = [_wrong(behind_the_edge, n, X_Viewer_Address="198.51.100.200", **edge) for n in range(4, 8)]
    assert again == ["invalid_credentials"] * 2 + ["too_many_attempts"] * 2


@pytest.mark.parametrize("secret", [{}, {"X_Edge_Secret": ""}, {"X_Edge_Secret": "a guess"}])
def test_without_the_edges_secret_its_header_is_a_header_like_any_other(
    behind_the_edge: World, secret: dict[str, str]
) -> None:
    codes = [_wrong(behind_the_edge, n, X_Viewer_Address=f"198.51.100.{n}", **secret) for n in range(4)]
    assert codes == ["invalid_credentials"] * 2 + ["too_many_attempts"] * 2


def test_the_edges_secret_is_in_no_repr(behind_the_edge: World) -> None:
    assert SECRET not in repr(behind_the_edge.deps.settings)
