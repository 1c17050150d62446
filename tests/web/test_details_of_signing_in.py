"""Signing in, finished: whose it is, where it leads, what helps when it does not work, and what is put on paper."""

import io
import math
import re
from itertools import groupby

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.support.front_end import Company, Person
from tests.web.conftest import Arrive
from tests.web.visitor import Visitor


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


def test_the_code_page_says_whose_code_it_wants_and_leads_back(person: Person, visitor: Visitor) -> None:
    at_verification(visitor, person)
    expect(visitor.page.get_by_label("6-digit code")).to_be_focused()
    main = visitor.page.get_by_role("main")
    expect(main).to_contain_text(person.email)
    expect(main).not_to_contain_text("Example Co")
    visitor.page.reload()
    expect(main).to_contain_text(person.email)
    expect(visitor.page.get_by_label("6-digit code")).to_be_focused()
    visitor.press("Use another account")
    visitor.see("Sign in")
    expect(visitor.page.get_by_label("E-mail address")).to_have_value("")
    expect(visitor.page.get_by_text("You were about to finish")).to_have_count(0)


def test_two_wrong_codes_bring_help_with_the_phone_s_time(person: Person, visitor: Visitor) -> None:
    at_verification(visitor, person)
    help_with_time = visitor.page.get_by_role("status").filter(has_text="Set its date and time to automatic")
    for times in range(2):
        expect(help_with_time).to_have_count(0)
        visitor.fill("6-digit code", f"00000{times}")
        with visitor.page.expect_response("**/v1/verification"):
            visitor.press("Verify")
        visitor.see_error("That code is wrong.")
    expect(help_with_time).to_be_visible()
    visitor.examine()


def test_who_is_throttled_finds_the_other_ways_out(person: Person, visitor: Visitor) -> None:
    at_verification(visitor, person)
    for times in range(6):
        visitor.fill("6-digit code", f"00000{times}")
        with visitor.page.expect_response("**/v1/verification"):
            visitor.press("Verify")
    visitor.see("Too many attempts")
    visitor.press("I don’t have my phone")
    visitor.see("No phone at hand?")


def test_a_page_that_was_asked_for_is_reached_although_the_code_page_was_reloaded(
    company: Company, visitor: Visitor
) -> None:
    company.set_policy("all")
    company.admin.sign_in()
    visitor.open(f"{company.slug}/settings/users?role=admin")
    visitor.see("Sign in")
    visitor.page.reload()
    visitor.enter_password(company.admin)
    visitor.see("Enter your code")
    visitor.page.reload()
    visitor.enter_code(company.admin)
    visitor.see("Users")
    assert visitor.page.url.endswith("/settings/users?role=admin")


def test_somebody_invited_types_the_address_once_and_is_greeted_as_new(company: Company, visitor: Visitor) -> None:
    company.set_policy("all")
    person = company.hire("newcomer@example.com", is_active=False)
    visitor.page.goto(company.mail(person.email)[0]["links"][0])
    visitor.see("Welcome to Example Co")
    expect(visitor.page.get_by_label("E-mail address")).to_have_attribute("autocomplete", "username")
    visitor.fill("E-mail address", person.email)
    visitor.fill("New password", person.password)
    visitor.press("Save password")
    visitor.see("Set up your authenticator app")
    visitor.press("Use another account")
    visitor.see("Sign in")
    expect(visitor.page.get_by_role("main")).not_to_contain_text("back")


def test_an_address_that_was_mistyped_is_mended_on_the_sign_in_page(company: Company, visitor: Visitor) -> None:
    person = company.hire("mistyped@example.com", is_active=False)
    visitor.page.goto(company.mail(person.email)[0]["links"][0])
    visitor.fill("E-mail address", "mistypde@example.com")
    visitor.fill("New password", person.password)
    visitor.press("Save password")
    visitor.see("Sign in")
    visitor.say("Your password is saved.")
    expect(visitor.page.get_by_label("E-mail address")).to_have_value("mistypde@example.com")
    visitor.enter_password(person)
    visitor.see("Your account")


def test_an_invitation_that_ran_out_leads_to_the_people_who_can_renew_it(company: Company, visitor: Visitor) -> None:
    person = company.hire("late@example.com", is_active=False)
    link = company.mail(person.email)[0]["links"][0]
    company.admin.step_up()
    assert company.admin.call("POST", f"/v1/users/{person.id}/invite").status == 202
    visitor.page.goto(link)
    visitor.fill("E-mail address", person.email)
    visitor.fill("New password", person.password)
    visitor.press("Save password")
    visitor.see("This invitation no longer works")
    main = visitor.page.get_by_role("main")
    expect(main).to_contain_text("Ask an admin of your workspace")
    expect(main.get_by_role("link", name="Send a new link")).to_have_count(0)


def test_the_address_goes_along_to_the_forgotten_password(company: Company, visitor: Visitor) -> None:
    visitor.open(company.slug)
    visitor.fill("E-mail address", company.admin.email)
    visitor.press("Forgot your password?")
    visitor.see("Forgot your password?")
    expect(visitor.page.get_by_label("E-mail address")).to_have_value(company.admin.email)


@pytest.mark.parametrize("width", [1280, 320])
def test_the_qr_code_is_large_and_each_module_a_whole_number_of_pixels(
    width: int, company: Company, arriving: Arrive
) -> None:
    person = company.hire("somebody.with.a.long.name@example.com")
    company.set_policy("all")
    visitor = arriving(viewport={"width": width, "height": 900})
    visitor.open(company.slug)
    visitor.enter_password(person)
    visitor.see("Set up your authenticator app")
    visitor.scan()
    shown = visitor.page.get_by_role("img", name="QR code")
    box = shown.bounding_box()
    assert box
    assert box["width"] >= 200
    module = _module(Image.open(io.BytesIO(shown.screenshot())))
    assert module >= 4
    assert box["width"] % module == 0


def _module(picture: Image.Image) -> int:
    """How many pixels each square of the code has: what all runs of one colour between two others are multiples of."""
    lines = picture.convert("L").point(lambda grey: 255 * (grey > 127))
    rows = (lines.crop((0, y, lines.width, y + 1)).tobytes() for y in range(lines.height))
    runs = ([len(list(run)) for _, run in groupby(row)][1:-1] for row in rows)
    return math.gcd(*(length for row in runs for length in row))


def test_the_printed_recovery_code_carries_account_and_date_and_nothing_else(
    company: Company, visitor: Visitor
) -> None:
    person = company.hire("paper@example.com")
    company.set_policy("all")
    visitor.open(company.slug)
    visitor.enter_password(person)
    person.app = visitor.scan()
    visitor.enter_code(person, press="Confirm")
    visitor.see("Save your recovery code")
    visitor.page.emulate_media(media="print")
    printed = visitor.page.locator("body").inner_text().split("\n")
    code, account_label, account, date_label, date = filter(None, printed)
    assert re.fullmatch(r"(\w{5}-){4}\w{5}", code)
    assert (account_label, account, date_label) == ("Account", person.email, "Made on")
    assert re.fullmatch(r"\d+ \w+ \d{4}", date)


def test_without_its_texts_the_front_end_still_has_a_page(company: Company, arriving: Arrive) -> None:
    visitor = arriving(locale="nl-NL")
    visitor.page.route("**/assets/*.json", lambda route: route.abort())
    visitor.open(company.slug)
    visitor.see("Deze pagina kon niet worden geladen")
    visitor.page.unroute("**/assets/*.json")
    visitor.press("Opnieuw proberen")
    visitor.see("Aanmelden")


def test_the_button_in_a_password_field_says_what_it_will_do(company: Company, visitor: Visitor) -> None:
    visitor.open(company.slug)
    visitor.press("Show password")
    expect(visitor.page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    visitor.press("Hide password")
    expect(visitor.page.get_by_label("Password", exact=True)).to_have_attribute("type", "password")
