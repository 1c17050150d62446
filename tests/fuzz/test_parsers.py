"""Each parser by itself: it answers with what it read or with its own refusal, and reads back what was written."""

import json
from contextlib import suppress

from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.domain import bearer, email, recovery_code, return_to, sheets, totp, user_lines
from chalicelib.errors import InvalidRequest
from chalicelib.http import bodies, cookies
from chalicelib.http.shapes import _code as read_code
from tests.fuzz.runs import fuzzed

ODD = st.text(st.sampled_from("\0\t\r\n\"',;=+@\\{}[]-. aA0\ud7ff\uff10\u0660\u202e\ufeff\U0001f600"), max_size=60)
TEXT = st.text(max_size=60) | ODD
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
CUT = st.builds(lambda value, cut: json.dumps(value).encode()[:cut], JSON, st.integers(0, 80))


@fuzzed
@given(st.binary(max_size=200) | CUT | TEXT.map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b"[" * 5000)
@example(b'{"a": 1, "a": 2}')
@example(b'"\\ud800"')
@example(b"9" * 5000)
def test_a_body_is_json_or_an_invalid_request(raw: bytes) -> None:
    with suppress(InvalidRequest):
        assert bodies.parsed(raw) == json.loads(raw)


@fuzzed
@given(TEXT | st.from_regex(r"[a-z0-9-]{1,42}\.usr_[0-9a-z]{20,30}\.[\w-]{40,45}", fullmatch=True))
def test_a_token_names_a_place_of_our_own_shape_or_none(text: str) -> None:
    place = bearer.address(text)
    if place is not None:
        assert text.isascii()
        assert text.startswith(f"{place.tenant}.{place.user}.")


@fuzzed
@given(TEXT | st.from_regex(r"[0-9 \-]{6,9}", fullmatch=True))
def test_a_code_is_six_ascii_digits_or_refused(text: str) -> None:
    try:
        code = read_code(text)
    except ValueError:
        assert not (len(text) == 6 and text.isascii() and text.isdigit())
    else:
        assert len(code) == 6
        assert code.isascii()
        assert code.isdigit()


@fuzzed
@given(TEXT | st.from_regex(r"[0-9A-Za-z \-]{20,40}", fullmatch=True))
def test_a_recovery_code_is_read_one_way_or_refused(text: str) -> None:
    read = recovery_code.read(text)
    assert read is None or recovery_code.read(read) == read


@fuzzed
@given(st.binary(min_size=16, max_size=16), st.booleans())
def test_a_recovery_code_survives_a_reader_who_changes_case_and_leaves_out_dashes(entropy: bytes, lower: bool) -> None:
    code = recovery_code.encode(entropy)
    typed = code.replace("-", " ").lower() if lower else code.replace("-", "")
    assert recovery_code.read(typed) == recovery_code.read(code)


@fuzzed
@given(TEXT | st.emails() | st.builds("{}@{}".format, TEXT, TEXT))
def test_an_address_is_normalised_once_or_refused(text: str) -> None:
    try:
        normal = email.normalise(text)
    except ValueError:
        return
    assert email.normalise(normal) == normal
    assert normal == normal.strip().lower()


@fuzzed
@given(TEXT | st.builds("email,name\n{}".format, TEXT) | st.builds("email,name\n{},{}".format, st.emails(), TEXT))
@example('email,name\r\n"a@example.com,Ann\r\n')
@example("\ufeffemail,name\na@example.com,Ann\n")
def test_a_file_of_users_is_read_line_by_line_or_refused_with_its_line(text: str) -> None:
    good, bad = user_lines.read(text)
    assert all(email.normalise(line.email) == line.email for line in good)
    assert all(1 <= each.line <= text.count("\n") + text.count("\r") + 2 for each in bad)


@fuzzed
@given(st.lists(st.lists(TEXT, min_size=2, max_size=3), max_size=4))
def test_what_is_written_for_spreadsheets_runs_nowhere(rows: list[list[str]]) -> None:
    cells = [cell for _, row in sheets.read(sheets.write(rows, header=["a", "b"])) for cell in row]
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "@"}]


@fuzzed
@given(TEXT | st.builds("{}; __Host-session={}".format, TEXT, TEXT))
def test_a_cookie_is_its_own_name_and_value_or_none(header: str) -> None:
    value = cookies.read(header, cookies.SESSION)
    assert value is None or f"{cookies.SESSION}={value}" in header


@fuzzed
@given(st.binary(min_size=20, max_size=20), TEXT, TEXT)
def test_an_enrolments_address_names_one_secret_and_stays_short(secret: bytes, issuer: str, account: str) -> None:
    label = totp.label(secret, issuer=issuer, account=account)
    assert label.uri.isascii()
    assert len(label.uri) <= 331
    assert label.uri.count("secret=") == 1
    assert f"secret={totp.secret_text(secret)}" in label.uri


@fuzzed
@given(TEXT | st.builds("/{}".format, TEXT) | st.builds("https://app.example.com{}".format, TEXT))
def test_a_way_back_leads_to_the_front_end_or_nowhere(text: str) -> None:
    judged = return_to.judged(text, origins={"https://app.example.com"})
    assert judged is None or judged.startswith(("/", "https://app.example.com"))
    assert judged is None or not judged.startswith(("//", "/\\"))
