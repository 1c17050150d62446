"""The source address: the gateway's word, or our own edge's; what a stranger writes into headers counts for nothing."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pydantic import SecretStr

from chalicelib.deps import install
from world import World, build, emulated

SECRET = "what only the edge knows"
FORMER = "what it knew before"


@pytest.fixture
def behind_the_edge() -> Iterator[World]:
    with emulated():
        world = build(address_attempts=2)
        secrets = (SecretStr(SECRET), SecretStr(FORMER))
        world.deps = replace(world.deps, settings=world.deps.settings.model_copy(update={"edge_secret": secrets}))
        install(world.deps)
        yield world


def _wrong(world: World, number: int, **headers: str) -> str:
    body = {"tenant": "acme", "email": f"user{number}@example.com", "password": "wrong"}
    return world.call("POST", "/v1/login", body, **headers).code


def test_behind_the_edge_visitors_have_budgets_of_their_own(behind_the_edge: World) -> None:
    edge = {"Postern_Edge_Secret": SECRET}
    codes = [_wrong(behind_the_edge, n, X_Viewer_Address=f"198.51.100.{n}", **edge) for n in range(4)]
    assert codes == ["invalid_credentials"] * 4
    again = [_wrong(behind_the_edge, n, X_Viewer_Address="198.51.100.200", **edge) for n in range(4, 8)]
    assert again == ["invalid_credentials"] * 2 + ["too_many_attempts"] * 2


@pytest.mark.parametrize("secret", [{}, {"Postern_Edge_Secret": ""}, {"Postern_Edge_Secret": "a guess"}])
def test_nobody_passes_by_the_edge(behind_the_edge: World, secret: dict[str, str]) -> None:
    codes = {_wrong(behind_the_edge, n, X_Viewer_Address=f"198.51.100.{n}", **secret) for n in range(4)}
    assert codes == {"forbidden"}
    assert behind_the_edge.call("GET", "/v1/tenants/acme", **secret).status == 403
    assert behind_the_edge.call("GET", "/v1/health", **secret).status == 200


def test_both_secrets_count_while_one_takes_the_others_place(behind_the_edge: World) -> None:
    codes = [_wrong(behind_the_edge, 1, Postern_Edge_Secret=secret) for secret in (SECRET, FORMER)]
    assert codes == ["invalid_credentials"] * 2


def test_without_an_edge_its_header_is_a_header_like_any_other() -> None:
    with emulated():
        world = build(address_attempts=2)
        codes = [_wrong(world, n, X_Viewer_Address=f"198.51.100.{n}") for n in range(4)]
    assert codes == ["invalid_credentials"] * 2 + ["too_many_attempts"] * 2


def test_the_edges_secret_is_in_no_repr(behind_the_edge: World) -> None:
    assert SECRET not in repr(behind_the_edge.deps.settings)
