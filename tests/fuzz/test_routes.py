"""What strangers send to the routes is answered as the contract says: no fault of the service, and no session."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.runs import fuzzed
from world import Answer, World

TEXT = st.text(max_size=60)
HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=120)
TOKEN = TEXT | st.from_regex(r"acme\.usr_[0-9a-z]{26}\.[\w-]{43}", fullmatch=True) | HEADER
FIELDS = ["tenant", "email", "password", "challenge", "code", "recovery_code", "token", "transport", "known_browser"]
VALUES = TEXT | st.none() | st.booleans() | st.integers() | st.lists(TEXT, max_size=2) | st.just("acme")
BODIES = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6).map(lambda body: json.dumps(body).encode())
OPEN = ["login", "enrolment", "enrolment/confirm", "verification", "recovery", "password/forgot", "password/reset"]


def _refused(answer: Answer) -> None:
    assert 400 <= answer.status < 500 or answer.status == 202, answer.text
    assert "session" not in json.loads(answer.text or "{}")


@fuzzed
@given(path=st.sampled_from(OPEN), body=BODIES | st.binary(max_size=200))
def test_no_body_of_a_stranger_is_a_fault_or_a_session(quiet: World, path: str, body: bytes) -> None:
    _refused(quiet.call("POST", f"/v1/{path}", body))


@fuzzed
@given(token=TOKEN, code=st.from_regex(r"[0-9]{6}", fullmatch=True))
def test_no_token_of_a_stranger_is_a_challenge(quiet: World, token: str, code: str) -> None:
    _refused(quiet.call("POST", "/v1/verification", {"challenge": token, "code": code}))


@fuzzed
@given(cookie=HEADER | HEADER.map("__Host-session={}".format))
def test_no_cookie_of_a_stranger_is_a_session(quiet: World, cookie: str) -> None:
    assert quiet.call("GET", "/v1/session", Cookie=cookie).code == "not_signed_in"


@fuzzed
@given(authorization=HEADER | HEADER.map("Bearer {}".format))
def test_no_header_of_a_stranger_is_a_session(quiet: World, authorization: str) -> None:
    assert quiet.call("GET", "/v1/session", Authorization=authorization).code == "not_signed_in"


@pytest.fixture(scope="module")
def admin(quiet: World) -> str:
    """The admin's token."""
    return quiet.login().token


@fuzzed
@given(cursor=st.from_regex(r"[A-Za-z0-9_.\-]{1,80}", fullmatch=True))
def test_no_cursor_but_a_lists_own_opens_a_page(quiet: World, admin: str, cursor: str) -> None:
    answer = quiet.call("GET", f"/v1/users?cursor={cursor}", token=admin)
    assert (answer.status, answer.code) == (422, "invalid_request")


@fuzzed
@given(raw=st.binary(max_size=200) | st.text(max_size=100).map(lambda text: f"email,name\n{text}".encode()))
def test_no_file_is_a_fault(quiet: World, admin: str, raw: bytes) -> None:
    answer = quiet.call("POST", "/v1/users/import?dry_run=true", raw, token=admin, Content_Type="text/csv")
    assert answer.status in {200, 422}, answer.text
