"""A file of users, line by line."""

import pytest

from chalicelib.domain.user_lines import MAX_LINES, BadLine, UserLine, read

HEADER = "email,name,role,sign_in,mfa_required\n"


def test_what_a_line_says() -> None:
    text = HEADER + "Bo@Example.com, Bo Berg ,ADMIN,sso,True\ncy@example.com,Cy,,,\n"
    assert read(text) == (
        [
            UserLine(2, "bo@example.com", "Bo Berg", "admin", "sso", True),
            UserLine(3, "cy@example.com", "Cy", "member", "password", None),
        ],
        [],
    )


def test_columns_may_be_left_out_and_stand_in_any_order() -> None:
    assert read("Name,EMAIL\nBo,bo@example.com")[0] == [UserLine(2, "bo@example.com", "Bo", "member", "password", None)]


def test_every_bad_line_and_column_is_listed() -> None:
    text = HEADER + (
        "nobody,Bo,member,password,false\n"
        "cy@example.com,,chief,magic,perhaps\n"
        "di@example.com,Di\n"
        "ed@example.com,Ed,member,password,false\n"
        "ED@example.com,Ed,member,password,false\n"
    )
    good, bad = read(text)
    assert [line.email for line in good] == ["ed@example.com"]
    assert bad == [
        BadLine(2, "email", "invalid"),
        *(BadLine(3, column, "invalid") for column in ("name", "role", "sign_in", "mfa_required")),
        BadLine(4, None, "wrong_number_of_cells"),
        BadLine(6, "email", "duplicate"),
    ]


@pytest.mark.parametrize("name", ["", "x" * 101, "line\nbreak", "bell\a", "- ."])
def test_a_name_is_one_printable_line_with_something_to_read(name: str) -> None:
    assert read(f'email,name\nbo@example.com,"{name}"')[1] == [BadLine(2, "name", "invalid")]


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("", BadLine(1, None, "empty")),
        (" \n,\n", BadLine(1, None, "empty")),
        ('email,name\n"x"y,z', BadLine(2, None, "malformed")),
        ("email\nbo@example.com", BadLine(1, "name", "missing")),
        ("email,name,wage\n", BadLine(1, "wage", "unknown_column")),
        ("email,name,name\n", BadLine(1, None, "duplicate")),
    ],
)
def test_a_file_that_is_no_list_of_users(text: str, bad: BadLine) -> None:
    assert read(text) == ([], [bad])


def test_five_thousand_lines_and_no_more() -> None:
    lines = [f"u{n}@example.com,U\n" for n in range(MAX_LINES + 1)]
    assert len(read("email,name\n" + "".join(lines[:MAX_LINES]))[0]) == MAX_LINES
    assert read("email,name\n" + "".join(lines)) == ([], [BadLine(1, None, "too_many")])
