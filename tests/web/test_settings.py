"""Account settings: what an admin sees, changes and is refused, beyond the help article's stories."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.front_end import Company
from tests.web.conftest import Arrive
from tests.web.visitor import Visitor


@pytest.fixture
def admin(company: Company, visitor: Visitor) -> Visitor:
    visitor.sign_in(company.admin, "settings/users")
    visitor.see("Users")
    return visitor


def test_settings_are_for_admins(company: Company, visitor: Visitor) -> None:
    visitor.sign_in(company.hire("curious@example.com"), "settings/users")
    visitor.see("For admins only")


def test_a_policy_that_somebody_else_changed_is_shown_anew(company: Company, visitor: Visitor) -> None:
    visitor.sign_in(company.admin, "settings/policy")
    visitor.page.get_by_role("radio", name="Require MFA for individual users").check()
    visitor.press("Save")
    dialog = visitor.see_dialog("Require MFA for individual users")
    company.set_policy("individual")
    company.set_policy("off")
    dialog.get_by_role("button", name="Save policy").click()
    visitor.say("Somebody changed this meanwhile.")
    expect(dialog).to_be_hidden()
    expect(visitor.page.get_by_role("radio", name="Don’t require MFA")).to_be_checked()


def test_a_policy_can_start_on_a_day_and_keep_who_is_required_now(company: Company, visitor: Visitor) -> None:
    company.set_policy("admins")
    visitor.sign_in(company.admin, "settings/policy")
    visitor.press("Save")
    visitor.see_error("This is the present policy.")
    visitor.page.get_by_role("radio", name="Require MFA for individual users").check()
    visitor.page.get_by_label("Keep it required for those who need it now").check()
    visitor.press("Save")
    visitor.see_dialog("Require MFA for individual users")
    visitor.press("Save policy")
    visitor.say("policy")
    assert company.overview(company.admin)["required"] is True
    visitor.page.get_by_role("radio", name="Require MFA for all users").check()
    visitor.fill("Start on (optional)", "2099-05-04")
    visitor.press("Save")
    dialog = visitor.see_dialog("Require MFA for all users")
    expect(dialog).to_contain_text("Starts on 4 May 2099.")


def test_conflicts_say_over_what(company: Company, admin: Visitor) -> None:
    company.hire("taken@example.com")
    admin.press("Add user")
    admin.fill("Name", "Twin")
    admin.fill("E-mail address", "taken@example.com")
    admin.press("Add user")
    admin.see_error("This address is already in use.")
    field = admin.page.get_by_label("E-mail address")
    expect(field).to_have_attribute("aria-invalid", "true")
    admin.page.get_by_role("alert").get_by_role("link").click()
    expect(field).to_be_focused()

    admin.open(f"{company.slug}/settings/users/{company.admin.id}")
    admin.page.get_by_label("Role").select_option("Member")
    admin.press("Save")
    admin.see_error("This is the last admin who can sign in.")


def test_a_row_s_menu_invites_disables_enables_and_deletes(company: Company, admin: Visitor) -> None:
    company.hire("row@example.com", is_active=False)
    admin.page.reload()
    row = admin.page.get_by_role("row", name="Row")
    for action, said in (
        ("Send a new invitation", "invitation"),
        ("Disable user", "The user is disabled."),
        ("Enable user", "The user is enabled."),
        ("Delete user", "The user is deleted."),
    ):
        row.get_by_role("button", name="Actions for Row").click()
        admin.examine()
        row.get_by_role("button", name=action).click()
        dialog = admin.see_dialog(action)
        dialog.get_by_role("button", name=action).click()
        admin.say(said)
        expect(dialog).to_be_hidden()
    expect(row).to_have_count(0)


def test_search_filters_and_pages_live_in_the_address(company: Company, admin: Visitor) -> None:
    company.hire("needle@example.com", is_active=False)
    admin.fill("Search name or e-mail", "needle")
    admin.page.keyboard.press("Enter")
    expect(admin.page.get_by_text("1 user. That is all.")).to_be_visible()
    assert "query=needle" in admin.page.url
    admin.page.reload()
    expect(admin.page.get_by_label("Search name or e-mail")).to_have_value("needle")
    expect(admin.page.get_by_text("1 user. That is all.")).to_be_visible()
    admin.fill("Search name or e-mail", "nobody at all")
    admin.page.keyboard.press("Enter")
    expect(admin.page.get_by_text("No user matches.")).to_be_visible()
    admin.examine()
    admin.press("Clear filters")
    expect(admin.page.get_by_role("row")).to_have_count(3)
    with admin.page.expect_download() as download:
        admin.press("Export CSV")
    exported = download.value.path().read_text(encoding="utf-8")
    assert "needle@example.com" in exported
    assert exported.count("\ufeff") == exported.startswith("\ufeff") == 1


def test_the_workspace_s_own_settings(company: Company, admin: Visitor) -> None:
    admin.press("Workspace")
    admin.see("Workspace")
    admin.fill("Minutes until an idle session ends", "ten")
    admin.press("Save")
    admin.see_error("Enter a whole number of minutes from 15 to 1,440.")
    admin.fill("Minutes until an idle session ends", "1440")
    admin.fill("Hours until every session ends", "1")
    admin.press("Save")
    admin.see_error("Longer than the time until every session ends.")
    admin.fill("Hours until every session ends", "48")
    admin.fill("Name", "Example & Sons")
    admin.press("Save")
    admin.say("Saved")
    expect(admin.page.get_by_role("link", name=re.compile("Example & Sons"))).to_be_visible()


def test_an_admin_without_the_network_is_told_beside_the_button(admin: Visitor) -> None:
    admin.page.route("**/v1/**", lambda route: route.abort())
    admin.press("Export CSV")
    admin.say("No connection.")
    admin.press("Activity")
    expect(admin.page.get_by_role("alert")).to_contain_text("No connection.")
    admin.page.unroute("**/v1/**")
    admin.press("Try again")
    expect(admin.page.get_by_role("table")).to_be_visible()


def test_changes_that_matter_ask_who_it_is_and_a_name_does_not(company: Company, arriving: Arrive) -> None:
    person = company.hire("edited@example.com")
    visitor = arriving()
    visitor.sign_in(company.admin, f"settings/users/{person.id}")
    company.clock.pass_time(601)
    visitor.fill("Name", "Edith Edited")
    visitor.press("Save")
    visitor.see("Users")
    visitor.press("Edith Edited")
    visitor.page.get_by_label("Role").select_option("Admin")
    visitor.press("Save")
    visitor.confirm_that_it_is_you(company.admin)
    visitor.see("Users")
    expect(visitor.page.get_by_role("row", name="Edith Edited")).to_contain_text("Admin")
