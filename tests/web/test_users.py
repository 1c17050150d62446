"""Users: a table that can be read, and a page for each of them."""

import pytest
from playwright.sync_api import expect

from tests.support.front_end import Company
from tests.web.conftest import Arrive
from tests.web.visitor import Visitor

LONG = "wilhelmina.featherstonehaugh-cholmondeley+department-of-records@subsidiary.example.com"
BROKEN_WORDS = """() => {
  const words = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const broken = [];
  while (words.nextNode()) {
    const node = words.currentNode;
    if (!node.parentElement.closest(".address")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const tops = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
    if (tops.size > 1) broken.push(node.textContent);
  }
  return broken;
}"""
TWO_LINES = 76
"""Pixels of a row with two lines of text."""


@pytest.fixture
def long(company: Company) -> str:
    company.set_policy("all")
    company.hire(LONG, is_active=False, name="Wilhelmina Featherstonehaugh-Cholmondeley")
    company.hire("bo@example.com").sign_in()
    return LONG


def test_rows_have_two_lines_and_no_address_is_broken_inside_a_word(
    company: Company, long: str, visitor: Visitor
) -> None:
    visitor.sign_in(company.admin, "settings/users")
    visitor.see("Users")
    rows = visitor.page.locator("tbody tr")
    expect(rows).to_have_count(3)
    heights = [row.bounding_box()["height"] for row in rows.all()]  # type: ignore[index]
    assert max(heights) <= TWO_LINES, heights
    assert visitor.page.evaluate(BROKEN_WORDS) == []
    expect(visitor.page.get_by_title(long)).to_be_visible()
    table = visitor.page.get_by_role("table").bounding_box()
    assert table
    assert table["x"] + table["width"] <= 1280


def test_a_narrow_screen_folds_the_columns(company: Company, long: str, arriving: Arrive) -> None:
    visitor = arriving(viewport={"width": 320, "height": 640})
    visitor.sign_in(company.admin, "settings/users")
    visitor.see("Users")
    assert visitor.page.evaluate(BROKEN_WORDS) == []
    name = visitor.page.get_by_role("link", name="Wilhelmina").bounding_box()
    state = visitor.page.get_by_role("row", name="Wilhelmina").get_by_text("Still to set up").bounding_box()
    assert name
    assert state
    assert state["y"] > name["y"]
    visitor.press("Wilhelmina Featherstonehaugh-Cholmondeley")
    visitor.see("Wilhelmina Featherstonehaugh-Cholmondeley")
    assert visitor.page.evaluate(BROKEN_WORDS) == []


def fact(visitor: Visitor, name: str) -> str:
    """What the user's page says under a name."""
    pair = visitor.page.locator(".facts > div").filter(has=visitor.page.get_by_text(name, exact=True))
    return pair.locator("dd").inner_text()


def test_a_user_s_page_says_how_things_stand_and_what_can_be_done(company: Company, arriving: Arrive) -> None:
    company.set_policy("all")
    person = company.hire("pat@example.com")
    person.sign_in()
    visitor = arriving()
    visitor.sign_in(company.admin, "settings/users")
    visitor.press("Pat")
    visitor.see("Pat")
    assert fact(visitor, "E-mail address") == "pat@example.com"
    assert fact(visitor, "Status") == "Active"
    assert fact(visitor, "Sign-in") == "Password"
    assert fact(visitor, "MFA required") == "Yes: the policy requires it of all users"
    assert fact(visitor, "Authenticator").startswith("Set up")
    assert fact(visitor, "Sessions") == "Signed in in 1 browser"

    visitor.press("Sign out everywhere")
    dialog = visitor.see_dialog("Sign out everywhere")
    dialog.get_by_role("button", name="Sign out everywhere").click()
    visitor.say("The user is signed out everywhere.")
    expect(visitor.page.locator(".facts")).to_contain_text("Not signed in")
    assert person.call("GET", "/v1/session").status == 401

    visitor.press("Reset authenticator")
    visitor.see_dialog("Reset authenticator")
    visitor.fill("Reason", "new phone")
    visitor.page.get_by_role("dialog").get_by_role("button", name="Reset authenticator").click()
    visitor.say("The authenticator is reset")
    visitor.examine()
    expect(visitor.page.get_by_role("button", name="Reset authenticator")).to_have_count(0)
    assert fact(visitor, "Authenticator").startswith("Reset")
    person.enter_password()
    visitor.page.reload()
    expect(visitor.page.locator(".facts")).to_contain_text("to be set up anew before")

    visitor.press("See this user’s activity")
    visitor.see("Activity")
    expect(visitor.page.get_by_label("Person")).to_have_value("pat@example.com")
    expect(visitor.page.get_by_role("row", name="Authenticator reset")).to_contain_text("Reason: “new phone”")


def test_the_focus_is_on_the_page_after_a_deletion(company: Company, visitor: Visitor) -> None:
    company.hire("row@example.com", is_active=False)
    company.hire("page@example.com", is_active=False)
    visitor.sign_in(company.admin, "settings/users")
    heading = visitor.page.get_by_role("heading", level=1)
    visitor.press("Actions for Row")
    visitor.press("Delete user")
    visitor.page.get_by_role("dialog").get_by_role("button", name="Delete user").click()
    expect(visitor.page.get_by_role("row", name="Row")).to_have_count(0)
    expect(heading).to_be_focused()
    visitor.press("Page")
    visitor.press("Delete user")
    visitor.page.get_by_role("dialog").get_by_role("button", name="Delete user").click()
    visitor.see("Users")
    visitor.say("The user is deleted.")
    expect(visitor.page.get_by_role("row", name="Page")).to_have_count(0)
    expect(heading).to_be_focused()


def test_the_total_stands_there_while_no_filter_is_set(company: Company, visitor: Visitor) -> None:
    for number in range(2):
        company.hire(f"n{number}@example.com", is_active=False)
    visitor.sign_in(company.admin, "settings/users")
    expect(visitor.page.locator(".found")).to_have_text("3 users in all.")
    visitor.page.get_by_label("Role").select_option("Member")
    expect(visitor.page.locator(".found")).to_have_text("2 users. That is all.")


def test_a_refused_value_is_told_with_what_would_be_right(company: Company, visitor: Visitor) -> None:
    visitor.sign_in(company.admin, "settings/tenant")
    for field, value, told in (
        ("Minutes until an idle session ends", "ten", "Enter a whole number of minutes from 15 to 1,440."),
        ("Hours to set up anew after a reset", "73", "Enter a whole number of hours from 1 to 72."),
        ("Name", "!!", "A name has 1 to 100 characters, and at least one letter or digit."),
    ):
        visitor.fill(field, value)
        visitor.press("Save")
        visitor.see_error(told)
    visitor.open(f"{company.slug}/settings/users/new")
    visitor.fill("Name", "Nobody")
    visitor.fill("E-mail address", "nobody@nowhere@example")
    visitor.press("Add user")
    visitor.see_error("Enter an e-mail address like name@example.com.")
