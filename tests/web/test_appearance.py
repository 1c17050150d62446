"""How it looks and reads: dark, narrow, enlarged, in forced colours, without motion, in Dutch, from right to left."""

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Playwright, expect

from tests.support.front_end import Company
from tests.support.service import Service
from tests.web.chromium import launch
from tests.web.conftest import Arrive
from tests.web.visitor import Visitor, arrive

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}, "has_touch": True},
    # 1280 pixels at 200 % are 640 wide, each of them two by two.
    "enlarged": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
    "forced colours": {"forced_colors": "active", "reduced_motion": "reduce"},
}
SETTINGS = ("policy", "users", "users/new", "users/import", "activity", "tenant")
SMALL = """[...document.querySelectorAll("a, button, input, select, summary")].filter((node) => {
  const { width, height } = node.getBoundingClientRect();
  const isInText = node.matches("p a, li a, .notice a, .skip");
  const isLabelled = node.matches("[type=checkbox], [type=radio]");
  return node.checkVisibility() && width && Math.min(width, height) < 24 && !isInText && !isLabelled;
}).map((node) => node.outerHTML)"""


@pytest.mark.parametrize("look", LOOKS)
def test_every_step_of_signing_in(look: str, company: Company, arriving: Arrive) -> None:
    person = company.hire("looks@example.com")
    company.set_policy("all")
    visitor = arriving(**LOOKS[look])
    visitor.open(company.slug)
    visitor.see("Sign in")
    assert visitor.page.evaluate(SMALL) == []
    visitor.enter_password(person)
    visitor.see("Set up your authenticator app")
    assert visitor.page.evaluate(SMALL) == []
    visitor.set_up_authenticator(person)
    visitor.see("Your account")
    assert visitor.page.evaluate(SMALL) == []


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_of_the_settings(look: str, company: Company, arriving: Arrive) -> None:
    company.set_policy("individual")
    company.hire(f"{'somebody-with-a-long-address-' * 2}@example.com", is_active=False, mfa_required=True)
    visitor = arriving(**LOOKS[look])
    visitor.sign_in(company.admin)
    for page in SETTINGS:
        visitor.open(f"{company.slug}/settings/{page}")
        expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
        expect(visitor.page.locator(".loading")).to_have_count(0)
        visitor.examine()
        assert visitor.page.evaluate(SMALL) == []


def test_dutch_is_chosen_and_kept(company: Company, visitor: Visitor) -> None:
    visitor.open(company.slug)
    visitor.page.get_by_label("Language").select_option("Nederlands")
    visitor.see("Aanmelden")
    visitor.page.reload()
    visitor.see("Aanmelden")
    visitor.press("Aanmelden")
    expect(visitor.page.get_by_role("alert")).to_contain_text("Voer uw e-mailadres in")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "nl")


def test_the_browser_s_language_is_taken(company: Company, arriving: Arrive) -> None:
    visitor = arriving(locale="nl-BE")
    visitor.open(company.slug)
    visitor.see("Aanmelden")


def test_polish_has_three_forms_for_numbers(company: Company, arriving: Arrive) -> None:
    person = company.hire("polska@example.com")
    company.set_policy("all")
    person.sign_in()
    visitor = arriving(locale="pl-PL")
    visitor.open(company.slug)
    visitor.see("Logowanie")
    visitor.fill("Adres e-mail", person.email)
    visitor.fill("Hasło", person.password)
    visitor.press("Zaloguj się")
    visitor.see("Wpisz swój kod")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "pl")
    for said in ("jest nieprawidłowy", "jest nieprawidłowy", "Zostały 2 próby.", "Została 1 próba."):
        visitor.fill("6-cyfrowy kod", "000000")
        with visitor.page.expect_response("**/v1/verification"):
            visitor.press("Sprawdź")
        expect(visitor.page.get_by_role("alert")).to_contain_text(said)
    visitor.examine()


def test_from_right_to_left(company: Company, visitor: Visitor) -> None:
    person = company.hire("rtl@example.com")
    visitor.open(f"{company.slug}?lang=pseudo")
    expect(visitor.page.locator("html")).to_have_attribute("dir", "rtl")
    visitor.examine()
    heading, card = visitor.page.get_by_role("heading", level=1), visitor.page.get_by_role("main")
    text, frame = _text_box(visitor), card.bounding_box()
    assert frame
    assert text["right"] > frame["x"] + frame["width"] * 0.8, "the heading begins at the right"
    visitor.page.locator("[name=email]").fill(person.email)
    visitor.page.locator("[name=password]").fill(person.password)
    visitor.page.keyboard.press("Enter")
    expect(heading).not_to_have_text("")
    expect(visitor.page.locator(".shell")).to_be_visible()
    visitor.examine()


def _text_box(visitor: Visitor) -> Any:
    return visitor.page.evaluate(
        "(() => { const range = document.createRange(); range.selectNodeContents(document.querySelector('h1'));"
        " return range.getBoundingClientRect().toJSON(); })()"
    )


def test_a_failure_looks_and_sounds_unlike_a_success(company: Company, visitor: Visitor) -> None:
    visitor.sign_in(company.admin)
    visitor.press("Change password")
    visitor.fill("Current password", company.admin.password)
    visitor.fill("New password", "another long enough phrase")
    visitor.press("Save")
    success = visitor.page.get_by_role("status").filter(has_text="Your password is changed.")
    expect(success).to_be_visible()
    visitor.examine()
    calm = _look(visitor)
    visitor.page.route("**/v1/session", lambda route: route.abort())
    visitor.press("Ada Admin")
    visitor.press("Sign out")
    expect(visitor.page.get_by_role("alert").filter(has_text="You are still signed in")).to_be_visible()
    visitor.examine()
    alarm = _look(visitor)
    assert all(calm[part] != alarm[part] for part in calm), (calm, alarm)


def _look(visitor: Visitor) -> Any:
    return visitor.page.evaluate(
        """(() => { const notice = document.querySelector(".notice"), icon = getComputedStyle(notice, "::before");
        return { ground: getComputedStyle(notice).backgroundColor, tone: icon.backgroundColor, sign: icon.maskImage };
        })()"""
    )


@pytest.mark.parametrize("look", ["light", "dark"])
def test_nothing_bright_stands_beside_a_dialog(
    look: str, company: Company, service: Service, playwright: Playwright
) -> None:
    """Where scrollbars take room, that room is as dark as the rest."""
    with launch(playwright, has_scrollbars=True) as browser:
        visitor = arrive(browser, service, **LOOKS[look], viewport={"width": 800, "height": 500})
        visitor.sign_in(company.admin)
        visitor.press("Change password")
        visitor.see_dialog("Change password")
        picture = Image.open(io.BytesIO(visitor.page.screenshot())).convert("L")
        edge = list(picture.crop((799, 0, 800, 500)).tobytes())
        [beside] = picture.crop((750, 499, 751, 500)).tobytes()
        visitor.leave()
    assert all(abs(value - beside) < 12 for value in edge), (beside, edge)
