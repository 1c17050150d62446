"""The help article, clicked through: each test is named after what it says."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.support.front_end import App, Company, Person
from tests.web.conftest import Arrive
from tests.web.visitor import Visitor

COUNT = """
window.counted = { fields: new Set(), clicks: 0 };
addEventListener("input", ({ target }) => target.type !== "checkbox" && counted.fields.add(target.name));
addEventListener("click", () => counted.clicks++);
"""
DISCARDED = "Confirm that the individual settings may be discarded."


def enrolled(company: Company, email: str) -> Person:
    """Somebody who has signed in with an authenticator before."""
    person = company.hire(email)
    company.set_policy("all")
    person.sign_in()
    return person


def choose(visitor: Visitor, company: Company, mode: str, *, n: int = 0) -> None:
    """Pick a policy, read what it will do, and save it."""
    visitor.page.get_by_role("radio", name=mode).check()
    visitor.press("Save")
    dialog = visitor.see_dialog(mode)
    if n:
        dialog.get_by_label(f"Discard {n} individual setting").check()
    dialog.get_by_role("button", name="Save policy").click()
    expect(dialog).to_be_hidden()


# 1. How MFA works


def test_an_exposed_password_alone_is_no_longer_enough(company: Company, visitor: Visitor) -> None:
    person = enrolled(company, "exposed@example.com")
    visitor.open(company.slug)
    visitor.enter_password(person)
    visitor.see("Enter your code")
    for page in ("account", "settings/users"):
        visitor.open(f"{company.slug}/{page}")
        visitor.see("Sign in")


def test_enter_your_password_as_usual_then_a_6_digit_code(company: Company, visitor: Visitor) -> None:
    person = enrolled(company, "two-step@example.com")
    visitor.open(company.slug)
    visitor.see("Sign in")
    visitor.enter_password(person)
    visitor.see("Enter your code")
    visitor.enter_code(person)
    visitor.see("Your account")


# 2. Enable MFA (admins)


def test_open_account_settings_by_clicking_your_own_name_in_the_upper_right_corner(
    company: Company, visitor: Visitor
) -> None:
    visitor.sign_in(company.admin)
    name = visitor.page.get_by_role("banner").get_by_role("button", name="Ada Admin")
    box, window = name.bounding_box(), visitor.page.viewport_size
    assert box
    assert window
    assert box["x"] + box["width"] > window["width"] * 0.9
    assert box["y"] < 40
    name.click()
    visitor.press("Account settings")
    visitor.see("Multi-factor authentication")


def test_do_not_require_mfa_all_users_login_using_their_email_address_and_password(
    company: Company, arriving: Arrive
) -> None:
    for person in (company.admin, company.hire("plain@example.com")):
        visitor = arriving()
        visitor.open(company.slug)
        visitor.enter_password(person)
        visitor.see("Your account")


def test_require_mfa_for_admins_regular_users_still_login_with_their_password(
    company: Company, arriving: Arrive
) -> None:
    regular = company.hire("regular@example.com")
    admin = arriving()
    admin.sign_in(company.admin, "settings/policy")
    choose(admin, company, "Require MFA for admins")
    admin.see("Sign in")
    admin.say("The policy is saved. It asks for a second step from you, too")
    admin.enter_password(company.admin)
    admin.set_up_authenticator(company.admin)
    admin.see("Multi-factor authentication")
    visitor = arriving()
    visitor.open(company.slug)
    visitor.enter_password(regular)
    visitor.see("Your account")


def test_require_mfa_for_all_users_every_user_does_the_2_step_process(company: Company, arriving: Arrive) -> None:
    person = company.hire("everyone@example.com")
    admin = arriving()
    admin.sign_in(company.admin, "settings/policy")
    choose(admin, company, "Require MFA for all users")
    admin.see("Sign in")
    visitor = arriving()
    visitor.open(company.slug)
    visitor.enter_password(person)
    visitor.see("Set up your authenticator app")


def test_require_mfa_for_individual_users_is_controlled_via_the_toggle_on_create_and_edit(
    company: Company, arriving: Arrive
) -> None:
    admin = arriving()
    admin.sign_in(company.admin, "settings/users/new")
    toggle = admin.page.get_by_role("switch", name="Require MFA")
    expect(toggle).to_be_disabled()
    company.set_policy("individual")

    admin.open(f"{company.slug}/settings/users/new")
    admin.see("Add user")
    admin.fill("Name", "Nora New")
    admin.fill("E-mail address", "nora@example.com")
    toggle.check()
    admin.press("Add user")
    admin.see("Users")
    admin.say("An invitation is on its way")
    row = admin.page.get_by_role("row", name="Nora New")
    expect(row.get_by_role("cell").nth(2)).to_have_text(re.compile("Yes.*individual"))

    row.get_by_role("link", name="Nora New").click()
    admin.see("Nora New")
    expect(toggle).to_be_checked()
    toggle.uncheck()
    admin.press("Save")
    admin.see("Users")
    expect(row.get_by_role("cell").nth(2)).to_have_text(re.compile("No.*"))


def test_in_the_user_overview_you_see_for_which_users_mfa_is_enabled(company: Company, visitor: Visitor) -> None:
    company.set_policy("individual")
    company.hire("seen@example.com", mfa_required=True).sign_in()
    company.hire("unseen@example.com")
    visitor.sign_in(company.admin, "settings/users")
    visitor.see("Users")
    required = {
        name: visitor.page.get_by_role("row", name=name).get_by_role("cell").all_inner_texts()[2:4]
        for name in ("Seen", "Unseen")
    }
    assert required["Seen"][0].startswith("Yes")
    assert required["Seen"][1].startswith("Set up")
    assert required["Unseen"][0].startswith("No")
    assert required["Unseen"][1] == "Not set up"
    visitor.page.get_by_label("Authenticator", exact=True).select_option("Required")
    expect(visitor.page.get_by_role("row")).to_have_count(2)
    assert "mfa=required" in visitor.page.url


def test_switching_between_these_options_does_not_preserve_your_previous_settings(
    company: Company, visitor: Visitor
) -> None:
    company.set_policy("individual")
    company.hire("toggled@example.com", mfa_required=True)
    visitor.sign_in(company.admin, "settings/policy")
    visitor.page.get_by_role("radio", name="Don’t require MFA").check()
    expect(visitor.page.get_by_text("1 individual setting will be discarded").first).to_be_visible()
    visitor.press("Save")
    dialog = visitor.see_dialog("Don’t require MFA")
    dialog.get_by_role("button", name="Save policy").click()
    expect(dialog.get_by_role("alert")).to_contain_text(DISCARDED)
    dialog.get_by_label("Discard 1 individual setting").check()
    dialog.get_by_role("button", name="Save policy").click()
    expect(dialog).to_be_hidden()
    choose(visitor, company, "Require MFA for individual users")
    visitor.open(f"{company.slug}/settings/users")
    toggled = visitor.page.get_by_role("row", name="Toggled")
    expect(toggled.get_by_role("cell").nth(2)).to_have_text(re.compile("No"))


def test_communicate_the_change_in_advance_and_share_the_steps(company: Company, arriving: Arrive) -> None:
    visitor = arriving(permissions=["clipboard-read", "clipboard-write"])
    visitor.sign_in(company.admin, "settings/policy")
    visitor.page.get_by_text("Tell your users in advance").click()
    visitor.press("Copy")
    visitor.say("Copied")
    letter = visitor.page.evaluate("navigator.clipboard.readText()")
    for step in ("Example Co", "Scan the QR code", "6-digit code", "Save the recovery code"):
        assert step in letter


# 3. Login with MFA


def test_the_first_time_scan_the_qr_code_confirm_and_save_the_recovery_code(company: Company, visitor: Visitor) -> None:
    """With as many fields and clicks as `docs/front-end.md` says, where the recovery code is downloaded as well."""
    person = company.hire("first@example.com")
    company.set_policy("all")
    visitor.open(company.slug)
    visitor.page.evaluate(COUNT)
    visitor.enter_password(person)
    visitor.set_up_authenticator(person)
    visitor.see("Your account")
    assert re.fullmatch(r"([0-9A-Z]{5}-){4}[0-9A-Z]{5}", person.recovery_code)
    assert visitor.page.evaluate("[counted.fields.size, counted.clicks + 1]") == [3, 5]


def test_the_recovery_code_is_saved_to_a_file_and_cannot_be_passed_over(company: Company, visitor: Visitor) -> None:
    person = company.hire("careful@example.com")
    company.set_policy("all")
    visitor.open(company.slug)
    visitor.enter_password(person)
    person.app = visitor.scan()
    visitor.enter_code(person, press="Confirm")
    visitor.see("Save your recovery code")
    visitor.press("Continue")
    visitor.see_error("Save the code, then tick the box.")
    with visitor.page.expect_download() as download:
        visitor.press("Download")
    saved = download.value.path().read_text(encoding="utf-8")
    code = visitor.page.locator(".recovery-code").inner_text()
    assert code in saved
    assert "Example Co" in saved
    assert person.email in saved


def test_afterwards_copy_the_current_code_and_paste_it_on_the_verification_screen(
    company: Company, arriving: Arrive
) -> None:
    person = enrolled(company, "paste@example.com")
    visitor = arriving(permissions=["clipboard-read", "clipboard-write"])
    visitor.open(company.slug)
    visitor.enter_password(person)
    visitor.see("Enter your code")
    company.clock.pass_time(30)
    assert person.app
    code = person.app.code(company.clock.now())
    visitor.page.evaluate("(text) => navigator.clipboard.writeText(text)", f"{code[:3]} {code[3:]}")
    field = visitor.page.get_by_label("6-digit code")
    field.press("Control+V")
    expect(field).to_have_value(f"{code[:3]} {code[3:]}")
    field.press("Enter")
    visitor.see("Your account")


# 4. Frequently asked questions


def test_any_totp_compatible_app_is_supported_and_the_key_can_be_typed_in(company: Company, visitor: Visitor) -> None:
    person = company.hire("typed@example.com")
    company.set_policy("all")
    visitor.open(company.slug)
    visitor.enter_password(person)
    page = visitor.page
    for app in ("Google Authenticator", "Microsoft Authenticator", "1Password", "Authy", "Bitwarden", "Duo"):
        expect(page.get_by_text(app)).to_be_visible()
    page.get_by_text("I can’t scan it", exact=True).click()
    visitor.examine()
    person.app = App(page.locator(".key").inner_text().replace(" ", ""))
    assert person.app == visitor.scan()
    visitor.enter_code(person, press="Confirm")
    visitor.see("Save your recovery code")


def test_sso_users_sign_in_with_their_identity_provider(company: Company, visitor: Visitor) -> None:
    tenant: dict[str, Any] = {"slug": company.slug, "name": "Example Co", "support_contact": None}
    tenant |= {"sso": True, "sso_domains": []}
    visitor.page.route("**/v1/tenants/*", lambda route: route.fulfill(json=tenant))
    visitor.open(company.slug)
    visitor.see("Sign in")
    with visitor.page.expect_request(f"**/v1/sso/{company.slug}/start") as begun:
        visitor.press("Continue with single sign-on")
    assert begun.value.method == "POST"


def test_lost_phone_use_the_recovery_code_and_set_up_a_new_authenticator(company: Company, visitor: Visitor) -> None:
    person = enrolled(company, "lost-phone@example.com")
    old_code, old_app = person.recovery_code, person.app
    visitor.open(company.slug)
    visitor.enter_password(person)
    visitor.press("I don’t have my phone")
    visitor.see("No phone at hand?")
    visitor.press("Use my recovery code")
    visitor.see("Enter your recovery code")
    visitor.fill("Recovery code", "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")
    visitor.press("Continue")
    visitor.see_error("That recovery code is wrong")
    visitor.fill("Recovery code", old_code.lower().replace("-", " "))
    visitor.press("Continue")
    visitor.set_up_authenticator(person)
    visitor.see("Your account")
    assert person.recovery_code != old_code
    assert person.app != old_app
    assert person.sign_in()["session"]["aal"] == 2


def test_without_the_recovery_code_contact_support_and_the_admin_resets(company: Company, arriving: Arrive) -> None:
    person = enrolled(company, "lost-both@example.com")
    company.admin.step_up()
    company.admin.call("PATCH", "/v1/tenant", {"support_contact": "support@example.com"})
    visitor = arriving()
    visitor.open(company.slug)
    visitor.enter_password(person)
    visitor.press("I don’t have my phone")
    contact = visitor.page.get_by_role("link", name="support@example.com")
    expect(contact).to_have_attribute("href", "mailto:support@example.com")

    admin = arriving()
    admin.sign_in(company.admin, "settings/users")
    admin.press("Actions for Lost-Both")
    admin.press("Reset authenticator")
    dialog = admin.see_dialog("Reset authenticator")
    admin.press("Reset authenticator")
    expect(dialog.get_by_role("alert")).to_contain_text("Give a reason.")
    admin.fill("Reason", "new phone, called and recognised")
    admin.press("Reset authenticator")
    admin.say("The authenticator is reset")
    expect(admin.page.get_by_role("row", name="Lost-Both")).to_contain_text("Reset")

    visitor.open(company.slug)
    visitor.enter_password(person)
    visitor.see("Set up your authenticator app")
    expect(visitor.page.get_by_text("An admin has reset your authenticator.")).to_be_visible()
