"""Only ASCII digits are a code: what other alphabets call a digit is refused before anything else sees it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chalicelib.http.shapes import Code
from world import World

CODE = TypeAdapter(Code)
ODD = [
    "\uff11\uff12\uff13\uff14\uff15\uff16",
    "\u00b2\u00b3\u00b9456",
    "\u0661\u0662\u0663\u0664\u0665\u0666",
    "\u0967\u0968\u0969\u096a\u096b\u096c",
    "12345\u0666",
    "\U0001d7d8" * 6,
    "\u2460" * 6,
    "12345",
    "1234567",
    "12345a",
    "+12345",
    "1_2345",
    "123456\n",
    "123\u00a0456",
    "123\u2009456",
    "123\u2010456",
    "123.456",
    "0x1234",
    "1e1234",
    "",
    " - ",
]


@pytest.mark.parametrize("path", ["/v1/verification", "/v1/enrolment/confirm"])
@pytest.mark.parametrize("code", ODD)
def test_what_is_not_six_ascii_digits_is_refused_by_its_shape(path: str, code: str, quiet: World) -> None:
    answer = quiet.call("POST", path, {"challenge": "x", "code": code})
    assert (answer.status, answer.body["errors"]) == (422, [{"pointer": "/code", "code": "invalid"}])


@pytest.mark.parametrize("code", [123456, 123456.0, True, None, ["123456"], {"code": "123456"}])
def test_a_code_is_text(code: object, quiet: World) -> None:
    answer = quiet.call("POST", "/v1/verification", {"challenge": "x", "code": code})
    assert (answer.status, answer.code) == (422, "invalid_request")


@given(text=st.text(max_size=12))
def test_whatever_passes_is_six_ascii_digits_that_stood_in_the_text(text: str) -> None:
    try:
        code = CODE.validate_python(text)
    except ValidationError:
        return
    assert len(code) == 6
    assert set(code) <= set("0123456789")
    assert code == "".join(letter for letter in text if letter not in " -")


@given(digits=st.text("0123456789", min_size=6, max_size=6), data=st.data())
def test_spaces_and_dashes_may_stand_anywhere(digits: str, data: st.DataObject) -> None:
    typed = "".join(data.draw(st.text(" -", max_size=2)) + digit for digit in digits)
    assert CODE.validate_python(typed) == digits


def test_a_code_with_leading_zeros_keeps_them(quiet: World) -> None:
    assert CODE.validate_python("000042") == "000042"
