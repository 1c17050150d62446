"""Takeovers through an identity provider: a login is its owner's, whatever a provider or an admin elsewhere says."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.oidc import issuers, pkce
from tests.support.people import signed_in as admin
from world import ADMIN, PASSWORD, World
from world.provider import ABSENT, Provider, lying
from world.sso import EMAIL, Browser, activate, problem, set_up


@pytest.fixture
def provider(world: World) -> Iterator[Provider]:
    with set_up(world) as running:
        running.person |= {"email": EMAIL, "email_verified": True}
        yield running


def test_a_recycled_mailbox_is_not_its_former_owner(world: World, provider: Provider) -> None:
    world.user(EMAIL, sign_in="sso")
    Browser(world, provider).sign_in()
    assert problem(Browser(world, provider).sign_in(sub="the-new-colleague")) == "sso_no_user"
    assert admin(world).newest("sign_in.failed")["detail"]["reason"] == "linked_to_another_subject"


def test_a_user_with_a_password_is_never_matched(world: World, provider: Provider) -> None:
    assert problem(Browser(world, provider).sign_in(email=ADMIN)) == "sso_no_user"
    assert world.login(ADMIN, PASSWORD).status == 200


def test_nothing_of_an_account_is_told(world: World, provider: Provider) -> None:
    """An unknown address, a password user, a disabled one and one of another subject look the same."""
    world.user("off@example.com", sign_in="sso", status="disabled")
    world.user(EMAIL, sign_in="sso")
    Browser(world, provider).sign_in()
    landings = [
        Browser(world, provider).sign_in(sub="stranger", email=email)
        for email in ("nobody@example.com", ADMIN, "off@example.com", EMAIL)
    ]
    assert {each.headers["Location"].partition("&")[0] for each in landings} == {
        "https://app.example.com/acme?problem=sso_no_user"
    }
    assert {str(sorted(each.headers)) for each in landings} == {str(sorted(landings[0].headers))}


def test_a_provider_vouches_within_its_tenant_alone(world: World, provider: Provider) -> None:
    """The admin of another tenant, with a provider of one's own, claims somebody's address."""
    world.user(EMAIL, sign_in="sso")
    world.found("evil", "mallory@evil.example")
    with lying(now=world.clock) as theirs:
        theirs.person |= {"email": EMAIL, "email_verified": True}
        activate(world, theirs, tenant="evil", create_users=True, domains=["example.com"])
        browser = Browser(world, theirs, tenant="evil")
        browser.sign_in()
        assert browser.session()["user"]["tenant"] == "evil"
    assert world.stored(EMAIL).sso_link is None


@pytest.mark.parametrize("how", ["state", "code", "issuer"])
def test_two_tenants_providers_are_not_mixed_up(world: World, provider: Provider, how: str) -> None:
    world.user(EMAIL, sign_in="sso")
    world.found("evil", "mallory@evil.example")
    with lying(now=world.clock) as theirs:
        theirs.person |= {"email": EMAIL, "email_verified": True}
        activate(world, theirs, tenant="evil")
        at_theirs, at_ours = Browser(world, theirs, tenant="evil"), Browser(world, provider)
        evil, ours = at_theirs.start(), at_ours.start()
        brought = provider.authorize(ours.body["location"])
        if how == "state":
            at_ours.cookies |= at_theirs.cookies
            brought = theirs.authorize(evil.body["location"])
        elif how == "code":
            brought["code"] = theirs.authorize(evil.body["location"])["code"]
        else:
            brought["iss"] = theirs.issuer
        told = problem(at_ours.come_back(brought))
    assert told == ("sso_expired" if how == "state" else "sso_failed")
    assert "__Host-session" not in at_ours.cookies


def test_a_token_of_another_client_of_the_same_provider_is_refused(world: World, provider: Provider) -> None:
    world.user(EMAIL, sign_in="sso")
    provider.claims = {"aud": "another-client", "azp": "another-client"}
    assert problem(Browser(world, provider).sign_in()) == "sso_failed"


def test_a_kept_secret_is_not_sent_to_a_new_issuer(world: World, provider: Provider) -> None:
    ann = admin(world)
    with lying(now=world.clock) as theirs:
        etag = ann.call("GET", "/v1/sso").headers["ETag"]
        body = {"issuer": theirs.issuer, "client_id": provider.client_id}
        answer = ann.call("PUT", "/v1/sso", body, If_Match=etag)
        assert (answer.status, answer.body["errors"][0]["code"]) == (422, "secret_needed")
        assert "POST /token" not in theirs.requests


@pytest.mark.parametrize("change", [{"email_verified": False}, {"email_verified": ABSENT}, {"email_verified": "true"}])
def test_an_address_that_anybody_could_type_at_the_provider_matches_nobody(
    world: World, provider: Provider, change: dict[str, Any]
) -> None:
    world.user(EMAIL, sign_in="sso")
    provider.claims = change
    assert problem(Browser(world, provider).sign_in()) == "sso_email_unverified"


def test_entra_directories_where_an_admin_types_any_address_need_its_own_verification(
    world: World, provider: Provider
) -> None:
    """nOAuth: `email` in Entra ID is whatever an admin of a directory wrote there."""
    world.user(EMAIL, sign_in="sso")
    for claims in ({"xms_edov": False}, {"xms_edov": 0}, {"xms_edov": "true"}):
        provider.claims = {"email_verified": ABSENT, **claims}
        assert problem(Browser(world, provider).sign_in()) == "sso_email_unverified"
    provider.claims = {"email_verified": ABSENT, "xms_edov": 1}
    assert problem(Browser(world, provider).sign_in()) == ""


def test_names_that_look_like_addresses_are_none(world: World, provider: Provider) -> None:
    world.user(EMAIL, sign_in="sso")
    provider.claims = {"email": ABSENT, "preferred_username": EMAIL, "upn": EMAIL, "unique_name": EMAIL}
    provider.userinfo = {"sub": provider.person["sub"], "preferred_username": EMAIL}
    assert problem(Browser(world, provider).sign_in()) == "sso_no_email"


def test_address_and_verification_come_from_one_source(world: World, provider: Provider) -> None:
    world.user(EMAIL, sign_in="sso")
    provider.person = {"sub": "eve", "email_verified": True}
    provider.userinfo = {"sub": "eve", "email": EMAIL}
    assert problem(Browser(world, provider).sign_in()) == "sso_email_unverified"


def test_an_address_that_changes_moves_no_login(world: World, provider: Provider) -> None:
    """Neither at the provider nor here."""
    world.user(EMAIL, sign_in="sso")
    world.user("boss@example.com", sign_in="sso", role="admin")
    browser = Browser(world, provider)
    browser.sign_in()
    browser.sign_in(email="boss@example.com")
    assert browser.session()["user"]["email"] == EMAIL
    assert admin(world).edit(world.stored(EMAIL), email="renamed@example.com").status == 200
    browser.sign_in()
    assert browser.session()["user"]["email"] == "renamed@example.com"


def test_the_session_of_a_deleted_link_is_nobodys(world: World, provider: Provider) -> None:
    eve = world.user(EMAIL, sign_in="sso")
    browser = Browser(world, provider)
    browser.sign_in()
    ann = admin(world)
    assert ann.call("DELETE", f"/v1/users/{eve.id}").status == 204
    assert browser.session() == "not_signed_in"
    assert problem(browser.sign_in()) == "sso_no_user"


def test_sessions_stay_dead_when_the_same_provider_is_set_up_again(world: World, provider: Provider) -> None:
    world.user(EMAIL, sign_in="sso")
    browser = Browser(world, provider)
    browser.sign_in()
    admin(world).call("DELETE", "/v1/sso")
    activate(world, provider, epoch=3)
    assert browser.session() == "not_signed_in"


def test_the_sealed_secret_opens_for_no_other_tenant(world: World, provider: Provider) -> None:
    world.user(EMAIL, sign_in="sso")
    world.found("evil", "mallory@evil.example")
    stolen = world.deps.vault.seal(b"other tenant's", tenant="evil", user="*", purpose="sso")
    activate(world, provider, secret=stolen)
    assert problem(Browser(world, provider).sign_in()) == "sso_busy"
    assert "POST /token" not in provider.requests


def test_googles_issuer_is_everybodys_so_that_the_organisation_decides() -> None:
    assert issuers.is_google("https://accounts.google.com")
    assert issuers.is_public("https://accounts.google.com/")


def test_what_was_under_way_stays_dead_when_a_disabled_tenant_is_enabled_again(
    world: World, provider: Provider
) -> None:
    world.user(EMAIL, sign_in="sso")
    kept = "v" * 43
    browser = Browser(world, provider)
    handed = world.call("POST", "/v1/sso/acme/start", {"handover": pkce.challenge(kept)})
    landed = browser.come_back(provider.authorize(handed.body["location"]))
    body = {"token": landed.headers["Location"].partition("#")[2], "verifier": kept}
    brought = provider.authorize(browser.start().body["location"])
    world.change_tenant(epoch=world.tenant().epoch + 1)
    assert problem(browser.come_back(brought)) == "sso_expired"
    assert world.call("POST", "/v1/sso/session", body).code == "invalid_token"
