"""Users and Activity: what the filters find, and what the lists say of it."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.front_end import Company
from tests.web.conftest import Arrive
from tests.web.visitor import Visitor


@pytest.fixture
def admin(company: Company, visitor: Visitor) -> Visitor:
    visitor.sign_in(company.admin, "settings/users")
    visitor.see("Users")
    return visitor


def postpone(page: Page, url: str, pages: int) -> list[str]:
    """As in a long list: so many pages without a match come before the service's own answer."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) > pages:
            route.continue_(url=re.sub(r"&cursor=[^&]*", "", route.request.url))
        else:
            route.fulfill(json={"items": [], "next_cursor": f"c{len(asked)}", "people": {}})

    page.route(url, answer)
    return asked


def found(visitor: Visitor, text: str) -> None:
    expect(visitor.page.locator(".found")).to_have_text(text)
    visitor.examine()


def test_a_filter_in_activity_reads_on_until_something_is_found(company: Company, admin: Visitor) -> None:
    company.hire("deep@example.com", is_active=False)
    admin.press("Activity")
    admin.see("Activity")
    asked = postpone(admin.page, "**/v1/events?*type=user.created*", 3)
    admin.page.get_by_label("Event").select_option("User added")
    found(admin, "2 events. That is all.")
    expect(admin.page.get_by_role("row", name="User added").get_by_role("link", name="Deep")).to_be_visible()
    assert ["cursor=c3" in url for url in asked] == [False, False, False, True]
    admin.page.get_by_label("Event").select_option("User deleted")
    found(admin, "No event matches. All of the record was searched.")


def test_a_filter_of_users_reads_on_until_all_was_read(company: Company, admin: Visitor) -> None:
    company.hire("rare@example.com", is_active=False, role="admin")
    postpone(admin.page, "**/v1/users?*role=admin*", 2)
    admin.page.get_by_label("Role").select_option("Admin")
    found(admin, "2 users. That is all.")
    admin.page.get_by_label("Sign-in").select_option("SSO")
    found(admin, "No user matches. All users were searched.")


def test_a_search_is_answered_as_one_types_and_late_answers_are_dropped(company: Company, admin: Visitor) -> None:
    for name in ("anna", "bert"):
        company.hire(f"{name}@example.com", is_active=False)
    held: list[Route] = []
    admin.page.route("**/v1/users?*query=an*", lambda route: held.append(route))
    field = admin.page.get_by_label("Search name or e-mail")
    with admin.page.expect_request("**/v1/users?*query=an&*"):
        field.press_sequentially("an")
    found(admin, "Searching…")
    field.fill("")
    field.press_sequentially("bert")
    found(admin, "1 user. That is all.")
    expect(field).to_be_focused()
    with admin.page.expect_response("**/v1/users?*query=an&*"):
        held[0].continue_()
    found(admin, "1 user. That is all.")
    expect(admin.page.get_by_role("row", name="Bert")).to_be_visible()
    expect(admin.page.get_by_role("row", name="Anna")).to_have_count(0)


def test_whoever_types_reads_the_beginning_and_enter_reads_all(company: Company, admin: Visitor) -> None:
    company.hire("zoe@example.com", is_active=False)
    asked = postpone(admin.page, "**/v1/users?*query=zoe*", 2)
    field = admin.page.get_by_label("Search name or e-mail")
    field.press_sequentially("zoe")
    found(admin, "Nobody among the first users matches. Press Enter to search all of them.")
    assert len(asked) == 1
    field.press("Enter")
    found(admin, "1 user. That is all.")


def test_activity_is_asked_for_one_person_in_words(company: Company, arriving: Arrive) -> None:
    company.set_policy("individual")
    person = company.hire("watched@example.com")
    company.admin.call("PATCH", f"/v1/users/{person.id}", {"role": "admin", "name": "Wanda"})
    other = company.hire("gone@example.com", is_active=False)
    company.admin.call("DELETE", f"/v1/users/{other.id}")
    company.service.call(
        "POST", "/v1/login", {"tenant": company.slug, "email": person.email, "password": "not this one"}
    )
    visitor = arriving()
    looked_up: list[str] = []
    visitor.page.on("request", lambda request: looked_up.append(request.url) if "/users/usr" in request.url else None)
    visitor.sign_in(company.admin, "settings/activity")
    visitor.see("Activity")
    text = visitor.page.get_by_role("table").inner_text()
    for words in (
        "Role: Admin",
        "Changed: name",
        "The password was wrong",
        "By an invitation",
        "Now: Require MFA for individual users",
        "Deleted user",
    ):
        assert words in text, words
    for raw in ("role:", "admin,", "wrong_password", "usr_", "changed:", "via:"):
        assert raw not in text, raw
    assert looked_up == []

    field = visitor.page.get_by_label("Person")
    field.fill("watch")
    field.press("Enter")
    expect(field).to_have_value("watched@example.com")
    expect(visitor.page.get_by_role("row", name="User added")).to_have_count(1)
    visitor.page.reload()
    expect(field).to_have_value("watched@example.com")
    field.fill("nobody at all")
    field.press("Enter")
    visitor.say("Nobody has this in the name or address.")
    visitor.examine()
    visitor.press("Clear filters")
    expect(field).to_have_value("")
    expect(field).to_be_focused()


def test_activity_is_asked_for_days(company: Company, admin: Visitor) -> None:
    admin.press("Activity")
    admin.see("Activity")
    today = admin.page.evaluate("new Date(Date.now()).toLocaleDateString('sv')")
    admin.fill("To", "2020-02-29")
    found(admin, "No event matches. All of the record was searched.")
    admin.fill("To", "2099-12-31")
    admin.fill("From", today)
    expect(admin.page.get_by_role("row", name="Workspace created")).to_be_visible()
    assert f"since={today}" in admin.page.url
    assert "until=2099-12-31" in admin.page.url
