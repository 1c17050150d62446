"""Recovery codes: read however a person types them, and nothing else taken for one."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import recovery_code
from chalicelib.domain.ids import CROCKFORD

DIGITS = st.text(CROCKFORD, min_size=25, max_size=25)


@given(entropy=st.binary(min_size=16, max_size=16))
def test_what_is_shown_can_be_read_again(entropy: bytes) -> None:
    shown = recovery_code.encode(entropy)
    assert recovery_code.read(shown) == shown.replace("-", "")
    assert [len(group) for group in shown.split("-")] == [5] * 5


@given(entropy=st.binary(min_size=16, max_size=16))
def test_all_125_bits_of_the_code_come_from_the_entropy(entropy: bytes) -> None:
    value = 0
    for digit in recovery_code.encode(entropy).replace("-", ""):
        value = value * 32 + CROCKFORD.index(digit)
    assert value == int.from_bytes(entropy) >> 3


@given(digits=DIGITS, data=st.data())
def test_case_spaces_dashes_and_look_alikes_do_not_matter(digits: str, data: st.DataObject) -> None:
    spellings = {"0": "0oO", "1": "1iIlL"}
    typed = ""
    for digit in digits:
        typed += data.draw(st.sampled_from(spellings.get(digit, digit + digit.lower())))
        typed += data.draw(st.text(" -", max_size=2))
    assert recovery_code.read(typed) == digits


@given(text=st.text(max_size=40))
def test_whatever_is_read_has_25_crockford_digits(text: str) -> None:
    digits = recovery_code.read(text)
    assert digits is None or (len(digits) == 25 and set(digits) <= set(CROCKFORD))


@pytest.mark.parametrize(
    "typed",
    ["", "0" * 24, "0" * 26, "U" * 25, "u" + "0" * 24, "\uff10" * 25, "\u0660" * 25, "0" * 24 + "\n", "0" * 24 + "_"],
)
def test_what_cannot_be_a_recovery_code_is_refused_by_its_shape(typed: str) -> None:
    assert recovery_code.read(typed) is None


@given(text=st.text(sorted(set(string.printable) - set(string.ascii_letters + string.digits + " -")), min_size=1))
def test_other_separators_are_refused(text: str) -> None:
    assert recovery_code.read("0" * 25 + text) is None


def test_only_what_was_read_is_digested() -> None:
    with pytest.raises(AssertionError):
        recovery_code.digest("not a code")
