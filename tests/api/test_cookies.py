"""Sessions that travel as cookies: which answers set one, and what a request for one must carry."""

from typing import Any

import pytest

from chalicelib.domain import totp
from world import ADMIN, PASSWORD, Answer, Enrolled, World

ORIGIN = "https://app.example.com"
OURS = {"X_Requested_With": "fetch", "Origin": ORIGIN}
NOT_OURS: list[dict[str, str]] = [
    {},
    {"Origin": ORIGIN},
    {"X_Requested_With": "fetch"},
    {"X_Requested_With": "", "Origin": ORIGIN},
    {"X_Requested_With": "fetch", "Origin": "https://evil.example"},
]


def login(world: World, **more: str) -> Answer:
    body = {"tenant": "acme", "email": ADMIN, "password": PASSWORD, "transport": "cookie"}
    return world.call("POST", "/v1/login", body, **OURS, **more)


def cookie(answer: Answer, name: str = "__Host-session") -> str:
    """What a browser sends back of an answer's cookies."""
    pairs = [each.partition(";")[0] for each in answer.headers["Set-Cookie"]]
    return str(next(pair for pair in pairs if pair.startswith(f"{name}=")))


@pytest.fixture
def enrolled(world: World) -> Enrolled:
    return world.enrolled_admin()


@pytest.mark.parametrize("headers", NOT_OURS)
def test_verification_by_cookie_takes_our_own_pages_only(
    world: World, enrolled: Enrolled, headers: dict[str, str]
) -> None:
    challenge = login(world).challenge
    refused = world.verify(challenge, world.code(enrolled.secret), **headers)
    assert (refused.status, refused.code) == (403, "forbidden")
    assert "Set-Cookie" not in refused.headers
    done = world.verify(challenge, world.code(enrolled.secret), **OURS)
    assert (done.status, "token" in done.body["session"]) == (200, False)
    assert world.call("GET", "/v1/session", Cookie=cookie(done)).body["aal"] == 2


@pytest.mark.parametrize("headers", NOT_OURS)
def test_confirming_by_cookie_takes_our_own_pages_only(world: World, headers: dict[str, str]) -> None:
    world.set_policy("all")
    challenge = login(world).challenge
    secret = world.call("POST", "/v1/enrolment", {"challenge": challenge}).body["secret"]
    body = {"challenge": challenge, "code": world.code(secret)}
    refused = world.call("POST", "/v1/enrolment/confirm", body, **headers)
    assert (refused.status, refused.code) == (403, "forbidden")
    done = world.call("POST", "/v1/enrolment/confirm", body, **OURS)
    assert world.call("GET", "/v1/session", Cookie=cookie(done)).body["aal"] == 2


ACTS: list[tuple[str, str, Any]] = [
    ("POST", "/v1/session/step-up", {"password": PASSWORD}),
    ("PUT", "/v1/me/password", {"current": PASSWORD, "password": "another fine phrase"}),
]


@pytest.mark.parametrize("headers", NOT_OURS)
@pytest.mark.parametrize(("method", "path", "body"), ACTS)
def test_a_new_token_by_cookie_takes_our_own_pages_only(
    world: World, method: str, path: str, body: Any, headers: dict[str, str]
) -> None:
    session = cookie(login(world))
    refused = world.call(method, path, body, Cookie=session, **headers)
    assert (refused.status, refused.code) == (403, "forbidden")
    done = world.call(method, path, body, Cookie=session, **OURS)
    assert (done.status, "token" in done.body) == (200, False)
    assert world.call("GET", "/v1/session", Cookie=session).code == "not_signed_in"
    assert world.call("GET", "/v1/session", Cookie=cookie(done)).body["id"] == done.body["id"]


def test_challenges_of_a_bearer_need_no_headers_of_a_browser(world: World, enrolled: Enrolled) -> None:
    assert world.verify(world.login().challenge, world.code(enrolled.secret)).status == 200


def test_a_sessions_token_counts_only_in_the_transport_that_it_was_made_for(world: World) -> None:
    by_cookie, by_bearer = cookie(login(world)), world.login().token
    assert world.call("GET", "/v1/session", token=by_cookie.partition("=")[2]).code == "not_signed_in"
    assert world.call("GET", "/v1/session", Cookie=f"__Host-session={by_bearer}").code == "not_signed_in"


def test_the_transport_is_bound_to_the_challenge(world: World, enrolled: Enrolled) -> None:
    done = world.verify(world.login().challenge, world.code(enrolled.secret), **OURS)
    assert done.token
    assert [each.partition("=")[0] for each in done.headers["Set-Cookie"]] == ["__Host-known"]


def test_every_answer_that_signs_in_makes_the_browser_a_known_one(world: World) -> None:
    challenge_free = login(world)
    enrolled = world.enrolled_admin()
    challenge = login(world).challenge
    verified = world.verify(challenge, world.code(enrolled.secret), **OURS)
    for answer in (challenge_free, verified):
        (known,) = [each for each in answer.headers["Set-Cookie"] if each.startswith("__Host-known=")]
        assert known.endswith("; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=7776000")
        assert "known_browser" not in answer.body


def test_a_known_browser_stays_known_by_its_cookie_when_the_address_is_over_its_budget(world: World) -> None:
    known = cookie(login(world), "__Host-known")
    for _ in range(11):
        refused = world.login(password="wrong")
    assert refused.code == "too_many_attempts"
    assert login(world).code == "too_many_attempts"
    assert login(world, Cookie=known).status == 200


def test_replacing_by_cookie_answers_by_cookie_and_ends_all_other_sessions(world: World, enrolled: Enrolled) -> None:
    challenge = login(world).challenge
    session = cookie(world.verify(challenge, world.code(enrolled.secret), **OURS))
    begun = world.call("POST", "/v1/me/authenticator", Cookie=session, **OURS).challenge
    secret = world.call("POST", "/v1/enrolment", {"challenge": begun}).body["secret"]
    body = {"challenge": begun, "code": world.code(secret)}
    done = world.call("POST", "/v1/enrolment/confirm", body, **OURS)
    assert "token" not in done.body["session"]
    assert world.call("GET", "/v1/session", Cookie=cookie(done)).status == 200
    assert world.call("GET", "/v1/session", Cookie=session).code == "not_signed_in"
    assert world.call("GET", "/v1/session", token=enrolled.token).code == "not_signed_in"


def test_signing_out_clears_the_cookie(world: World) -> None:
    session = cookie(login(world))
    done = world.call("DELETE", "/v1/session", Cookie=session, **OURS)
    assert done.headers["Set-Cookie"] == ["__Host-session=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"]
    assert world.call("GET", "/v1/session", Cookie=session).code == "not_signed_in"


def test_a_recovery_by_cookie_leads_to_a_session_by_cookie(world: World, enrolled: Enrolled) -> None:
    body = {"challenge": login(world).challenge, "recovery_code": enrolled.recovery_code}
    begun = world.call("POST", "/v1/recovery", body).challenge
    secret = world.call("POST", "/v1/enrolment", {"challenge": begun}).body["secret"]
    world.pass_time(totp.PERIOD)
    done = world.call("POST", "/v1/enrolment/confirm", {"challenge": begun, "code": world.code(secret)}, **OURS)
    assert world.call("GET", "/v1/session", Cookie=cookie(done)).status == 200
