"""Time-based codes against the vectors of RFC 6238 and RFC 4226, and what an authenticator app scans."""

import base64
import hmac
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import totp

RFC_SECRET = b"12345678901234567890"
STEP = 37_037_036
NOW = STEP * 30


@pytest.mark.parametrize(
    ("time", "eight_digits"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_rfc_6238_appendix_b(time: int, eight_digits: str) -> None:
    """The six digits that are produced are the last six of the appendix's eight: the same truncation, modulo 10^6."""
    assert totp.code_at(RFC_SECRET, totp.step_at(time)) == eight_digits[2:]


@pytest.mark.parametrize(
    ("counter", "code"),
    list(
        enumerate(["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"])
    ),
)
def test_codes_are_those_of_rfc_4226_appendix_d(counter: int, code: str) -> None:
    assert totp.code_at(RFC_SECRET, counter) == code


@pytest.mark.parametrize(("moment", "step"), [(0, 0), (29.999, 0), (30, 1), (59.5, 1), (60, 2)])
def test_a_step_is_thirty_seconds(moment: float, step: int) -> None:
    assert totp.step_at(moment) == step


@pytest.mark.parametrize(
    ("drift", "is_accepted"), [(-3, False), (-2, False), (-1, True), (0, True), (1, True), (2, False), (3, False)]
)
def test_one_step_of_drift_is_tolerated_to_each_side(drift: int, is_accepted: bool) -> None:
    code = totp.code_at(RFC_SECRET, STEP + drift)
    assert totp.matching_step(RFC_SECRET, code, NOW) == (STEP + drift if is_accepted else None)


@given(secret=st.binary(min_size=20, max_size=20), step=st.integers(2, 2**32), late=st.integers(0, 29))
def test_a_code_of_its_own_step_always_matches_and_is_six_ascii_digits(secret: bytes, step: int, late: int) -> None:
    code = totp.code_at(secret, step)
    assert re.fullmatch("[0-9]{6}", code)
    matched = totp.matching_step(secret, code, step * 30 + late)
    assert matched is not None
    assert step <= matched <= step + 1


def test_the_latest_of_two_steps_with_the_same_code_counts_so_that_neither_is_left_for_a_replay() -> None:
    twin = 910_737
    assert totp.code_at(RFC_SECRET, twin) == totp.code_at(RFC_SECRET, twin + 1) == "911617"
    assert totp.matching_step(RFC_SECRET, "911617", twin * 30) == twin + 1


def _hotp(secret: bytes, counter: int) -> int:
    """RFC 4226 section 5.3, written out: an oracle apart from the code under test."""
    mac = hmac.digest(secret, counter.to_bytes(8), "sha1")
    return (int.from_bytes(mac[(at := mac[-1] & 15) : at + 4]) & 0x7FFFFFFF) % 10**6


@given(counter=st.integers(0, 2**40))
def test_every_code_is_that_of_the_algorithm_written_out(counter: int) -> None:
    assert totp.code_at(RFC_SECRET, counter) == f"{_hotp(RFC_SECRET, counter):06}"


def test_the_uri_says_what_every_app_reads() -> None:
    uri = totp.label(RFC_SECRET, issuer="Hello Customer", account="ann@example.com").uri
    assert uri == (
        "otpauth://totp/Hello%20Customer:ann@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&issuer=Hello%20Customer&algorithm=SHA1&digits=6&period=30"
    )


@pytest.mark.parametrize("label", ["a/b", "a:b", "a : / b", "a//b"])
def test_labels_carry_no_colon_and_no_slash(label: str) -> None:
    made = totp.label(RFC_SECRET, issuer=label, account=label)
    uri = made.uri
    assert (made.issuer, made.account) == ("a b", "a b")
    assert unquote(urlsplit(uri).path) == "/a b:a b"
    assert parse_qs(urlsplit(uri).query)["issuer"] == ["a b"]


@given(issuer=st.text(min_size=1, max_size=100), account=st.text(min_size=1, max_size=254))
def test_a_uri_fits_into_its_qr_code_and_keeps_the_secret_whatever_the_names(issuer: str, account: str) -> None:
    uri = totp.label(RFC_SECRET, issuer=_encodable(issuer), account=_encodable(account)).uri
    assert len(uri) <= 331
    assert uri.isascii()
    assert "+" not in uri
    assert parse_qs(urlsplit(uri).query)["secret"] == ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"]


def _encodable(text: str) -> str:
    return text.encode("utf-8", "ignore").decode()


def test_the_longer_of_account_and_issuer_is_cut_first() -> None:
    long_account = totp.label(RFC_SECRET, issuer="Acme", account="a" * 400).uri
    long_issuer = totp.label(RFC_SECRET, issuer="i" * 400, account="ann@example.com").uri
    assert "issuer=Acme&" in long_account
    assert ":ann@example.com?" in long_issuer


def test_the_secret_as_text_is_base_32_without_padding() -> None:
    assert totp.secret_text(b"\x00" * 16) == "A" * 26
    assert totp.secret_text(RFC_SECRET) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def test_the_svg_has_a_white_plate_and_can_be_read_on_a_dark_page() -> None:
    svg = totp.qr_svg("otpauth://totp/a:b?secret=A")
    assert svg.startswith("<svg ")
    assert re.search(r'<path[^>]*fill="#fff"', svg)


def test_the_png_is_a_data_uri() -> None:
    kind, _, data = totp.qr_png("otpauth://totp/a:b?secret=A").partition(",")
    assert kind == "data:image/png;base64"
    assert base64.b64decode(data).startswith(b"\x89PNG\r\n")
