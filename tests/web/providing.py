"""A provider in a visitor's browser: it lets the person in at once; and an admin who sets it up on the page."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Route, expect

from tests.support.front_end import Company
from tests.web.visitor import Visitor
from world.provider import Provider


def stand_in(visitor: Visitor, company: Company, provider: Provider, **about: Any) -> list[dict[str, str]]:
    """The browser comes back from the provider as that person. Answers what the provider is asked, as it comes."""
    asked: list[dict[str, str]] = []

    def come_back(route: Route) -> None:
        query = parse_qs(urlsplit(route.request.url).query)
        asked.append({name: values[0] for name, values in query.items()})
        brought = provider.authorize(route.request.url, email_verified=True, **about)
        there = f"{company.service.url}/v1/sso/{company.slug}/callback?{urlencode(brought)}"
        route.fulfill(content_type="text/html", body=f"<script>location.replace({there!r})</script>")
        visitor.strangers.clear()

    visitor.page.route(f"{provider.issuer}/authorize*", come_back)
    return asked


def save(admin: Visitor, provider: Provider, **more: str) -> None:
    for label, value in {
        "Issuer": provider.issuer,
        "Client id": provider.client_id,
        "Client secret": provider.client_secret,
        **more,
    }.items():
        admin.fill(label, value)
    admin.press("Save the draft")


def activate(admin: Visitor, provider: Provider) -> None:
    save(admin, provider)
    admin.say("The draft is saved.")
    admin.press("Test the draft")
    expect(admin.page.get_by_text("The test has passed.")).to_be_visible()
    admin.see("Single sign-on")
    admin.press("Activate")
    dialog = admin.see_dialog("4. Activate")
    dialog.get_by_role("button", name="Activate").click()
    admin.say("Single sign-on is active.")
