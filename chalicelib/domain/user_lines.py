"""A file of users, line by line: what each says, or what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chalicelib.domain import email as emails
from chalicelib.domain import sheets
from chalicelib.domain.records import Role, SignInMethod

MAX_LINES = 5000
COLUMNS = ("email", "name", "role", "sign_in", "mfa_required")
MAX_NAME = 100
NOT_UTF8 = {"\ufffd", "\0"}
"""What becomes of bytes in Windows-1252 and in UTF-16. API Gateway itself puts U+FFFD for such bytes."""

_ROLES: Mapping[str, Role] = {"": "member", "member": "member", "admin": "admin"}
_SIGN_INS: Mapping[str, SignInMethod] = {"": "password", "password": "password", "sso": "sso"}
_SWITCHES: Mapping[str, bool | None] = {"": None, "false": False, "true": True}


@dataclass(frozen=True)
class BadLine:
    """What is wrong, and where: the line from 1, the column where it is one column's fault."""

    line: int
    column: str | None
    code: str


@dataclass(frozen=True)
class UserLine:
    """One user to create; the address is normalised."""

    line: int
    email: str
    name: str
    role: Role
    sign_in: SignInMethod
    mfa_required: bool | None


def read(text: str) -> tuple[list[UserLine], list[BadLine]]:
    """The users of a file with a header line, and everything that is wrong with it."""
    if broken := [BadLine(number, None, "malformed") for number, line in _numbered(text) if NOT_UTF8 & set(line)]:
        return [], broken
    try:
        rows = list(sheets.read(text))
    except sheets.NoSheet as error:
        return [], [BadLine(error.line, None, "malformed")]
    if not rows:
        return [], [BadLine(1, None, "empty")]
    header = [cell.lower() for cell in rows[0][1]]
    if bad := _bad_header(header) or ([BadLine(1, None, "too_many")] if len(rows) > MAX_LINES + 1 else []):
        return [], bad
    return _lines(header, rows[1:])


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    return enumerate(text.split("\n"), start=1)


def _bad_header(header: list[str]) -> list[BadLine]:
    unknown = [BadLine(1, name, "unknown_column") for name in header if name not in COLUMNS]
    missing = [BadLine(1, name, "missing") for name in ("email", "name") if name not in header]
    return unknown + missing + ([BadLine(1, None, "duplicate")] if len(set(header)) < len(header) else [])


def _lines(header: list[str], rows: list[tuple[int, list[str]]]) -> tuple[list[UserLine], list[BadLine]]:
    good: list[UserLine] = []
    bad: list[BadLine] = []
    seen: set[str] = set()
    for number, cells in rows:
        found = _line(number, dict(zip(header, cells, strict=False))) if len(cells) == len(header) else None
        if found is None:
            bad.append(BadLine(number, None, "wrong_number_of_cells"))
        elif isinstance(found, list):
            bad += found
        elif found.email in seen:
            bad.append(BadLine(number, "email", "duplicate"))
        else:
            seen.add(found.email)
            good.append(found)
    return good, bad


def _line(number: int, cells: dict[str, str]) -> UserLine | list[BadLine]:
    email, name = _email(cells["email"]), cells["name"]
    role = _ROLES.get(cells.get("role", "").lower())
    sign_in = _SIGN_INS.get(cells.get("sign_in", "").lower())
    switch = cells.get("mfa_required", "").lower()
    faults = {
        "email": email is None,
        "name": not any(map(str.isalnum, name)) or not name.isprintable() or len(name) > MAX_NAME,
        "role": role is None,
        "sign_in": sign_in is None,
        "mfa_required": switch not in _SWITCHES,
    }
    if email is None or role is None or sign_in is None or any(faults.values()):
        return [BadLine(number, column, "invalid") for column, is_wrong in faults.items() if is_wrong]
    return UserLine(number, email, name, role, sign_in, _SWITCHES[switch])


def _email(text: str) -> str | None:
    try:
        return emails.normalise(text)
    except ValueError:
        return None
