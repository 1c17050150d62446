"""Single sign-on against a provider that the OpenID Foundation has certified, over HTTP."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import AnyHttpUrl

from local import demo_sso
from local.provider import running
from tests.support.node_provider import Visitor
from world import Answer, World
from world.provider import Provider
from world.sso import ORIGIN, Browser, activate, allow_loopback, problem

SERVICE = "http://127.0.0.1:9"
SECRET = "a-secret-of-this-test-alone-0123456789"
GRACE, LINUS = "grace@sso.example.com", "linus@sso.example.com"


@dataclass
class There:
    """The provider, which can be stopped and started, and a browser that goes there from `demo-sso`."""

    browser: Browser
    visitor: Visitor
    log: Path
    stack: ExitStack
    port: int = 0

    def start(self) -> str:
        issuer = self.stack.enter_context(running(SERVICE, port=self.port, client_secret=SECRET, log=self.log))
        self.port = int(issuer.rpartition(":")[2])
        return issuer

    def sign_in(self, person: str) -> Answer:
        return self.travel(self.browser.start(), person)

    def travel(self, started: Answer, person: str) -> Answer:
        """There and back, as somebody; nobody refuses."""
        assert started.status == 200, started.text
        until = f"{SERVICE}/v1/sso/demo-sso/callback"
        return self.browser.come_back(self.visitor.come_back(started.body["location"], person, until=until))


@pytest.fixture
def there(world: World, tmp_path: Path) -> Iterator[There]:
    changes: dict[str, Any] = {"web_url": AnyHttpUrl(SERVICE), "allowed_origins": {ORIGIN}}
    world.reinstall(settings=world.deps.settings.model_copy(update=changes))
    world.pass_time(time.time() - world.clock.now)
    world.found(demo_sso.SLUG, demo_sso.ADMIN)
    allow_loopback(world, request_seconds=5)
    with ExitStack() as stack:
        browser = Browser(world, Provider(port=0), tenant=demo_sso.SLUG)
        found = There(browser, Visitor(), tmp_path / "log", stack)
        provider = Provider(port=int(found.start().rpartition(":")[2]), client_secret=SECRET)
        domains = [demo_sso.DOMAIN]
        activate(world, provider, tenant=demo_sso.SLUG, create_users=True, domains=domains)
        yield found


def test_a_prepared_user_and_a_new_one_sign_in_and_again(world: World, there: There) -> None:
    grace = world.user(GRACE, sign_in="sso", tenant=demo_sso.SLUG)
    for person, email in (("grace", GRACE), ("linus", LINUS), ("grace", GRACE)):
        there.visitor = Visitor()
        assert problem(there.sign_in(person)) == ""
        session = there.browser.session()
        assert (session["user"]["email"], session["aal"]) == (email, 2)
        assert set(session["amr"]) == {"sso", "pwd", "otp", "mfa"}
        assert session["fresh_until"]
    assert there.browser.session()["user"]["id"] == grace.id


def test_a_person_who_refuses_is_denied(there: There) -> None:
    assert problem(there.sign_in("")) == "sso_denied"


def test_a_step_up_asks_anew_although_the_person_is_signed_in_there(world: World, there: There) -> None:
    there.sign_in("grace")
    old = there.browser.session()["id"]
    started = there.browser.call("POST", "/v1/session/step-up", {})
    assert problem(there.travel(started, "grace")) == ""
    assert there.browser.session()["id"] != old
    started, there.visitor = there.browser.call("POST", "/v1/session/step-up", {}), Visitor()
    assert problem(there.travel(started, "linus")) == "sso_other_user"


def test_a_provider_that_stops_and_comes_back_with_another_key(world: World, there: There) -> None:
    there.sign_in("grace")
    started = there.browser.start()
    until = f"{SERVICE}/v1/sso/demo-sso/callback"
    brought = there.visitor.come_back(started.body["location"], "grace", until=until)
    there.stack.close()
    assert problem(there.browser.come_back(brought)) == "sso_unavailable"
    there.start()
    world.pass_time(60)
    there.visitor = Visitor()
    assert problem(there.sign_in("grace")) == ""
