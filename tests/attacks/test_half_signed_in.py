"""Half signed in is not signed in: each token opens what it was made for, and nothing else."""

from typing import Any

import pytest

from chalicelib.handlers import ROUTES
from chalicelib.handlers.endpoint import Access
from tests.world import ADMIN, PASSWORD, World

KINDS = ("verify", "enrol", "session", "known browser", "reset", "unknown")
DOORS: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "verify": ("POST", "/v1/verification", {"code": "123456"}, "challenge"),
    "recover": ("POST", "/v1/recovery", {"recovery_code": "0" * 25}, "challenge"),
    "enrol": ("POST", "/v1/enrolment", {}, "challenge"),
    "confirm": ("POST", "/v1/enrolment/confirm", {"code": "123456"}, "challenge"),
    "reset": ("POST", "/v1/password/reset", {"password": "another fine password"}, "token"),
}
OPENS = {"verify": {"verify", "recover"}, "enrol": {"enrol", "confirm"}, "reset": {"reset"}}


@pytest.fixture
def tokens(world: World) -> dict[str, str]:
    """One token of each kind, all of the same user."""
    admin = world.enrolled_admin()
    world.call("POST", "/v1/password/forgot", {"tenant": "acme", "email": ADMIN})
    return {
        "verify": world.login().challenge,
        "enrol": world.call("POST", "/v1/me/authenticator", token=admin.token).challenge,
        "session": admin.token,
        "known browser": admin.known_browser,
        "reset": world.mailbox.token(ADMIN),
        "unknown": "x" * 43,
    }


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_token_of_one_kind_is_unknown_to_every_other_door(
    world: World, tokens: dict[str, str], kind: str, door: str
) -> None:
    method, path, body, name = DOORS[door]
    answer = world.call(method, path, {**body, name: tokens[kind]})
    refusal = "invalid_token" if door == "reset" else "challenge_expired"
    is_opened = answer.status < 300 or answer.code in ("invalid_code", "invalid_recovery_code")
    if door in OPENS.get(kind, set()):
        assert is_opened or (door == "confirm" and answer.code == "challenge_expired")
    else:
        assert answer.code == refusal


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "session"])
@pytest.mark.parametrize("by", ["bearer", "cookie"])
def test_no_other_token_is_a_session(world: World, tokens: dict[str, str], kind: str, by: str) -> None:
    token = tokens[kind]
    headers = {"Authorization": f"Bearer {token}"} if by == "bearer" else {"Cookie": f"__Host-session={token}"}
    assert world.call("GET", "/v1/session", **headers).code == "not_signed_in"


GUARDED = [(route.method, route.path) for route in ROUTES if route.access is not Access.ANYONE]


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_a_challenge_opens_no_route_that_asks_for_a_session(world: World, method: str, path: str) -> None:
    world.set_policy("all")
    concrete = path.replace("{id}", "usr_00000000000000000000000000")
    assert world.call(method, concrete, token=world.login().challenge).code == "not_signed_in"


def test_who_may_call_each_route_is_what_the_contract_says() -> None:
    anyone = {route.path for route in ROUTES if route.access is Access.ANYONE}
    assert anyone == {
        "/v1/tenants/{tenant}",
        "/v1/login",
        "/v1/enrolment",
        "/v1/enrolment/confirm",
        "/v1/verification",
        "/v1/recovery",
        "/v1/password/forgot",
        "/v1/password/reset",
        "/v1/health",
        "/v1/openapi.json",
    }
    weak = {(route.method, route.path) for route in ROUTES if route.access is Access.SESSION}
    assert weak == {("GET", "/v1/session"), ("DELETE", "/v1/session"), ("POST", "/v1/session/step-up")}
    fresh = {(route.method, route.path) for route in ROUTES if route.access is Access.FRESH}
    assert fresh == {
        ("POST", "/v1/me/authenticator"),
        ("POST", "/v1/me/recovery-code"),
        ("PUT", "/v1/me/password"),
    }


def test_an_expired_token_opens_nothing_even_while_its_row_is_still_there(world: World) -> None:
    tokens = {"session": world.login().token}
    world.set_policy("all")
    tokens["enrol"] = world.login().challenge
    world.pass_time(86400)
    assert world.call("POST", "/v1/enrolment", {"challenge": tokens["enrol"]}).code == "challenge_expired"
    assert world.call("GET", "/v1/session", token=tokens["session"]).code == "not_signed_in"


@pytest.mark.parametrize("change", [{"disabled": True}, {"epoch": 99}, {"sign_in": "sso", "password_hash": None}])
def test_a_challenge_ends_with_what_its_user_was(world: World, change: dict[str, Any]) -> None:
    world.set_policy("all")
    challenge = world.login().challenge
    world.change_user(ADMIN, **change)
    assert world.call("POST", "/v1/enrolment", {"challenge": challenge}).code == "challenge_expired"


def test_a_challenge_ends_with_its_tenant(world: World) -> None:
    world.set_policy("all")
    challenge = world.login(ADMIN, PASSWORD).challenge
    world.change_tenant(disabled=True)
    assert world.call("POST", "/v1/enrolment", {"challenge": challenge}).code == "challenge_expired"
