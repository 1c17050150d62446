"""One's own account, and the question who it is before what matters."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.front_end import Company, Person
from tests.web.conftest import Arrive
from tests.web.visitor import Visitor

FRESH_SECONDS = 600


@pytest.fixture
def person(company: Company) -> Person:
    company.set_policy("all")
    person = company.hire("person@example.com")
    person.sign_in()
    return person


def test_the_question_who_it_is_goes_on_with_what_was_asked(person: Person, visitor: Visitor) -> None:
    visitor.sign_in(person)
    person.company.clock.pass_time(FRESH_SECONDS + 1)
    visitor.press("New recovery code")
    visitor.press("Continue")
    question = visitor.see_dialog("Confirm that it is you")
    expect(question.get_by_label("6-digit code")).to_be_focused()
    expect(visitor.page.locator("dialog[open]")).to_have_count(1)
    question.get_by_role("button", name="Cancel").click()
    expect(question).to_be_hidden()
    expect(visitor.see_dialog("New recovery code").get_by_role("button", name="Continue")).to_be_focused()
    visitor.press("Continue")
    visitor.fill("6-digit code", "000000")
    visitor.press("Confirm")
    visitor.see_error("That code is wrong.")
    visitor.confirm_that_it_is_you(person)
    old = person.recovery_code
    visitor.save_recovery_code(person)
    visitor.see("Your account")
    assert person.recovery_code != old


def test_who_has_lost_the_phone_proves_it_with_the_recovery_code(person: Person, visitor: Visitor) -> None:
    visitor.sign_in(person)
    person.company.clock.pass_time(FRESH_SECONDS + 1)
    visitor.press("Set up a new authenticator")
    visitor.press("Continue")
    visitor.see_dialog("Confirm that it is you")
    visitor.press("I don’t have my phone")
    expect(visitor.page.get_by_label("Recovery code")).to_be_focused()
    visitor.fill("Recovery code", "too short")
    visitor.press("Continue")
    visitor.see_error("A recovery code has 25 letters and digits.")
    visitor.fill("Recovery code", person.recovery_code)
    visitor.press("Continue")
    expect(visitor.page.locator("dialog[open]")).to_have_count(0)
    old = person.app
    visitor.set_up_authenticator(person)
    visitor.see("Your account")
    assert person.app != old


def test_without_an_authenticator_the_question_is_for_the_password(company: Company, visitor: Visitor) -> None:
    visitor.sign_in(company.admin)
    company.clock.pass_time(FRESH_SECONDS + 1)
    visitor.press("Set up an authenticator")
    visitor.see_dialog("Set up an authenticator")
    visitor.press("Continue")
    visitor.confirm_that_it_is_you(company.admin)
    visitor.set_up_authenticator(company.admin)
    visitor.see("Your account")
    expect(visitor.page.get_by_role("button", name="Set up a new authenticator")).to_be_visible()


def test_a_session_that_ends_while_the_question_is_open_leads_to_sign_in(company: Company, visitor: Visitor) -> None:
    visitor.sign_in(company.admin)
    company.clock.pass_time(FRESH_SECONDS + 1)
    visitor.press("Set up an authenticator")
    visitor.press("Continue")
    question = visitor.see_dialog("Confirm that it is you")
    company.admin.step_up()
    assert company.admin.call("DELETE", "/v1/me/sessions").status == 204
    visitor.fill("Password", company.admin.password)
    visitor.press("Confirm")
    visitor.see("Sign in")
    expect(question).to_be_hidden()


def test_a_new_authenticator_replaces_the_old_one(person: Person, visitor: Visitor) -> None:
    old = person.app
    visitor.sign_in(person)
    visitor.press("Set up a new authenticator")
    visitor.press("Continue")
    visitor.set_up_authenticator(person)
    visitor.see("Your account")
    assert person.app != old


def test_a_new_password_ends_the_other_sessions(person: Person, arriving: Arrive) -> None:
    visitor, other = arriving(), arriving()
    other.sign_in(person)
    visitor.sign_in(person)
    visitor.press("Change password")
    visitor.see_dialog("Change password")
    visitor.fill("Current password", "not the password")
    visitor.fill("New password", "another long enough phrase")
    visitor.press("Save")
    visitor.see_error("wrong")
    visitor.fill("Current password", person.password)
    visitor.fill("New password", "another long enough phrase")
    visitor.press("Save")
    visitor.say("password")
    other.page.reload()
    other.see("Sign in")


def test_own_sessions_are_ended_one_by_one_or_all(person: Person, arriving: Arrive) -> None:
    visitor = arriving()
    for _ in range(2):
        arriving().sign_in(person)
    visitor.sign_in(person)
    visitor.see("Your account")
    lines = visitor.page.locator("main").get_by_role("listitem")
    expect(lines).to_have_count(4)
    lines.last.get_by_role("button").click()
    expect(lines).to_have_count(3)
    visitor.say("That session has ended.")
    expect(visitor.page.get_by_role("heading", level=1)).to_be_focused()
    visitor.press("End all other sessions")
    expect(lines).to_have_count(1)
    expect(visitor.page.get_by_role("heading", level=1)).to_be_focused()


def test_a_session_that_has_ended_leads_back_here_after_signing_in(company: Company, visitor: Visitor) -> None:
    visitor.sign_in(company.admin, "settings/activity")
    visitor.see("Activity")
    company.admin.step_up()
    assert company.admin.call("DELETE", "/v1/me/sessions").status == 204
    visitor.press("Users")
    visitor.see("Sign in")
    visitor.say("ended")
    visitor.enter_password(company.admin)
    visitor.see("Users")


def test_a_session_of_another_workspace_is_told(company: Company, arriving: Arrive) -> None:
    other = Company(company.service, company.clock)
    visitor = arriving()
    visitor.sign_in(company.admin)
    visitor.open(f"{other.slug}/account")
    visitor.see("You are signed in elsewhere")
    visitor.press("Sign out and stay here")
    visitor.see("Sign in")


def test_a_password_manager_learns_whose_password_each_form_is_about(company: Company, visitor: Visitor) -> None:
    def told() -> Any:
        return visitor.page.locator("form:visible [autocomplete]").evaluate_all(
            "(inputs) => inputs.map(({ autocomplete, value }) => [autocomplete, value])"
        )

    visitor.sign_in(company.admin)
    visitor.press("Change password")
    visitor.see_dialog("Change password")
    assert told() == [["username", company.admin.email], ["current-password", ""], ["new-password", ""]]
    company.clock.pass_time(FRESH_SECONDS + 1)
    visitor.fill("Current password", company.admin.password)
    visitor.fill("New password", "another long enough phrase")
    visitor.press("Save")
    visitor.see_dialog("Confirm that it is you")
    assert told() == [["username", company.admin.email], ["current-password", ""]]
    visitor.fill("Password", company.admin.password)
    visitor.press("Confirm")
    visitor.say("Your password is changed.")
    expect(visitor.page.locator("dialog[open]")).to_have_count(0)
