"""`python -m tests.web.screens`: a picture of every state, light, dark and 320 pixels wide, into `build/screens/`.

With `--readme`, the few that the README shows are made anew from them as well.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import expect, sync_playwright

from tests.support.front_end import Company, Person, SharedClock
from tests.support.service import ROOT, Service, start
from tests.web.chromium import launch
from tests.web.visitor import Visitor, arrive

OUT = ROOT / "build" / "screens"
SHOWN = {"light": ("enrolment", "verification-error", "policy", "users-menu"), "dark": ("recovery-code",)}
CARDS = ("enrolment", "verification-error", "recovery-code")
SHOWN_WIDTH = 640
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}, "has_touch": True},
}


@dataclass
class Album:
    """Pictures of one look, numbered in the order in which they were taken."""

    folder: Path
    visitor: Visitor
    taken: int = 0

    def take(self, name: str) -> None:
        self.visitor.examine()
        self.taken += 1
        page, path = self.visitor.page, self.folder / f"{self.taken:02}-{name}.png"
        is_whole = not page.locator("dialog[open]").count()
        page.screenshot(path=path, full_page=is_whole, animations="disabled", caret="hide")


def main() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, launch(playwright) as browser:
        service = start(Path(folder))
        clock = SharedClock(service)
        for look, how in LOOKS.items():
            company, people = _furnish(service, clock)
            for walk in (_sign_in, _recover, _own_account, _settings):
                visitor = arrive(browser, service, **how)
                walk(Album(OUT / look, visitor, taken=len(list((OUT / look).glob("*.png")))), company, people)
                visitor.leave()
        service.stop()
    if "--readme" in sys.argv:
        _show()
    print(f"{OUT.relative_to(ROOT)}: {len(list(OUT.rglob('*.png')))} pictures")  # noqa: T201


def _show() -> None:
    """Small pictures for the README: a card as it is, out of the middle; a page of the settings at half its size."""
    for look, names in SHOWN.items():
        for name in names:
            [path] = (OUT / look).glob(f"*-{name}.png")
            picture = Image.open(path).convert("RGB")
            if name in CARDS:
                side = (picture.width - SHOWN_WIDTH) // 2
                picture = picture.crop((side, 0, side + SHOWN_WIDTH, picture.height))
            picture.thumbnail((SHOWN_WIDTH, picture.height), Image.Resampling.LANCZOS)
            picture.quantize(256).save(ROOT / "docs" / "screens" / f"{name}.png", optimize=True)


def _furnish(service: Service, clock: SharedClock) -> tuple[Company, list[Person]]:
    """A company with people in every state."""
    company = Company(service, clock)
    company.admin.step_up()
    company.admin.call("PATCH", "/v1/tenant", {"support_contact": "support@example.com"})
    people = [company.hire(f"{name}@example.com") for name in ("nora", "omar", "priya")]
    company.hire("quinn@example.com", is_active=False)
    company.set_policy("all")
    for person in people[1:]:
        person.sign_in()
    return company, people


def _sign_in(album: Album, company: Company, people: list[Person]) -> None:
    visitor, nora = album.visitor, people[0]
    visitor.open("")
    album.take("workspace")
    visitor.open(company.slug)
    album.take("sign-in")
    visitor.press("Sign in")
    album.take("sign-in-error")
    _single_sign_on(album, company)
    visitor.press("Forgot your password?")
    album.take("forgotten-password")
    visitor.fill("E-mail address", nora.email)
    visitor.press("Send the link")
    visitor.see("Check your mail")
    album.take("forgotten-password-sent")
    visitor.page.goto(company.mail(nora.email)[0]["links"][0])
    album.take("new-password")
    _old_links(album, company)
    visitor.open(company.slug)
    visitor.enter_password(nora)
    visitor.see("Set up your authenticator app")
    nora.app = visitor.scan()
    album.take("enrolment")
    visitor.page.locator("summary").click()
    album.take("enrolment-key")
    visitor.enter_code(nora, press="Confirm")
    visitor.see("Save your recovery code")
    album.take("recovery-code")
    visitor.page.emulate_media(media="print")
    album.take("recovery-code-printed")
    visitor.page.emulate_media(media="screen")


def _single_sign_on(album: Album, company: Company) -> None:
    """The sign-in page of a tenant with a provider, whose answer is played."""
    visitor, address = album.visitor, f"**/v1/tenants/{company.slug}"
    told = company.service.call("GET", f"/v1/tenants/{company.slug}").json
    told |= {"sso": True, "sso_domains": ["example.com"]}
    visitor.page.route(address, lambda route: route.fulfill(json=told))
    visitor.open(f"{company.slug}?problem=sso_no_user&request_id=8f14e45f")
    visitor.see("Sign in")
    album.take("single-sign-on-problem")
    visitor.open(company.slug)
    visitor.fill("E-mail address", "nora@example.com")
    album.take("single-sign-on")
    visitor.open(f"{company.slug}/sso/start")
    visitor.see("Sign in to Example Co")
    album.take("single-sign-on-tile")
    visitor.page.unroute(address)
    visitor.open(company.slug)


def _old_links(album: Album, company: Company) -> None:
    """An invitation of which there is a newer one, and a day without texts."""
    visitor = album.visitor
    quinn = "quinn@example.com"
    [mail, *_] = company.mail(quinn)
    [user] = company.admin.call("GET", "/v1/users?query=quinn").json["items"]
    company.admin.step_up()
    company.admin.call("POST", f"/v1/users/{user['id']}/invite")
    visitor.page.goto(mail["links"][0])
    visitor.see("Welcome to Example Co")
    album.take("invitation")
    visitor.fill("E-mail address", quinn)
    visitor.fill("New password", "correct horse battery staple")
    visitor.press("Save password")
    visitor.see("This invitation no longer works")
    album.take("invitation-expired")
    visitor.page.route("**/assets/*.json", lambda route: route.abort())
    visitor.open(company.slug)
    visitor.see("This page could not be loaded")
    album.take("no-texts")
    visitor.page.unroute("**/assets/*.json")


def _recover(album: Album, company: Company, people: list[Person]) -> None:
    visitor, omar = album.visitor, people[1]
    visitor.open(company.slug)
    visitor.enter_password(omar)
    visitor.see("Enter your code")
    album.take("verification")
    visitor.press("I don’t have my phone")
    album.take("lost-phone")
    visitor.press("Use my recovery code")
    album.take("recovery")
    visitor.page.go_back()
    visitor.press("I found my phone")
    for _ in range(3):
        visitor.fill("6-digit code", "000000")
        with visitor.page.expect_response("**/v1/verification"):
            visitor.press("Verify")
    expect(visitor.page.get_by_role("alert")).to_contain_text("2 tries left.")
    album.take("verification-error")
    for _ in range(3):
        with visitor.page.expect_response("**/v1/verification"):
            visitor.press("Verify")
    visitor.see("Too many attempts")
    album.take("throttled")
    company.clock.pass_time(301)
    visitor.open(f"{company.slug}/verification")
    visitor.enter_code(omar)
    visitor.see("This took too long")
    album.take("expired")


def _own_account(album: Album, company: Company, people: list[Person]) -> None:
    visitor, priya = album.visitor, people[2]
    visitor.sign_in(priya)
    visitor.see("Your account")
    album.take("account")
    company.clock.pass_time(601)
    visitor.press("New recovery code")
    album.take("account-dialog")
    visitor.press("Continue")
    visitor.see_dialog("Confirm that it is you")
    album.take("step-up")
    visitor.open(f"{company.slug}/settings/users")
    album.take("forbidden")
    visitor.open(f"{company.slug}/account")
    visitor.see("Your account")
    visitor.page.route("**/v1/session", lambda route: route.abort())
    visitor.press("Priya")
    visitor.press("Sign out")
    album.take("still-signed-in")


def _settings(album: Album, company: Company, people: list[Person]) -> None:
    visitor, take = album.visitor, album.take
    company.set_policy("individual")
    company.admin.step_up()
    company.admin.call("PATCH", f"/v1/users/{people[0].id}", {"mfa_required": True})
    visitor.sign_in(company.admin)
    visitor.press("Ada Admin")
    take("own-menu")
    visitor.press("Account settings")
    visitor.see("Multi-factor authentication")
    visitor.page.get_by_role("radio", name="Require MFA for all users").check()
    expect(visitor.page.get_by_text("individual setting will be discarded")).to_be_visible()
    take("policy")
    visitor.press("Save")
    visitor.see_dialog("Require MFA for all users")
    take("policy-confirm")
    _lists(visitor, company, take)
    visitor.open(f"{company.slug}/settings/tenant")
    visitor.see("Workspace")
    take("workspace-settings")
    visitor.page.route("**/v1/**", lambda route: route.abort())
    visitor.press("Users")
    expect(visitor.page.get_by_role("alert")).to_be_visible()
    take("no-network")


def _lists(visitor: Visitor, company: Company, take: Callable[[str], None]) -> None:
    visitor.open(f"{company.slug}/settings/users")
    visitor.see("Users")
    take("users")
    visitor.press("Actions for Omar")
    take("users-menu")
    visitor.press("Reset authenticator")
    visitor.see_dialog("Reset authenticator")
    take("reset")
    visitor.open(f"{company.slug}/settings/users/new")
    visitor.see("Add user")
    take("user")
    visitor.open(f"{company.slug}/settings/users/import")
    visitor.see("Import users")
    take("import")
    visitor.open(f"{company.slug}/settings/activity")
    visitor.see("Activity")
    expect(visitor.page.get_by_role("link", name="Ada Admin").first).to_be_visible()
    take("activity")


if __name__ == "__main__":
    main()
