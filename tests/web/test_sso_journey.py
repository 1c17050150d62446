"""The help article on SSO users: their identity provider enforces MFA, and no second step is added on top."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.support.front_end import Company
from tests.web.conftest import Arrive
from tests.web.providing import activate, stand_in
from tests.web.visitor import Visitor
from world.provider import Provider, lying

GRACE = "grace@example.com"


@pytest.fixture
def provider(company: Company, arriving: Arrive) -> Iterator[Provider]:
    """What the company has set up. It says of people that they gave a password there, and of no second factor."""
    with lying(now=company.clock.now) as running:
        running.claims["amr"] = ["pwd"]
        admin = arriving()
        stand_in(admin, company, running, email="ada@example.com")
        admin.sign_in(company.admin, "settings/sso")
        activate(admin, running)
        yield running


def sign_in_through_the_provider(visitor: Visitor, company: Company) -> None:
    visitor.open(company.slug)
    visitor.see("Sign in")
    visitor.press("Continue with single sign-on")
    visitor.see("Your account")


@pytest.mark.parametrize("mode", ["off", "admins", "all", "individual"])
def test_sso_mfa_is_enforced_by_your_identity_provider_and_no_second_step_is_added_on_top(
    company: Company, provider: Provider, arriving: Arrive, mode: str
) -> None:
    company.hire(GRACE, role="admin", sign_in="sso", is_active=False)
    company.set_policy(mode)
    elsewhere, visitor = arriving(), arriving()
    for each in (elsewhere, visitor):
        asked = stand_in(each, company, provider, email=GRACE)
        sign_in_through_the_provider(each, company)
    for title in ("Authenticator app", "Password"):
        expect(visitor.page.get_by_role("heading", name=title)).to_have_count(0)
    company.clock.pass_time(660)
    visitor.press("End all other sessions")
    dialog = visitor.see_dialog("Confirm that it is you")
    expect(dialog.get_by_role("textbox")).to_have_count(0)
    dialog.get_by_role("button", name="Continue with single sign-on").click()
    expect(dialog).to_be_hidden()
    visitor.see("Your account")
    assert [(each.get("prompt"), each.get("max_age")) for each in asked] == [(None, None), ("login", "0")]
    visitor.press("End all other sessions")
    visitor.say("All your other sessions have ended.")
    elsewhere.page.reload()
    elsewhere.see("Sign in")
