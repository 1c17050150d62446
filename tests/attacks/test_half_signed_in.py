"""Half signed in is not signed in: each token opens what it was made for, and nothing else."""

from typing import Any

import pytest

from chalicelib.handlers import ROUTES
from chalicelib.http.endpoint import Access
from world import ADMIN, Answer, World

KINDS = ("verify", "enrol", "session", "known browser", "reset", "unknown")
DOORS: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "verify": ("POST", "/v1/verification", {"code": "123456"}, "challenge"),
    "recover": ("POST", "/v1/recovery", {"recovery_code": "0" * 25}, "challenge"),
    "enrol": ("POST", "/v1/enrolment", {}, "challenge"),
    "confirm": ("POST", "/v1/enrolment/confirm", {"code": "123456"}, "challenge"),
    "reset": ("POST", "/v1/password/reset", {"password": "another fine password"}, "token"),
}
OPENS = {"verify": {"verify", "recover"}, "enrol": {"enrol", "confirm"}, "reset": {"reset"}}


@pytest.fixture(scope="module")
def tokens(quiet: World) -> dict[str, str]:
    return one_of_each(quiet)


def one_of_each(world: World) -> dict[str, str]:
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


def show(world: World, door: str, token: str) -> Answer:
    """Knock with a token, and with what else the door asks for."""
    method, path, body, name = DOORS[door]
    return world.call(method, path, {**body, name: token})


@pytest.mark.parametrize(
    ("kind", "door"), [(kind, door) for kind in KINDS for door in DOORS if door not in OPENS.get(kind, set())]
)
def test_a_token_of_one_kind_is_unknown_to_every_other_door(
    quiet: World, tokens: dict[str, str], kind: str, door: str
) -> None:
    refusal = "invalid_token" if door == "reset" else "challenge_expired"
    assert show(quiet, door, tokens[kind]).code == refusal


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "session"])
@pytest.mark.parametrize("by", ["bearer", "cookie"])
def test_no_other_token_is_a_session(quiet: World, tokens: dict[str, str], kind: str, by: str) -> None:
    token = tokens[kind]
    headers = {"Authorization": f"Bearer {token}"} if by == "bearer" else {"Cookie": f"__Host-session={token}"}
    assert quiet.call("GET", "/v1/session", **headers).code == "not_signed_in"


GUARDED = [(route.method, route.path) for route in ROUTES if route.access is not Access.ANYONE]


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_a_challenge_opens_no_route_that_asks_for_a_session(
    quiet: World, tokens: dict[str, str], method: str, path: str
) -> None:
    concrete = path.replace("{id}", "usr_00000000000000000000000000")
    assert quiet.call(method, concrete, token=tokens["verify"]).code == "not_signed_in"


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
        "/v1/sso/{tenant}/start",
        "/v1/sso/{tenant}/callback",
        "/v1/sso/session",
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
        ("DELETE", "/v1/me/sessions"),
        ("DELETE", "/v1/me/sessions/{id}"),
    }
