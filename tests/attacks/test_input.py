"""Strict input: what two readers could take for two things is refused, and nothing becomes a 500."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import InvalidRequest
from chalicelib.http.bodies import parsed
from world import World

LOGIN = b'{"tenant":"acme","email":"ann@example.com","password":"wrong"}'


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[" * 5000,
        b'{"a":' * 2000 + b"1" + b"}" * 2000,
        LOGIN[:-1] + b',"password":"other"}',
        b'{"tenant":NaN}',
        b'{"tenant":Infinity}',
        b'{"tenant":-Infinity}',
        b'{"tenant":"\xff\xfe"}',
        LOGIN.decode().encode("utf-16"),
        b"\xef\xbb\xbf" + LOGIN,
        LOGIN.replace(b"wrong", b"\\ud800"),
        LOGIN.replace(b'"password"', b'"\\udfff"'),
        b'{"tenant":' + b"9" * 5000 + b"}",
        LOGIN + b"{}",
        LOGIN[:-1],
        b"{'tenant':'acme'}",
        LOGIN[:-1] + b",}",
        b'{"tenant":"a\nb"}',
    ],
)
def test_malformed_bodies(quiet: World, raw: bytes) -> None:
    answer = quiet.call("POST", "/v1/login", raw)
    assert (answer.status, answer.code) == (422, "invalid_request")
    assert answer.body["errors"] == [{"pointer": "", "code": "malformed"}]


@pytest.mark.parametrize("body", [[], "text", 5, None, True, {}, {"tenant": 1e300}, {"tenant": 10**400}])
def test_bodies_of_another_shape(quiet: World, body: object) -> None:
    answer = quiet.call("POST", "/v1/login", json.dumps(body).encode())
    assert (answer.status, answer.code) == (422, "invalid_request")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tenant", "ACME"),
        ("tenant", "ab"),
        ("tenant", "a" * 41),
        ("tenant", "acme\n"),
        ("tenant", "acme#x"),
        ("email", "\uff41nn@example.com"),
        ("email", "a" * 250 + "@example.com"),
        ("email", ["ann@example.com"]),
        ("password", None),
        ("password", 5),
        ("transport", "Bearer"),
        ("transport", None),
        ("known_browser", "x" * 1001),
        ("mfa", False),
    ],
)
def test_fields_of_another_shape_are_pointed_at(quiet: World, field: str, value: object) -> None:
    answer = quiet.call("POST", "/v1/login", {**json.loads(LOGIN), field: value})
    assert (answer.status, answer.code) == (422, "invalid_request")
    assert [flaw["pointer"] for flaw in answer.body["errors"]] == [f"/{field}"]


@pytest.mark.parametrize(("size", "status"), [(16 * 1024, 401), (16 * 1024 + 1, 413), (17 * 1024, 413)])
def test_a_body_has_sixteen_kib_at_most(quiet: World, size: int, status: int) -> None:
    padded = LOGIN + b" " * (size - len(LOGIN))
    assert quiet.call("POST", "/v1/login", padded).status == status


def test_the_size_is_measured_before_anything_else_but_the_session(quiet: World) -> None:
    answer = quiet.call("POST", "/v1/login", b"[" * 17 * 1024, Content_Type="text/plain")
    assert (answer.status, answer.code) == (413, "too_large")
    token = quiet.login().token
    assert quiet.call("DELETE", "/v1/session", b" " * 17 * 1024, token=token).code == "too_large"
    assert quiet.call("DELETE", "/v1/session", b" " * 17 * 1024).code == "not_signed_in"


def test_sixteen_kib_are_bytes_and_not_characters(quiet: World) -> None:
    raw = json.dumps({"tenant": "\u00e9" * 9000}, ensure_ascii=False).encode()
    assert quiet.call("POST", "/v1/login", raw).code == "too_large"


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 422),
        ("application/json; charset=utf-8", 422),
        ("Application/JSON", 422),
        ("text/json", 415),
        ("application/json-patch+json", 415),
        ("", 415),
    ],
)
def test_a_body_is_json_by_its_content_type(quiet: World, kind: str, status: int) -> None:
    assert quiet.call("POST", "/v1/login", {}, Content_Type=kind).status == status


def test_depth_within_a_string_is_no_depth() -> None:
    assert parsed(json.dumps({"a": "[" * 100 + '\\"'}).encode()) == {"a": "[" * 100 + '\\"'}


def test_sixteen_brackets_within_one_another_are_taken_and_seventeen_not() -> None:
    assert parsed(b"[" * 16 + b"]" * 16)
    assert parsed(b"[[],[]]" * 1)
    with pytest.raises(InvalidRequest):
        parsed(b"[" * 17 + b"]" * 17)


@given(raw=st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_json_or_an_invalid_request(raw: bytes) -> None:
    try:
        value = parsed(raw)
    except InvalidRequest:
        return
    assert json.loads(raw.decode()) == value


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(value=JSON)
def test_all_proper_json_is_read_as_what_it_says(value: object) -> None:
    assert parsed(json.dumps(value).encode()) == value
