"""The policy's page: what a change will do and from when, and that it was saved whoever is signed out by it."""

from playwright.sync_api import Request, expect

from tests.support.front_end import Company
from tests.web.visitor import Visitor


def choose(visitor: Visitor, mode: str) -> None:
    visitor.page.get_by_role("radio", name=mode).check()


def test_a_future_start_is_previewed_as_what_it_is(company: Company, visitor: Visitor) -> None:
    company.hire("later@example.com")
    visitor.sign_in(company.admin, "settings/policy")
    visitor.see("Multi-factor authentication")
    choose(visitor, "Require MFA for all users")
    preview = visitor.page.locator(".preview")
    expect(preview).to_contain_text("2 people will set up an authenticator at their next sign-in")
    visitor.fill("Start on (optional)", "2099-05-04")
    expect(preview).to_contain_text("2 people will set up an authenticator at their first sign-in from 4 May 2099 on")
    expect(preview).to_contain_text("From 4 May 2099 on you need it too.")
    expect(preview).not_to_contain_text("next sign-in")
    visitor.press("Save")
    dialog = visitor.see_dialog("Require MFA for all users")
    expect(dialog).to_contain_text("from 4 May 2099 on")
    dialog.get_by_role("button", name="Save policy").click()
    visitor.say("The policy is saved.")
    visitor.see("Multi-factor authentication")


def test_a_past_start_is_refused_in_the_page(company: Company, visitor: Visitor) -> None:
    visitor.sign_in(company.admin, "settings/policy")
    visitor.see("Multi-factor authentication")
    choose(visitor, "Require MFA for all users")
    expect(visitor.page.locator(".preview")).to_contain_text("1 person")
    asked: list[Request] = []
    visitor.page.on("request", lambda request: asked.append(request))
    for day in ("2020-02-29", visitor.page.evaluate("new Date().toLocaleDateString('sv')")):
        visitor.fill("Start on (optional)", day)
        visitor.press("Save")
        visitor.see_error("Choose a day after today, or leave it empty to start at once.")
        expect(visitor.page.get_by_label("Start on (optional)")).to_have_attribute("aria-invalid", "true")
    assert asked == []
    assert company.admin.call("GET", "/v1/policy").json["mode"] == "off"


def test_an_admin_whom_the_saved_policy_signs_out_is_told_that_it_was_saved(company: Company, visitor: Visitor) -> None:
    visitor.sign_in(company.admin, "settings/policy")
    visitor.see("Multi-factor authentication")
    choose(visitor, "Require MFA for admins")
    visitor.press("Save")
    visitor.see_dialog("Require MFA for admins")
    visitor.press("Save policy")
    visitor.see("Sign in")
    visitor.say("The policy is saved.")
    visitor.enter_password(company.admin)
    visitor.set_up_authenticator(company.admin)
    visitor.see("Multi-factor authentication")
    expect(visitor.page.get_by_role("radio", name="Require MFA for admins")).to_be_checked()


def test_a_planned_change_says_what_holds_until_then_and_can_be_called_off(company: Company, visitor: Visitor) -> None:
    company.set_policy("admins")
    company.set_policy("all", enforce_from="2099-05-04T12:00:00Z")
    visitor.sign_in(company.admin, "settings/policy")
    visitor.see("Multi-factor authentication")
    planned = visitor.page.locator("main .notice.information")
    expect(planned).to_contain_text("From 4 May 2099 a new policy holds: Require MFA for all users.")
    expect(planned).to_contain_text("Until then the present one holds: Require MFA for admins.")
    for mode, tag in (("Require MFA for admins", "Now"), ("Require MFA for all users", "From 4 May 2099")):
        expect(visitor.page.locator("label").filter(has_text=mode)).to_contain_text(tag)
    expect(visitor.page.get_by_role("radio", name="Require MFA for all users")).to_be_checked()
    expect(visitor.page.get_by_label("Start on (optional)")).to_have_value("2099-05-04")
    visitor.press("Save")
    visitor.see_error("This is the present policy.")

    choose(visitor, "Require MFA for admins")
    expect(visitor.page.get_by_label("Start on (optional)")).to_have_count(0)
    visitor.press("Cancel the planned change")
    dialog = visitor.see_dialog("Require MFA for admins")
    dialog.get_by_role("button", name="Save policy").click()
    visitor.say("The policy is saved.")
    expect(planned).to_have_count(0)
    expect(visitor.page.get_by_role("heading", level=1)).to_be_focused()
    visitor.examine()
    policy = company.admin.call("GET", "/v1/policy").json
    assert (policy["mode"], policy["enforce_from"], policy["until_then"]) == ("admins", None, None)
