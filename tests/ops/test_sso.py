"""`ops sso`."""

import json
from typing import Any

from chalicelib.domain.times import rfc3339
from ops import exits
from tests.ops.conftest import Shell
from tests.support.people import signed_in
from world import World
from world.sso import EMAIL, Browser, problem, set_up

TICKET = ("--ticket", "T-1")


def test_show_tells_everything_but_the_secret(world: World, ops: Shell) -> None:
    assert json.loads(ops("sso", "show", "acme", "--json").out)["state"] == "off"
    with set_up(world, domains=["example.com"]) as provider:
        world.user(EMAIL, sign_in="sso")
        shown = json.loads(ops("sso", "show", "acme", "--json").out)
        assert (shown["state"], shown["users"], shown["draft"]) == ("on", 1, None)
        assert shown["active"]["issuer"] == provider.issuer
        assert shown["active"]["domains"] == ["example.com"]
        assert "secret" not in shown["active"]
    assert ops("sso", "show", "nobody").err == "not_found: There is no tenant nobody."


def test_disable_asks_and_ends_it_at_once(world: World, ops: Shell) -> None:
    with set_up(world) as provider:
        world.user(EMAIL, sign_in="sso")
        browser = Browser(world, provider)
        browser.sign_in(email=EMAIL, email_verified=True)
        assert ops("sso", "disable", "acme", *TICKET, answer="n\n").code == exits.DECLINED
        assert browser.session()["user"]["email"] == EMAIL
        assert ops("sso", "disable", "acme", *TICKET, "--yes").out == "Single sign-on of acme is ended."
        assert browser.session() == "not_signed_in"
        assert browser.start().body["errors"][0]["code"] == "sso_off"
        event = signed_in(world).newest("sso.removed")
        assert (event["actor"], event["detail"]["reason"]) == ("operator:olga", "T-1")
        assert problem(browser.come_back({"state": "x"})) == "sso_expired"


def test_erasing_and_exporting_a_user_reach_the_link(world: World, ops: Shell) -> None:
    with set_up(world) as provider:
        eve = world.user(EMAIL, sign_in="sso")
        browser = Browser(world, provider)
        person: dict[str, Any] = {"email": EMAIL, "email_verified": True}
        browser.sign_in(**person)
        exported = json.loads(ops("user", "export", "acme", EMAIL, *TICKET).out)
        assert exported["user"]["sso_link"] == {"linked_at": rfc3339(int(world.clock.now))}
        assert ops("user", "erase", "acme", eve.id, *TICKET, "--yes").code == 0
        assert problem(browser.sign_in(**person)) == "sso_no_user"
        world.user(EMAIL, sign_in="sso")
        assert problem(browser.sign_in(**person)) == ""
