"""Passwords: which are refused, and that every keyboard's spelling of one is the same."""

import pytest

from chalicelib.domain import password

IDENTITY = ("ann.longname@example.com", "Ann Longname The Third", "acme-corporation", "Acme Corporation Inc")
CHEAP = {"memory_kib": 8, "passes": 1}


def flaw(given: str, minimum: int = 15) -> str | None:
    return password.flaw(given, minimum=minimum, identity=IDENTITY)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a" * 14, "too_short"),
        ("x9" * 7 + "z", None),
        ("x9" * 64, None),
        ("x9" * 64 + "z", "too_long"),
        ("ann.longname@example.com", "equals_identity"),
        ("ANN.LONGNAME@example.com", "equals_identity"),
        ("ann longname the third", "equals_identity"),
        ("Acme-Corporation", "equals_identity"),
        ("e\u0301" * 14, "too_short"),
        ("correct horse battery", None),
        ("\u4e00" * 15, None),
    ],
)
def test_which_passwords_are_refused(given: str, expected: str | None) -> None:
    assert flaw(given) == expected


@pytest.mark.parametrize("given", ["password", "Password", "12345678", "qwertyuiop"])
def test_the_commonest_are_refused_in_any_case(given: str) -> None:
    assert flaw(given, minimum=8) == "too_common"


def test_the_minimum_is_the_tenants() -> None:
    assert flaw("x9" * 4, minimum=8) is None
    assert flaw("x9" * 4, minimum=9) == "too_short"
    assert password.MIN_CHARACTERS == 15


def test_composed_and_decomposed_letters_are_one_password() -> None:
    made = password.hashed("caf\u00e9 au lait, please", b"0" * 16, **CHEAP)
    assert password.matches(made, "cafe\u0301 au lait, please")
    assert not password.matches(made, "cafe au lait, please")


def test_nothing_matches_the_decoy_and_it_costs_what_a_hash_costs() -> None:
    decoy = password.decoy(memory_kib=19456, passes=2)
    assert decoy.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert len(decoy) == len(password.hashed("x", b"0" * 16, memory_kib=19456, passes=2))
    assert not password.matches(password.decoy(**CHEAP), "")


@pytest.mark.parametrize("stored", ["", "plain text", "$argon2id$v=19$m=8,t=1,p=1$AAAA", "$2b$12$abc"])
def test_a_stored_hash_that_makes_no_sense_is_an_error_and_not_a_mismatch(stored: str) -> None:
    with pytest.raises(ValueError, match="makes no sense"):
        password.matches(stored, "x")


def test_a_hash_of_another_cost_is_outdated() -> None:
    made = password.hashed("x", b"0" * 16, memory_kib=8, passes=1)
    assert not password.is_outdated(made, memory_kib=8, passes=1)
    assert password.is_outdated(made, memory_kib=8, passes=2)
    assert password.is_outdated(made, memory_kib=80, passes=1)
