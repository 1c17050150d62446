"""Somebody in front of a browser: what they see is checked on every page, for everybody's sake."""

import io
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.front_end import App, Person
from tests.support.service import ROOT, Service

AXE = (ROOT / "web/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
CONFORMANCE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WATCH = """
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  refused(`${violatedDirective} ${blockedURI}`));
"""
STATE = """[
  innerWidth,
  document.dir,
  ...["prefers-color-scheme: dark", "forced-colors: active"].map((query) => matchMedia(`(${query})`).matches),
  document.title,
  ...[...document.querySelectorAll("h1, h2, dialog, .error")].map((node) => node.textContent),
].join("|")"""
SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
_examined: set[str] = set()


@dataclass
class Visitor:
    """A person with a browser of their own, and perhaps a phone with an app on it."""

    page: Page
    service: Service
    refused: list[str] = field(default_factory=list)
    """What the Content-Security-Policy refused."""
    strangers: list[str] = field(default_factory=list)
    """Requests that left the service."""
    broken: list[str] = field(default_factory=list)
    """Exceptions that no code of the page caught."""

    def open(self, path: str) -> None:
        self.page.goto(f"{self.service.url}/{path}")

    def see(self, heading: str) -> None:
        """The page with this heading, without a fault."""
        expect(self.page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
        self.examine()

    def see_dialog(self, name: str) -> Locator:
        dialog = self.page.get_by_role("dialog", name=name, exact=True)
        expect(dialog).to_be_visible()
        self.examine()
        return dialog

    def see_error(self, text: str) -> None:
        """The summary has the focus, says it, and so does the title of the tab."""
        summary = self.page.get_by_role("alert")
        expect(summary).to_contain_text(text)
        expect(summary).to_be_focused()
        assert self.page.title().startswith("Error: ")
        self.examine()

    def say(self, text: str) -> None:
        """A notice of the page says it."""
        expect(self.page.get_by_role("status").filter(has_text=text)).to_be_visible()

    def press(self, name: str) -> None:
        """A button or a link, by what it says."""
        button = self.page.get_by_role("button", name=name, exact=True)
        button.or_(self.page.get_by_role("link", name=name, exact=True)).click()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def enter_password(self, person: Person) -> None:
        """The first step, from the sign-in page."""
        self.fill("E-mail address", person.email)
        self.fill("Password", person.password)
        self.press("Sign in")

    def enter_code(self, person: Person, *, press: str = "Verify") -> None:
        """The second step, with a code that was not used before."""
        assert person.app
        person.company.clock.pass_time(30)
        self.fill("6-digit code", person.app.code(person.company.clock.now()))
        self.press(press)

    def confirm_that_it_is_you(self, person: Person) -> None:
        """Through the dialog that asks for a fresh proof."""
        dialog = self.see_dialog("Confirm that it is you")
        if person.app:
            self.enter_code(person, press="Confirm")
        else:
            self.fill("Password", person.password)
            self.press("Confirm")
        expect(dialog).to_be_hidden()

    def scan(self) -> App:
        """Read the QR code off the screen, as a phone does."""
        expect(self.page.get_by_role("img", name="QR code")).to_be_visible()
        picture = Image.open(io.BytesIO(self.page.screenshot(full_page=True)))
        [found] = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
        return App(parse_qs(urlsplit(found.text).query)["secret"][0])

    def set_up_authenticator(self, person: Person) -> None:
        """From the QR code to the saved recovery code."""
        self.see("Set up your authenticator app")
        person.app = self.scan()
        self.fill("6-digit code", person.app.code(person.company.clock.now()))
        self.press("Confirm")
        self.save_recovery_code(person)

    def save_recovery_code(self, person: Person) -> None:
        self.see("Save your recovery code")
        person.recovery_code = self.page.locator(".recovery-code").inner_text()
        self.page.get_by_label("I have saved my recovery code").check()
        self.press("Continue")

    def sign_in(self, person: Person, path: str = "account") -> None:
        """By the API, for what comes after; then to the page."""
        answer = self._post("login", tenant=person.company.slug, email=person.email, password=person.password)
        if answer["next"] == "verify":
            assert person.app
            person.company.clock.pass_time(30)
            code = person.app.code(person.company.clock.now())
            answer = self._post("verification", challenge=answer["challenge"]["token"], code=code)
        assert answer["next"] == "none"
        self.open(f"{person.company.slug}/{path}")

    def _post(self, path: str, **body: str) -> Any:
        if path == "login":
            body["transport"] = "cookie"
        headers = {"X-Requested-With": "test", "Origin": self.service.url}
        return self.page.request.post(f"{self.service.url}/v1/{path}", data=body, headers=headers).json()

    def examine(self) -> None:
        """No fault that axe-core knows, and no scrolling sideways; each state once in a run."""
        expect(self.page.locator(".loading")).to_have_count(0)
        assert self.page.evaluate(SIDEWAYS) <= 0, "scrolls sideways"
        state = self.page.evaluate(STATE)
        if state in _examined:
            return
        _examined.add(state)
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found = self.page.evaluate(
            "(tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", CONFORMANCE
        )
        assert not found["violations"], _told(found["violations"])

    def leave(self) -> None:
        """Nothing was refused by the Content-Security-Policy, nothing asked of a third party, nothing broke."""
        self.page.context.close()
        faults = self.refused + self.strangers + self.broken
        assert not faults, faults


def arrive(browser: Browser, service: Service, **how: Any) -> Visitor:
    """A new visitor, whose browser knows nothing yet."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **how})
    context.set_default_timeout(15_000)
    context.add_init_script(WATCH)
    page = context.new_page()
    visitor = Visitor(page, service)
    context.expose_function("refused", lambda what: visitor.refused.append(what))
    page.on("pageerror", lambda error: visitor.broken.append(str(error)))
    context.on("request", lambda request: _note(visitor, request.url))
    return visitor


def _note(visitor: Visitor, url: str) -> None:
    if not url.startswith((visitor.service.url, "data:", "blob:")):
        visitor.strangers.append(url)


def _told(violations: Any) -> str:
    return "\n".join(
        f"{each['id']}: {each['help']}: {[node['html'][:200] for node in each['nodes']]}" for each in violations
    )
