"""Comma-separated values: nothing that a spreadsheet runs, and every line where it stands in the file."""

import csv
import io

import pytest

from chalicelib.domain import sheets


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_a_formula_at_the_start_of_a_cell_is_text(sign: str) -> None:
    ((cell,),) = csv.reader(io.StringIO(sheets.write([[f"{sign}1+1"]], header=None), newline=""))
    assert cell.startswith("'" + sign)


def test_a_formula_behind_a_semicolon_is_text_too() -> None:
    assert sheets.write([["Bo;=cmd|'/c calc'!A0;-1"]], header=None) == "Bo;'=cmd|'/c calc'!A0;'-1\r\n"


@pytest.mark.parametrize("cell", ["Bo", "a-b", "1+1", "bo@example.com", "x=1", "", "; =1"])
def test_what_is_no_formula_stays_as_it_is(cell: str) -> None:
    assert next(csv.reader(io.StringIO(sheets.write([[cell, "end"]], header=None)))) == [cell, "end"]


def test_a_file_begins_with_a_byte_order_mark_and_its_header_and_a_further_part_with_neither() -> None:
    assert sheets.write([["Zoë"]], header=["name"]) == "\ufeffname\r\nZoë\r\n"
    assert sheets.write([["Zoë"]], header=None) == "Zoë\r\n"


def test_what_was_written_can_be_read_again() -> None:
    assert list(sheets.read(sheets.write([["Zoë"]], header=["name"]))) == [(1, ["name"]), (2, ["Zoë"])]


def test_quotes_and_separators_in_a_cell_survive() -> None:
    cells = ['Bo "the" Berg', "a,b", "c"]
    assert next(csv.reader(io.StringIO(sheets.write([cells], header=None)))) == cells


def test_lines_are_numbered_as_an_editor_does() -> None:
    text = '\ufeffa, b\r\n\r\n"one\nover two",x\r\n  ,  \nlast,y'
    assert list(sheets.read(text)) == [(1, ["a", "b"]), (3, ["one\nover two", "x"]), (6, ["last", "y"])]


def test_where_it_stops_to_be_csv_is_told() -> None:
    with pytest.raises(sheets.NoSheet) as caught:
        list(sheets.read('a,b\nc,d\n"e"f,g\nh,i'))
    assert caught.value.line == 3
