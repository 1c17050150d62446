"""Single sign-on as an admin sets it up: saved, tried, activated, moved to, and removed, each with whom it concerns."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.support.front_end import Company
from tests.web.conftest import Arrive
from tests.web.providing import activate, save, stand_in
from tests.web.visitor import Visitor
from world.provider import Provider, lying


@pytest.fixture
def provider(company: Company) -> Iterator[Provider]:
    with lying(now=company.clock.now) as running:
        yield running


@pytest.fixture
def admin(company: Company, provider: Provider, arriving: Arrive) -> Visitor:
    """With a browser that comes back from the provider as Ada."""
    visitor = arriving(permissions=["clipboard-read", "clipboard-write"])
    stand_in(visitor, company, provider, email="ada@example.com", name="Ada")
    visitor.sign_in(company.admin, "settings/sso")
    visitor.see("Single sign-on")
    return visitor


def test_the_redirect_address_is_there_to_be_copied(company: Company, admin: Visitor) -> None:
    expect(admin.page.get_by_text("Single sign-on is off.")).to_be_visible()
    admin.press("Copy")
    admin.say("Copied")
    copied = admin.page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{company.service.url}/v1/sso/{company.slug}/callback"


def test_a_provider_is_saved_tried_activated_and_removed(company: Company, provider: Provider, admin: Visitor) -> None:
    activate(admin, provider)
    expect(admin.page.get_by_text("Single sign-on is on. 0 users sign in through it.")).to_be_visible()
    admin.examine()
    company.hire("sam@example.com", sign_in="sso", is_active=False)
    admin.page.reload()
    expect(admin.page.get_by_text("1 user signs in through it.")).to_be_visible()
    admin.press("Remove")
    dialog = admin.see_dialog("Remove single sign-on")
    expect(dialog).to_contain_text("1 user is signed out and cannot sign in until you move this user to a password.")
    dialog.get_by_role("button", name="Remove").click()
    admin.say("Single sign-on is removed.")
    expect(admin.page.get_by_text("Single sign-on is off, so 1 user cannot sign in.")).to_be_visible()
    admin.see("Single sign-on")


def test_once_it_is_active_a_new_user_can_be_given_it_at_once(provider: Provider, admin: Visitor) -> None:
    activate(admin, provider)
    admin.press("Users")
    admin.press("Add user")
    admin.see("Add user")
    admin.page.get_by_label("Sign-in", exact=True).select_option("SSO")
    admin.press("Single sign-on")
    admin.press("Remove")
    admin.see_dialog("Remove single sign-on").get_by_role("button", name="Remove").click()
    admin.say("Single sign-on is removed.")
    admin.press("Users")
    admin.press("Add user")
    admin.see("Add user")
    expect(admin.page.get_by_label("Sign-in", exact=True)).to_have_count(0)


def test_a_test_tells_what_the_provider_said(provider: Provider, admin: Visitor) -> None:
    save(admin, provider)
    admin.say("The draft is saved.")
    expect(admin.page.get_by_role("button", name="Activate")).to_have_count(0)
    provider.claims["email_verified"] = False
    admin.press("Test the draft")
    expect(admin.page.get_by_text("The provider has not verified your e-mail address.")).to_be_visible()
    admin.see("Single sign-on")
    expect(admin.page.get_by_role("button", name="Activate")).to_have_count(0)
    provider.claims.clear()
    admin.press("Test the draft")
    expect(admin.page.get_by_text("The test has passed.")).to_be_visible()
    facts = admin.page.locator(".facts")
    expect(facts).to_contain_text("ada@example.com")
    expect(facts).to_contain_text("248289761001")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"Issuer": ""}, "Enter the issuer."),
        ({"Issuer": "ftp://example.com"}, "The issuer is an address that begins with https://."),
        ({"Client secret": ""}, "Enter the client secret."),
        ({"Issuer": "https://login.microsoftonline.com/common/v2.0"}, "This issuer is shared by many organisations."),
        ({"Issuer": "http://localhost:9"}, "No answer came from this address."),
        ({"E-mail domains": "not a domain!"}, "Enter domains like example.com"),
    ],
)
def test_what_is_wrong_with_a_provider_is_said_in_words(
    provider: Provider, admin: Visitor, fields: dict[str, str], told: str
) -> None:
    save(admin, provider, **fields)
    admin.see_error(told)


def test_users_are_moved_by_their_domain_once_they_are_counted(
    company: Company, provider: Provider, admin: Visitor
) -> None:
    for name in ("mia@move.example", "noa@move.example", "oli@stay.example", "pia@move.example.org"):
        company.hire(name, is_active=False)
    activate(admin, provider)
    admin.fill("Users with an address of", "move.example")
    admin.press("Count the users")
    dialog = admin.see_dialog("5. Move users")
    expect(dialog).to_contain_text("2 users are moved: SSO from now on.")
    dialog.get_by_role("button", name="Move", exact=True).click()
    admin.say("2 users are moved.")
    expect(admin.page.get_by_text("2 users sign in through it.")).to_be_visible()
    admin.examine()
    found = company.admin.call("GET", "/v1/users?sign_in=sso").json["items"]
    assert sorted(user["email"] for user in found) == ["mia@move.example", "noa@move.example"]


def test_a_draft_that_somebody_else_changed_is_shown_anew(company: Company, provider: Provider, admin: Visitor) -> None:
    company.admin.step_up()
    body = {"issuer": provider.issuer, "client_id": "theirs", "client_secret": "x"}
    company.admin.call("PUT", "/v1/sso", body, **{"If-Match": '"0"'})
    save(admin, provider)
    admin.say("Somebody changed this meanwhile.")
    expect(admin.page.get_by_label("Client id")).to_have_value("theirs")
