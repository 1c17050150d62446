"""E-mail addresses: one spelling for each mailbox, and no two users by a look-alike."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.email import normalise

EMAILS = st.one_of(
    st.emails(), st.builds("{}@{}".format, st.text(min_size=1), st.sampled_from(["example.com", "b\u00fccher.example"]))
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ann@Example.COM", "ann@example.com"),
        ("ann+news@example.com", "ann+news@example.com"),
        ("ann@xn--bcher-kva.example", "ann@b\u00fccher.example"),
        ("ann@B\u00fccher.example", "ann@b\u00fccher.example"),
    ],
)
def test_one_mailbox_has_one_spelling(typed: str, kept: str) -> None:
    assert normalise(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ann",
        "ann@",
        "@example.com",
        "ann@@example.com",
        "ann@example",
        " ann@example.com",
        "ann@example.com\n",
        "Ann <ann@example.com>",
        "ann@[127.0.0.1]",
        "\uff41nn@example.com",
        "\u212ann@example.com",
        "ann\ufb01@example.com",
        "ann@" + "a" * 60 + "." + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + ".example.com",
        "an\x00n@example.com",
    ],
)
def test_what_is_no_address_or_a_look_alike_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="not an e-mail address"):
        normalise(typed)


def _normalised(text: str) -> str | None:
    try:
        return normalise(text)
    except ValueError:
        return None


@given(text=EMAILS)
def test_normalising_twice_changes_nothing(text: str) -> None:
    kept = _normalised(text)
    assert kept is None or normalise(kept) == kept


@given(text=EMAILS)
def test_case_never_makes_a_second_user(text: str) -> None:
    kept = _normalised(text)
    assert kept is None or kept == kept.lower() == unicodedata.normalize("NFKC", kept)


@given(text=st.text(max_size=300))
def test_any_text_is_an_address_or_a_value_error(text: str) -> None:
    kept = _normalised(text)
    assert kept is None or kept.count("@") >= 1
