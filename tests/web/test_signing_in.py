"""Signing in when something is in the way: wrong and used codes, too many, no network, no time, Back and reload."""

import json
import re
from functools import partial

import pytest
from playwright.sync_api import Route, expect

from tests.support.front_end import App, Company, Person
from tests.support.service import ROOT
from tests.web.conftest import Arrive
from tests.web.visitor import Visitor

LOST = "No connection. Check your network and try again."


@pytest.fixture
def person(company: Company) -> Person:
    """Somebody with an authenticator, which the policy asks for."""
    person = company.hire("person@example.com")
    company.set_policy("all")
    person.sign_in()
    return person


def at_verification(visitor: Visitor, person: Person) -> None:
    visitor.open(person.company.slug)
    visitor.enter_password(person)
    visitor.see("Enter your code")


def test_a_wrong_password_keeps_the_address_and_says_no_more_than_for_an_unknown_one(
    company: Company, visitor: Visitor
) -> None:
    visitor.open(company.slug)
    for email in (company.admin.email, "nobody@example.com"):
        visitor.fill("E-mail address", email)
        visitor.fill("Password", "not the password")
        visitor.press("Sign in")
        visitor.see_error("The e-mail address or the password is wrong.")
        expect(visitor.page.get_by_label("E-mail address")).to_have_value(email)
        expect(visitor.page.get_by_label("Password", exact=True)).to_have_value("")
    visitor.fill("E-mail address", "")
    visitor.press("Sign in")
    visitor.see_error("Enter your e-mail address.")
    visitor.page.get_by_role("link", name="Enter your password.").click()
    expect(visitor.page.get_by_label("Password", exact=True)).to_be_focused()


def test_each_fault_of_a_code_has_its_own_text(person: Person, visitor: Visitor) -> None:
    at_verification(visitor, person)
    visitor.press("Verify")
    visitor.see_error("Enter the code that your authenticator app shows.")
    visitor.fill("6-digit code", "12 34")
    visitor.press("Verify")
    visitor.see_error("The code is six digits, like 123 456.")
    visitor.fill("6-digit code", "000000")
    visitor.press("Verify")
    visitor.see_error("That code is wrong.")
    visitor.fill("6-digit code", used_code(person))
    visitor.press("Verify")
    visitor.see_error("That code has been used.")
    visitor.enter_code(person)
    visitor.see("Your account")


def used_code(person: Person) -> str:
    """One that has just signed in elsewhere."""
    person.company.clock.pass_time(30)
    assert person.app
    code = person.app.code(person.company.clock.now())
    body = {"challenge": person.enter_password()["challenge"]["token"], "code": code}
    assert person.company.service.call("POST", "/v1/verification", body).status == 200
    return code


def test_a_lost_network_is_another_text_than_a_wrong_code(person: Person, visitor: Visitor) -> None:
    at_verification(visitor, person)
    visitor.page.route("**/v1/verification", lambda route: route.abort())
    visitor.enter_code(person)
    visitor.see_error(LOST)
    expect(visitor.page.get_by_role("alert")).not_to_contain_text("wrong")
    visitor.page.unroute("**/v1/verification")
    visitor.press("Verify")
    visitor.see("Your account")


def test_a_busy_or_broken_service_says_so_with_the_request_id(person: Person, visitor: Visitor) -> None:
    at_verification(visitor, person)
    for code, text in (
        ("try_again", "The service is busy. Nothing has been changed."),
        ("internal_error", "Something went wrong on our side."),
    ):
        told: dict[str, object] = {"code": code, "request_id": "req-7"}
        visitor.page.route("**/v1/verification", partial(_refuse, told=told))
        visitor.enter_code(person)
        visitor.see_error(text)
        expect(visitor.page.get_by_role("alert")).to_contain_text("req-7")


def _refuse(route: Route, *, told: dict[str, object]) -> None:
    route.fulfill(status=503, content_type="application/problem+json", body=json.dumps(told))


def test_a_double_submit_sends_once(person: Person, visitor: Visitor) -> None:
    at_verification(visitor, person)
    sent: list[str] = []
    visitor.page.on("request", lambda request: sent.append(request.url.removeprefix(visitor.service.url)))
    person.company.clock.pass_time(30)
    assert person.app
    visitor.fill("6-digit code", person.app.code(person.company.clock.now()))
    visitor.page.get_by_role("button", name="Verify").dblclick()
    visitor.see("Your account")
    assert sent.count("/v1/verification") == 1


def test_an_expired_challenge_begins_again(person: Person, visitor: Visitor) -> None:
    at_verification(visitor, person)
    person.company.clock.pass_time(301)
    visitor.enter_code(person)
    visitor.see("This took too long")
    visitor.press("Start again")
    visitor.see("Sign in")


def test_back_and_reload_during_enrolment_keep_the_same_secret(company: Company, visitor: Visitor) -> None:
    person = company.hire("steady@example.com")
    company.set_policy("all")
    visitor.open(company.slug)
    visitor.enter_password(person)
    visitor.see("Set up your authenticator app")
    first = visitor.scan()
    visitor.page.reload()
    visitor.see("Set up your authenticator app")
    assert visitor.scan() == first
    visitor.page.go_back()
    visitor.see("Sign in")
    visitor.press("Go on where you were")
    visitor.see("Set up your authenticator app")
    visitor.fill("6-digit code", "000000")
    visitor.press("Confirm")
    visitor.see_error("That code is wrong.")
    assert visitor.scan() == first
    visitor.set_up_authenticator(person)
    assert person.app == first
    visitor.page.go_back()
    visitor.see("Your account")
    expect(visitor.page.locator(".recovery-code")).to_have_count(0)


def test_throttled_is_a_page_with_a_live_countdown(person: Person, arriving: Arrive) -> None:
    visitor = arriving()
    visitor.page.clock.install()
    at_verification(visitor, person)
    for said in (*["That code is wrong."] * 2, "2 tries left.", "1 try left.", "That was the last try for now."):
        visitor.fill("6-digit code", "000000")
        visitor.press("Verify")
        visitor.see_error(said)
        visitor.fill("6-digit code", "")
        visitor.press("Verify")
        visitor.see_error("Enter the code that your authenticator app shows.")
    visitor.enter_code(person)
    visitor.see("Too many attempts")
    countdown, again = visitor.page.get_by_role("timer"), visitor.page.get_by_role("button", name="Try again")
    expect(countdown).to_have_text(re.compile(r"[1-5]:\d\d"))
    expect(again).to_be_disabled()
    before = countdown.inner_text()
    visitor.page.clock.run_for(10_000)
    assert countdown.inner_text() != before
    visitor.page.clock.run_for(300_000)
    expect(visitor.page.get_by_text("You can try again now.")).to_be_visible()
    person.company.clock.pass_time(270)
    again.click()
    visitor.see("Enter your code")
    visitor.enter_code(person)
    visitor.see("This took too long")
    visitor.press("Start again")
    visitor.enter_password(person)
    visitor.enter_code(person)
    visitor.see("Your account")


def test_an_expired_reset_window_asks_for_the_admin(person: Person, visitor: Visitor) -> None:
    admin = person.company.admin
    admin.step_up()
    assert admin.call("POST", f"/v1/users/{person.id}/reset", {"reason": "lost"}).status == 204
    person.company.clock.pass_time(24 * 3600 + 1)
    visitor.open(person.company.slug)
    visitor.enter_password(person)
    visitor.see("The time to set up has run out")


def test_recovery_keeps_the_old_authenticator_until_the_new_one_is_confirmed(person: Person, visitor: Visitor) -> None:
    old_app = person.app
    at_verification(visitor, person)
    visitor.press("I don’t have my phone")
    visitor.press("Use my recovery code")
    visitor.press("Continue")
    visitor.see_error("Enter your recovery code.")
    visitor.fill("Recovery code", "too short")
    visitor.press("Continue")
    visitor.see_error("A recovery code has 25 letters and digits.")
    visitor.fill("Recovery code", person.recovery_code)
    visitor.press("Continue")
    visitor.see("Set up your authenticator app")
    assert person.sign_in()["session"]["aal"] == 2, "the old one still works"
    assert person.app == old_app
    visitor.set_up_authenticator(person)
    visitor.see("Your account")
    assert person.app != old_app


def test_an_invitation_and_a_forgotten_password_lead_from_the_mail_inside(company: Company, visitor: Visitor) -> None:
    person = company.hire("mailed@example.com", is_active=False)
    visitor.page.goto(company.mail(person.email)[0]["links"][0])
    visitor.see("Welcome to Example Co")
    assert "#" not in visitor.page.url
    visitor.press("Save password")
    visitor.see_error("Choose a password.")
    visitor.fill("E-mail address", person.email)
    for password, text in (("short", "Too short"), ("mailed@example.com", "must not be your name")):
        visitor.fill("New password", password)
        visitor.press("Save password")
        visitor.see_error(text)
    visitor.fill("New password", person.password)
    visitor.press("Save password")
    visitor.see("Your account")
    visitor.press("Mailed")
    visitor.press("Sign out")
    visitor.see("You are signed out")
    visitor.press("Sign in again")

    visitor.press("Forgot your password?")
    visitor.see("Forgot your password?")
    visitor.fill("E-mail address", person.email)
    visitor.press("Send the link")
    visitor.see("Check your mail")
    link = company.mail(person.email)[0]["links"][0]
    visitor.page.goto(link)
    visitor.see("Choose a new password")
    visitor.fill("E-mail address", person.email)
    visitor.fill("New password", "another long enough phrase")
    visitor.press("Save password")
    visitor.see("Your account")
    visitor.page.goto(link)
    visitor.fill("E-mail address", person.email)
    visitor.fill("New password", "yet another long enough one")
    visitor.press("Save password")
    visitor.see("This link no longer works")


def test_addresses_that_lead_nowhere(company: Company, visitor: Visitor) -> None:
    visitor.open("")
    visitor.see("Find your workspace")
    visitor.fill("Workspace", "no such place")
    visitor.press("Continue")
    expect(visitor.page.get_by_text("There is no workspace “no-such-place”.")).to_be_visible()
    visitor.fill("Workspace", company.slug)
    visitor.press("Continue")
    visitor.see("Sign in")
    visitor.open(f"{company.slug}/nonsense")
    visitor.see("Page not found")
    visitor.open(f"{company.slug}/invitation")
    visitor.see("This link is incomplete")
    visitor.open(f"{company.slug}/recovery-code")
    visitor.see("Sign in")


def test_without_the_service_the_page_says_so_and_tries_again(company: Company, visitor: Visitor) -> None:
    visitor.page.route("**/v1/**", lambda route: route.abort())
    visitor.open(company.slug)
    visitor.see("This page could not be loaded")
    expect(visitor.page.get_by_role("alert")).to_contain_text(LOST)
    visitor.page.unroute("**/v1/**")
    visitor.press("Try again")
    visitor.see("Sign in")


def test_the_plain_sample_of_the_guide_signs_in(company: Company, visitor: Visitor) -> None:
    person = company.hire("sample@example.com")
    company.set_policy("all")
    [sample] = re.findall(r"```js\n(.*?)```", (ROOT / "docs/front-end.md").read_text(encoding="utf-8"), re.DOTALL)
    visitor.open(company.slug)
    visitor.see("Sign in")
    visitor.page.context.expose_function("firstCode", lambda secret: App(secret).code(company.clock.now()))
    session, saved = visitor.page.evaluate(
        f"""async (who) => {{
          {sample}
          const saved = [];
          const ask = {{ firstCode: (png, secret) => firstCode(secret), toSave: (code) => saved.push(code) }};
          return [await signIn(...who, ask), saved];
        }}""",
        [company.slug, person.email, person.password],
    )
    assert (session["aal"], len(saved)) == (2, 1)
    visitor.open(company.slug)
    visitor.see("Your account")
