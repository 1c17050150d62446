"""One tenant is nothing to another: the tenant comes from the session, and ids of others are unknown."""

import pytest

from world import ADMIN, PASSWORD, World

GUS = "gus@example.com"


@pytest.fixture
def other(world: World) -> str:
    """The session of another tenant's admin, who has the same address in `acme` too."""
    world.found("globex", GUS)
    world.user(GUS)
    return world.login(GUS, tenant="globex").token


def test_the_same_address_in_two_tenants_is_two_users(world: World, other: str) -> None:
    mine = world.login(GUS).body["session"]["user"]
    theirs = world.call("GET", "/v1/session", token=other).body["user"]
    assert (mine["tenant"], theirs["tenant"]) == ("acme", "globex")
    assert mine["id"] != theirs["id"]


def test_a_password_of_one_tenant_signs_in_to_no_other(world: World, other: str) -> None:
    assert world.login(ADMIN, PASSWORD, "globex").code == "invalid_credentials"


def test_another_tenants_session_cannot_be_ended(world: World, other: str) -> None:
    mine = world.login()
    answer = world.call("DELETE", f"/v1/me/sessions/{mine.body['session']['id']}", token=other)
    assert (answer.status, answer.code) == (404, "not_found")
    assert world.call("GET", "/v1/session", token=mine.token).status == 200


def test_another_users_session_cannot_be_ended(world: World, other: str) -> None:
    mine, bob = world.login(), world.login(GUS)
    answer = world.call("DELETE", f"/v1/me/sessions/{mine.body['session']['id']}", token=bob.token)
    assert answer.code == "not_found"


@pytest.mark.parametrize("where", ["X-Tenant", "tenant", "X-Forwarded-Host"])
def test_no_header_or_query_chooses_the_tenant(world: World, other: str, where: str) -> None:
    answer = world.call("GET", "/v1/session", token=other, **{where: "acme"})
    assert answer.body["user"]["tenant"] == "globex"
    assert world.call("GET", "/v1/session?tenant=acme", token=other).code == "invalid_request"


def test_a_policy_is_its_own_tenants(world: World, other: str) -> None:
    world.set_policy("all")
    assert world.login(GUS, tenant="globex").body["next"] == "none"
    assert world.login(GUS).body["next"] == "enrol"


def test_a_reset_mail_is_for_the_user_of_its_tenant(world: World, other: str) -> None:
    world.call("POST", "/v1/password/forgot", {"tenant": "globex", "email": GUS})
    body = {"token": world.mailbox.token(GUS), "password": "another fine password"}
    assert world.call("POST", "/v1/password/reset", body).status == 204
    assert world.login(GUS).status == 200
    assert world.login(GUS, tenant="globex").code == "invalid_credentials"


@pytest.mark.parametrize("session_id", ["ses_1", "..", "usr_00000000000000000000000000%0a", "SES_" + "0" * 26])
def test_an_id_that_the_service_never_made_is_not_found(world: World, session_id: str) -> None:
    answer = world.call("DELETE", f"/v1/me/sessions/{session_id}", token=world.login().token)
    assert (answer.status, answer.code) == (404, "not_found")
