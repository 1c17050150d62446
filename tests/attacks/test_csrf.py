"""Other sites' pages can neither sign a browser in nor act with its cookies."""

import pytest

from world import ADMIN, PASSWORD, World

ORIGIN = "https://app.example.com"
COOKIE_LOGIN = {"tenant": "acme", "email": ADMIN, "password": PASSWORD, "transport": "cookie"}
OURS = {"X_Requested_With": "fetch", "Origin": ORIGIN}


@pytest.fixture
def cookie(world: World) -> str:
    return str(world.call("POST", "/v1/login", COOKIE_LOGIN, **OURS).headers["Set-Cookie"][0].partition(";")[0])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": ORIGIN},
        {"X_Requested_With": "fetch"},
        {"X_Requested_With": "fetch", "Origin": "https://evil.example"},
        {"X_Requested_With": "fetch", "Origin": "null"},
        {"X_Requested_With": "fetch", "Origin": ORIGIN + ".evil.example"},
        {"X_Requested_With": "fetch", "Origin": "http://app.example.com"},
        {"X_Requested_With": "fetch", "Origin": ""},
    ],
)
def test_no_other_site_signs_a_browser_in(world: World, headers: dict[str, str]) -> None:
    answer = world.call("POST", "/v1/login", COOKIE_LOGIN, **headers)
    assert (answer.status, answer.code) == (403, "forbidden")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/v1/login", "/v1/verification", "/v1/enrolment/confirm"])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_what_a_form_can_send_is_not_taken(world: World, path: str, kind: str) -> None:
    answer = world.call("POST", path, COOKIE_LOGIN, Content_Type=kind)
    assert (answer.status, answer.code) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("method", "path"),
    [("DELETE", "/v1/session"), ("DELETE", "/v1/me/sessions"), ("POST", "/v1/me/authenticator")],
)
def test_no_other_site_acts_with_a_browsers_cookie(world: World, cookie: str, method: str, path: str) -> None:
    for headers in ({}, {"Origin": ORIGIN}, {"X_Requested_With": "x", "Origin": "https://evil.example"}):
        answer = world.call(method, path, Cookie=cookie, **headers)
        assert (answer.status, answer.code) == (403, "forbidden")
    assert world.call(method, path, Cookie=cookie, **OURS).status < 300


def test_an_old_browser_that_sends_no_origin_needs_the_header(world: World, cookie: str) -> None:
    assert world.call("DELETE", "/v1/session", Cookie=cookie, X_Requested_With="x").status == 204


def test_reading_and_bearer_tokens_need_neither(world: World, cookie: str) -> None:
    assert world.call("GET", "/v1/session", Cookie=cookie).status == 200
    assert world.call("DELETE", "/v1/session", token=world.login().token).status == 204


@pytest.mark.parametrize("name", ["session", "__host-session", "__Host-Session", " __Host-session2"])
def test_no_other_cookie_is_the_session(world: World, cookie: str, name: str) -> None:
    token = cookie.partition("=")[2]
    assert world.call("GET", "/v1/session", Cookie=f"{name}={token}").code == "not_signed_in"
