"""Importing users: one state at a time, each of which says what is so."""

import pytest
from playwright.sync_api import FilePayload, Locator, Route, expect

from tests.support.front_end import Company
from tests.web.visitor import Visitor

HEADER = "email,name,role,sign_in,mfa_required\n"
RUN = "**/v1/users/import?dry_run=false"


class Held:
    """Requests that wait until the test lets them go on."""

    def __init__(self, visitor: Visitor, url: str) -> None:
        self._visitor, self._waiting = visitor, list[Route]()
        visitor.page.route(url, lambda route: self._waiting.append(route))

    def next(self) -> Route:
        while not self._waiting:
            self._visitor.page.wait_for_timeout(10)
        return self._waiting.pop(0)


@pytest.fixture
def admin(company: Company, visitor: Visitor) -> Visitor:
    visitor.sign_in(company.admin, "settings/users")
    visitor.see("Users")
    visitor.press("Import")
    visitor.see("Import users")
    return visitor


def check(admin: Visitor, text: str, *, encoding: str = "utf-8") -> None:
    file = FilePayload(name="users.csv", mimeType="text/csv", buffer=text.encode(encoding))
    admin.page.get_by_label("CSV file").set_input_files([file])
    admin.press("Check the file")


def people(count: int) -> str:
    return HEADER + "".join(f"p{number}@example.com,Person {number},member,password,\n" for number in range(count))


def stage(admin: Visitor, heading: str) -> Locator:
    """The state with this heading, which has the focus."""
    found = admin.page.get_by_role("heading", level=2, name=heading, exact=True)
    expect(found).to_be_visible()
    expect(found).to_be_focused()
    admin.examine()
    return admin.page.locator(".stage")


def count(company: Company) -> int:
    found, cursor = 0, ""
    while cursor is not None:
        page = company.admin.call("GET", f"/v1/users?limit=100{cursor and '&cursor=' + cursor}").json
        found, cursor = found + len(page["items"]), page["next_cursor"]
    return found


def test_an_import_says_how_far_it_has_come_until_it_is_done(company: Company, admin: Visitor) -> None:
    runs = Held(admin, RUN)
    check(admin, people(120))
    expect(stage(admin, "The file is checked: nobody is imported yet")).to_contain_text("120 new users")
    admin.press("Import 120 users")
    first = runs.next()
    running = stage(admin, "Importing 120 users")
    expect(running).to_contain_text("0 of 120 users are imported.")
    expect(running).to_contain_text("Keep this page open")
    first.continue_()
    second = runs.next()
    expect(running).to_contain_text("100 of 120 users are imported.")
    expect(running.get_by_role("progressbar")).to_have_attribute("value", "100")
    expect(running.get_by_role("button")).to_have_count(0)
    second.continue_()
    stage(admin, "120 users are imported")
    assert count(company) == 121
    admin.press("See the users")
    admin.see("Users")


def test_whoever_leaves_a_running_import_is_asked_first(company: Company, admin: Visitor) -> None:
    runs = Held(admin, RUN)
    check(admin, people(120))
    admin.press("Import 120 users")
    first = runs.next()
    with admin.page.expect_event("dialog") as asked:
        admin.page.evaluate("void setTimeout(() => location.reload())")
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    for leave in (lambda: admin.press("Activity"), admin.page.go_back):
        leave()
        dialog = admin.see_dialog("The import is still running")
        dialog.get_by_role("button", name="Stay on this page").click()
        expect(admin.page.locator("dialog")).to_have_count(0)
    expect(admin.page.get_by_role("heading", name="Importing 120 users")).to_be_visible()
    admin.press("Activity")
    admin.see_dialog("The import is still running")
    admin.press("Leave and stop")
    admin.see("Activity")
    with admin.page.expect_response(RUN):
        first.continue_()
    admin.open(f"{company.slug}/settings/users/import")
    check(admin, people(120))
    expect(stage(admin, "The file is checked: nobody is imported yet")).to_contain_text("20 new users")


def test_an_interrupted_import_goes_on_from_where_it_stopped(company: Company, admin: Visitor) -> None:
    runs = Held(admin, RUN)
    check(admin, people(120))
    admin.press("Import 120 users")
    runs.next().continue_()
    runs.next().abort()
    stopped = stage(admin, "The import has stopped half-way")
    expect(stopped).to_contain_text("100 of 120 users are imported.")
    expect(stopped).to_contain_text("No connection.")
    admin.press("Go on from here")
    runs.next().continue_()
    stage(admin, "120 users are imported")
    assert count(company) == 121


def test_lines_with_a_fault_are_told_with_their_cells(company: Company, admin: Visitor) -> None:
    lines = ["a@example.com,Ann,boss,password,", '"b@",Bo,member,password,', "c@example.com,Cy,member,sso,maybe", "d"]
    check(admin, HEADER + "\n".join(lines))
    told = stage(admin, "4 lines have a fault: nobody is imported")
    for text in (
        "Line 2, column “role”: There is no role “boss”. Write “member” or “admin”.",
        "Line 3, column “email”: “b@” is not an e-mail address.",
        "Line 4, column “mfa_required”: “maybe” is neither “true” nor “false”.",
        "Line 5: This line has more or fewer cells than the first line.",
    ):
        expect(told).to_contain_text(text)
    expect(admin.page.get_by_role("button", name="Import")).to_have_count(0)
    assert count(company) == 1
    admin.press("Choose another file")
    check(admin, "Jos\u00e9", encoding="latin-1")
    admin.see_error("The file is not in UTF-8.")


def test_a_file_that_the_service_refuses_after_the_check_says_why(company: Company, admin: Visitor) -> None:
    company.set_policy("individual")
    check(admin, HEADER + "e@example.com,Eve,member,password,true\n")
    stage(admin, "The file is checked: nobody is imported yet")
    company.set_policy("off")
    admin.press("Import 1 user")
    refused = stage(admin, "The service refuses the file")
    expect(refused).to_contain_text("Line 2, column “mfa_required”: Only the policy “individual users”")
    expect(refused).to_contain_text("0 of 1 user is imported.")


def test_the_same_file_again_has_nobody_to_import(company: Company, admin: Visitor) -> None:
    company.hire("p0@example.com", is_active=False)
    check(admin, people(1))
    expect(stage(admin, "There is nobody to import")).to_contain_text("1 user is there already and stays unchanged")
