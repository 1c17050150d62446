"""Single sign-on as the sign-in page offers it; the tenant's answer and the provider are played by the test."""

import json
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.support.front_end import Company
from tests.web.conftest import Arrive
from tests.web.visitor import Visitor

GO_ON = "Continue with single sign-on"


@pytest.fixture
def sso(company: Company, arriving: Arrive) -> Visitor:
    """Somebody at a tenant whose people of `example.com` sign in through a provider."""
    visitor = arriving()
    tenant = company.service.call("GET", f"/v1/tenants/{company.slug}").json
    told = {**tenant, "sso": True, "sso_domains": ["example.com"]}
    visitor.page.route(f"**/v1/tenants/{company.slug}", lambda route: route.fulfill(json=told))
    return visitor


def departures(visitor: Visitor, company: Company) -> list[Any]:
    """What the front end sends on leaving; the provider's page is ours."""
    sent: list[Any] = []

    def leave(route: Route) -> None:
        sent.append(json.loads(route.request.post_data or "null"))
        route.fulfill(json={"location": f"{company.service.url}/{company.slug}/nonsense"})

    visitor.page.route(f"**/v1/sso/{company.slug}/start", leave)
    return sent


def test_an_address_of_the_provider_s_leads_there_first_and_a_password_stays_possible(
    company: Company, sso: Visitor
) -> None:
    sent = departures(sso, company)
    sso.open(f"{company.slug}/settings/users")
    sso.see("Sign in")
    password = sso.page.get_by_label("Password", exact=True)
    expect(password).to_be_visible()
    expect(sso.page.get_by_role("button", name=GO_ON)).to_be_visible()
    sso.fill("E-mail address", "ann@Example.com")
    expect(password).to_have_count(0)
    sso.examine()
    sso.press("Use a password")
    expect(password).to_be_focused()
    sso.examine()
    sso.page.reload()
    sso.fill("E-mail address", "ann@example.com")
    sso.page.keyboard.press("Enter")
    sso.see("Page not found")
    assert sent == [
        {"transport": "cookie", "return_to": f"/{company.slug}/settings/users", "login_hint": "ann@example.com"}
    ]


def test_a_tile_of_the_provider_s_portal_starts_after_one_click(company: Company, sso: Visitor) -> None:
    sent = departures(sso, company)
    sso.open(f"{company.slug}/sso/start?iss=https://provider.example")
    sso.see("Sign in to Example Co")
    assert sent == []
    sso.press(GO_ON)
    sso.see("Page not found")
    assert sent == [{"transport": "cookie", "return_to": f"/{company.slug}/account"}]


def test_what_went_wrong_at_the_provider_is_told_in_words(company: Company, sso: Visitor) -> None:
    for code, text in (
        ("sso_no_user", "Nobody here signs in with this account."),
        ("something_new", "We could not verify the answer of your identity provider."),
    ):
        sso.open(f"{company.slug}?problem={code}&request_id=req-7")
        sso.see("Sign in")
        expect(sso.page.get_by_role("alert")).to_contain_text(text)
        expect(sso.page.get_by_role("alert")).to_contain_text("req-7")


def test_who_is_signed_in_hears_of_a_refused_step_up_but_not_of_an_old_one(company: Company, visitor: Visitor) -> None:
    visitor.sign_in(company.admin)
    visitor.open(f"{company.slug}?problem=sso_other_user")
    visitor.see("Your account")
    expect(visitor.page.get_by_role("alert")).to_contain_text("another account")
    visitor.open(f"{company.slug}?problem=sso_expired")
    visitor.see("Your account")
    expect(visitor.page.get_by_role("alert")).to_have_count(0)
