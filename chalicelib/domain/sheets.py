"""Comma-separated values: written so that no spreadsheet runs them, read line by line."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

_FORMULA = re.compile("(^|[;\t\r\n])(?=[=+@\t\r\n\uff0b\uff0d\uff1d\uff20-])")
"""Where a formula would begin, its sign also in full width (OWASP): in front, and behind what some spreadsheets split
at, since in half of Europe that is the semicolon."""

BYTE_ORDER_MARK = "\ufeff"


class NoSheet(Exception):
    """From this line on, text is no comma-separated values."""

    def __init__(self, line: int) -> None:
        super().__init__("not comma-separated values")
        self.line = line


def write(rows: Iterable[Sequence[str]], *, header: Sequence[str] | None) -> str:
    """Rows as CSV (RFC 4180); what a spreadsheet would read as a formula gets an apostrophe.

    A file begins with a header, and before it a byte-order mark: without one, spreadsheets take UTF-8 for something
    else. A further part of a file has neither.
    """
    out = io.StringIO()
    whole = rows if header is None else [header, *rows]
    csv.writer(out, lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in whole)
    return out.getvalue() if header is None else BYTE_ORDER_MARK + out.getvalue()


def read(text: str) -> Iterator[tuple[int, list[str]]]:
    """The line number, from 1, and the cells of each row that is not empty. Raises `NoSheet` where it is no CSV."""
    reader = csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline=""), strict=True)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, [cell.strip() for cell in row]
            line = reader.line_num + 1
    except csv.Error as error:
        raise NoSheet(line) from error


def _safe(cell: str) -> str:
    return _FORMULA.sub(r"\1'", cell)
