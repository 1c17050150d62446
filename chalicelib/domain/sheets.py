"""Comma-separated values: written so that no spreadsheet runs them, read line by line."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV (RFC 4180); cells that a spreadsheet would read as a formula get an apostrophe (OWASP)."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def read(text: str) -> Iterator[tuple[int, list[str]]]:
    """The line number, from 1, and the cells of each row that is not empty. Raises `ValueError` where it is no CSV."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        raise ValueError("not comma-separated values") from error


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
