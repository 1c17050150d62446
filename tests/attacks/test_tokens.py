"""Each token opens what it was made for, until its time, its user or its tenant has ended."""

from typing import Any

import pytest

from tests.attacks.test_half_signed_in import one_of_each, show
from tests.support.people import signed_in
from world import ADMIN, PASSWORD, World


def test_each_token_opens_its_own_doors(world: World) -> None:
    tokens = one_of_each(world)
    assert show(world, "verify", tokens["verify"]).code == "invalid_code"
    assert show(world, "recover", tokens["verify"]).code == "invalid_recovery_code"
    assert show(world, "enrol", tokens["enrol"]).status == 200
    assert show(world, "confirm", tokens["enrol"]).code == "invalid_code"
    assert show(world, "reset", tokens["reset"]).status == 204


def test_an_expired_token_opens_nothing_even_while_its_row_is_still_there(world: World) -> None:
    tokens = {"session": world.login().token}
    world.set_policy("all")
    tokens["enrol"] = world.login().challenge
    world.pass_time(86400)
    assert world.call("POST", "/v1/enrolment", {"challenge": tokens["enrol"]}).code == "challenge_expired"
    assert world.call("GET", "/v1/session", token=tokens["session"]).code == "not_signed_in"


@pytest.mark.parametrize("kind", ["enrol", "verify"])
@pytest.mark.parametrize("change", [{"disabled": True}, {"role": "admin"}, {"email": "robert@example.com"}])
def test_a_challenge_ends_with_what_its_user_was(world: World, change: dict[str, Any], kind: str) -> None:
    admin, bob = signed_in(world), world.user("bob@example.com")
    world.set_policy("individual")
    assert admin.edit(bob, mfa_required=True).status == 200
    if kind == "verify":
        world.enrol(bob.email)
    challenge = world.login(bob.email).challenge
    assert "challenge_expired" not in show(world, kind, challenge).text
    assert admin.edit(bob, **change).status == 200
    assert show(world, kind, challenge).code == "challenge_expired"


def test_a_challenge_ends_with_its_tenant(world: World) -> None:
    world.set_policy("all")
    challenge = world.login(ADMIN, PASSWORD).challenge
    world.change_tenant(disabled=True)
    assert world.call("POST", "/v1/enrolment", {"challenge": challenge}).code == "challenge_expired"
