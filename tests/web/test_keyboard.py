"""Without a mouse: Tab, Space, Enter, arrows and Escape alone reach everything, and the focus is always to be seen."""

from playwright.sync_api import Locator, expect

from tests.support.front_end import Company
from tests.web.visitor import Visitor

ENOUGH = 40
MARKED = """(node) => {
  const { boxShadow, outlineStyle } = getComputedStyle(node);
  return boxShadow !== "none" || !["none", "auto"].includes(outlineStyle) || outlineStyle === "auto";
}"""


def tab_to(visitor: Visitor, wanted: Locator) -> None:
    """Press Tab until the focus is there."""
    for _ in range(ENOUGH):
        if wanted.evaluate("(node) => node === document.activeElement"):
            assert wanted.evaluate(MARKED), "the focus cannot be seen"
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached")


def type_into(visitor: Visitor, label: str, text: str) -> None:
    tab_to(visitor, visitor.page.get_by_label(label, exact=True))
    visitor.page.keyboard.type(text)


def press_key(visitor: Visitor, wanted: Locator, key: str = "Enter") -> None:
    tab_to(visitor, wanted)
    visitor.page.keyboard.press(key)


def test_sign_in_with_the_first_set_up(company: Company, visitor: Visitor) -> None:
    person = company.hire("keys@example.com")
    company.set_policy("all")
    page, button = visitor.page, visitor.page.get_by_role("button", name="Show password")
    visitor.open(company.slug)
    visitor.see("Sign in")
    type_into(visitor, "E-mail address", person.email)
    type_into(visitor, "Password", person.password)
    press_key(visitor, button, "Space")
    expect(page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    press_key(visitor, page.get_by_role("button", name="Sign in"))

    visitor.see("Set up your authenticator app")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    person.app = visitor.scan()
    press_key(visitor, page.locator("summary"), "Space")
    expect(page.get_by_text("Copy key")).to_be_visible()
    type_into(visitor, "6-digit code", person.app.code(company.clock.now()))
    page.keyboard.press("Enter")

    visitor.see("Save your recovery code")
    press_key(visitor, page.get_by_label("I have saved my recovery code"), "Space")
    press_key(visitor, page.get_by_role("button", name="Continue"))
    visitor.see("Your account")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_policy_is_changed(company: Company, visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in(company.admin)
    visitor.see("Your account")
    press_key(visitor, page.get_by_role("link", name="Skip to content"))
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    press_key(visitor, page.get_by_role("button", name="Ada Admin"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Account settings")).to_be_focused()
    page.keyboard.press("Enter")
    visitor.see("Multi-factor authentication")

    tab_to(visitor, page.get_by_role("radio", name="Don’t require MFA"))
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Require MFA for individual users")).to_be_checked()
    press_key(visitor, page.get_by_role("button", name="Save"))
    dialog = visitor.see_dialog("Require MFA for individual users")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Save")).to_be_focused()
    page.keyboard.press("Enter")
    press_key(visitor, dialog.get_by_role("button", name="Save policy"))
    expect(dialog).to_be_hidden()
    assert company.admin.call("GET", "/v1/policy").json["mode"] == "individual"


def test_a_user_is_edited(company: Company, visitor: Visitor) -> None:
    company.set_policy("individual")
    person = company.hire("keyed@example.com", is_active=False)
    page = visitor.page
    visitor.sign_in(company.admin, "settings/users")
    visitor.see("Users")
    actions = page.get_by_role("button", name="Actions for Keyed")
    edit = page.get_by_role("link", name="Edit user").locator("visible=true")
    press_key(visitor, actions)
    expect(edit).to_be_focused()
    page.keyboard.press("Escape")
    expect(actions).to_be_focused()
    page.keyboard.press("Enter")
    expect(edit).to_be_focused()
    page.keyboard.press("Enter")
    visitor.see("Keyed")
    tab_to(visitor, page.get_by_label("Name", exact=True))
    page.keyboard.press("Control+A")
    page.keyboard.type("Kay Keyed")
    press_key(visitor, page.get_by_role("switch", name="Require MFA"), "Space")
    press_key(visitor, page.get_by_role("button", name="Save"))
    visitor.see("Users")
    assert company.overview(person)["required"] is True
