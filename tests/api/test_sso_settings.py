"""Setting single sign-on up, as the tenant's admin does over HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.times import rfc3339
from chalicelib.store import keys
from chalicelib.store.items import encode_item
from chalicelib.store.writes import VERSION
from tests.support.injected import THROTTLED, failing
from tests.support.people import Person
from tests.support.people import signed_in as admin
from world import ADMIN, START, World
from world.aws import TABLE
from world.provider import ABSENT, Provider, lying
from world.sso import EMAIL, ORIGIN, Browser, activate, allow_loopback, problem, set_up


@pytest.fixture
def provider(world: World) -> Iterator[Provider]:
    """A provider that nobody has set up yet."""
    with lying(now=world.clock) as running:
        allow_loopback(world)
        running.person |= {"email": ADMIN, "email_verified": True, "name": "Ann Admin", "amr": ["pwd", "otp"]}
        yield running


@pytest.fixture
def ann(world: World) -> Person:
    return admin(world)


def wanted(provider: Provider, **changes: Any) -> dict[str, Any]:
    given = {"issuer": provider.issuer, "client_id": provider.client_id, "client_secret": provider.client_secret}
    return {name: value for name, value in {**given, **changes}.items() if value is not ABSENT}


def save(ann: Person, provider: Provider, **changes: Any) -> Any:
    etag = ann.call("GET", "/v1/sso").headers["ETag"]
    return ann.call("PUT", "/v1/sso", wanted(provider, **changes), If_Match=etag)


def flaw(answer: Any) -> tuple[str, str]:
    assert answer.status == 422, answer.text
    [found] = answer.body["errors"]
    return found["pointer"], found["code"]


def tried(ann: Person, world: World, provider: Provider, **about: Any) -> dict[str, Any]:
    """The whole test, in the admin's browser."""
    started = ann.call("POST", "/v1/sso/test")
    assert started.status == 200, started.text
    browser = Browser(world, provider)
    browser._keep(started)
    landed = browser.come_back(provider.authorize(started.body["location"], **about))
    assert landed.headers["Location"] == f"{ORIGIN}/acme/settings/sso"
    assert browser.cookies == {}
    return dict(ann.get("/v1/sso/test"))


def test_from_nothing_to_on(world: World, provider: Provider, ann: Person) -> None:
    empty = ann.get("/v1/sso")
    assert empty == {
        "state": "off",
        "active": None,
        "draft": None,
        "redirect_uri": f"{ORIGIN}/v1/sso/acme/callback",
        "users": 0,
        "version": 0,
    }
    saved = save(ann, provider, domains=["Example.com", "example.com"], secret_expires_at=rfc3339(START + 90 * 86400))
    assert saved.status == 200, saved.text
    assert saved.body["state"] == "off"
    assert saved.body["draft"] == {
        "issuer": provider.issuer,
        "client_id": "postern",
        "client_secret_set": True,
        "secret_expires_at": rfc3339(START + 90 * 86400),
        "email_claim_trusted": False,
        "reauth": "auth_time",
        "create_users": False,
        "domains": ["example.com"],
        "tested_at": None,
    }
    assert ann.get("/v1/sso/test") == {"state": "none"}
    result = tried(ann, world, provider)
    assert result["state"] == "passed"
    assert result["claims"]["email"] == ADMIN
    assert result["claims"]["auth_time"] == START
    etag = ann.call("GET", "/v1/sso").headers["ETag"]
    on = ann.call("POST", "/v1/sso/activate", If_Match=etag)
    assert (on.status, on.body["state"], on.body["draft"]) == (200, "on", None)
    assert on.body["active"]["tested_at"] == rfc3339(START)
    assert "was activated" in world.mailbox.sent[-1]["text"]
    kinds = {each["type"] for each in ann.get("/v1/events")["items"]}
    assert {"sso.activated", "sso.tested", "sso.changed"} <= kinds


def test_the_secret_is_never_answered_nor_logged_nor_recorded(
    world: World, provider: Provider, ann: Person, caplog: pytest.LogCaptureFixture
) -> None:
    answers = [save(ann, provider).text, ann.call("GET", "/v1/sso").text, ann.call("GET", "/v1/events").text]
    tried(ann, world, provider)
    assert not [each for each in [*answers, caplog.text] if provider.client_secret in each]


@pytest.mark.parametrize(
    ("lie", "changes", "found"),
    [
        ({}, {"issuer": "http://id.example.com"}, ("/issuer", "not_https")),
        ({}, {"issuer": "https://login.microsoftonline.com/common/v2.0"}, ("/issuer", "issuer_shared")),
        ({}, {"issuer": "http://localhost:1"}, ("/issuer", "unreachable")),
        ({"faults": {"/keys": "500"}}, {}, ("/issuer", "unreachable")),
        ({"faults": {"/.well-known/openid-configuration": "hang"}}, {}, ("/issuer", "unreachable")),
        ({"faults": {"/.well-known/openid-configuration": "html"}}, {}, ("/issuer", "not_a_provider")),
        ({"metadata": {"token_endpoint": ABSENT}}, {}, ("/issuer", "not_a_provider")),
        ({"metadata": {"issuer": "https://evil.example"}}, {}, ("/issuer", "issuer_mismatch")),
        ({"metadata": {"response_types_supported": ["id_token"]}}, {}, ("/issuer", "no_code_flow")),
        ({"published": []}, {}, ("/issuer", "no_signing_keys")),
        ({}, {"client_secret": ABSENT}, ("/client_secret", "secret_needed")),
        ({}, {"create_users": True}, ("/domains", "domains_needed")),
        ({}, {"issuer": "https://accounts.google.com"}, ("/domains", "domains_needed")),
        (
            {},
            {"issuer": "https://accounts.google.com", "email_claim_trusted": True, "domains": ["example.com"]},
            ("/email_claim_trusted", "issuer_shared"),
        ),
        ({}, {"domains": ["not a domain"]}, ("/domains/0", "invalid")),
        ({}, {"domains": ["ann@example.com"]}, ("/domains/0", "invalid")),
        ({}, {"reauth": "never"}, ("/reauth", "not_allowed")),
        ({}, {"client_id": ""}, ("/client_id", "too_short")),
        ({}, {"scope": "everything"}, ("/scope", "unknown_field")),
    ],
)
def test_what_is_wrong_with_a_provider_is_said_at_once(
    provider: Provider, ann: Person, lie: dict[str, Any], changes: dict[str, Any], found: tuple[str, str]
) -> None:
    for name, value in lie.items():
        setattr(provider, name, value)
    assert flaw(save(ann, provider, **changes)) == found
    assert ann.get("/v1/sso")["draft"] is None


def test_a_private_address_is_unreachable(world: World, provider: Provider, ann: Person) -> None:
    allow_loopback(world, is_local=False)
    assert flaw(save(ann, provider, issuer="https://localhost")) == ("/issuer", "unreachable")
    assert flaw(save(ann, provider, issuer="https://169.254.169.254")) == ("/issuer", "unreachable")
    assert flaw(save(ann, provider, issuer=ORIGIN)) == ("/issuer", "unreachable")


def test_a_slash_at_the_end_is_taken_over_from_the_provider(provider: Provider, ann: Person) -> None:
    provider.metadata = {"issuer": f"{provider.issuer}/"}
    assert save(ann, provider).body["draft"]["issuer"] == f"{provider.issuer}/"


@pytest.mark.parametrize("etag", [None, '"7"', "x", '"-1"'])
def test_a_stale_version_saves_nothing(provider: Provider, ann: Person, etag: str | None) -> None:
    headers = {"If_Match": etag} if etag else {}
    for method, path, body in (("PUT", "/v1/sso", wanted(provider)), ("POST", "/v1/sso/activate", None)):
        answer = ann.call(method, path, body, **headers)
        assert (answer.status, answer.code) == (412, "precondition_failed")


def test_a_secret_left_out_is_kept_for_the_same_issuer_and_client_alone(
    world: World, provider: Provider, ann: Person
) -> None:
    save(ann, provider)
    assert save(ann, provider, client_secret=ABSENT, reauth="round_trip").body["draft"]["reauth"] == "round_trip"
    assert tried(ann, world, provider)["state"] == "passed"
    assert flaw(save(ann, provider, client_secret=ABSENT, client_id="other")) == ("/client_secret", "secret_needed")


def test_any_change_asks_for_a_test_of_its_own(world: World, provider: Provider, ann: Person) -> None:
    save(ann, provider)
    tried(ann, world, provider)
    save(ann, provider, client_secret=ABSENT, domains=["example.com"])
    assert ann.get("/v1/sso/test") == {"state": "none"}
    etag = ann.call("GET", "/v1/sso").headers["ETag"]
    answer = ann.call("POST", "/v1/sso/activate", If_Match=etag)
    assert (answer.status, answer.body["errors"][0]["code"]) == (409, "not_tested")


def test_without_a_draft_there_is_nothing_to_test(provider: Provider, ann: Person) -> None:
    answer = ann.call("POST", "/v1/sso/test")
    assert (answer.status, answer.body["errors"][0]["code"]) == (409, "no_draft")


@pytest.mark.parametrize(
    ("lie", "told"),
    [
        ({"client_secret": "other"}, "sso_failed"),
        ({"claims": {"nonce": "other"}}, "sso_failed"),
        ({"callback": {"error": "access_denied"}}, "sso_denied"),
        ({"claims": {"email_verified": False}}, "sso_email_unverified"),
        ({"claims": {"email": ABSENT}, "userinfo": {"sub": "248289761001"}}, "sso_no_email"),
        ({"faults": {"/token": "500"}}, "sso_unavailable"),
    ],
)
def test_a_test_that_fails_says_how_and_activates_nothing(
    world: World, provider: Provider, ann: Person, lie: dict[str, Any], told: str
) -> None:
    save(ann, provider)
    for name, value in lie.items():
        setattr(provider, name, value)
    result = tried(ann, world, provider)
    assert (result["state"], result["problem"]) == ("failed", told)
    assert ("claims" in result) == told.startswith(("sso_email", "sso_no_email"))
    etag = ann.call("GET", "/v1/sso").headers["ETag"]
    assert ann.call("POST", "/v1/sso/activate", If_Match=etag).status == 409


def test_the_test_finds_out_how_the_secret_is_wanted(world: World, provider: Provider, ann: Person) -> None:
    provider.takes = {"post"}
    save(ann, provider)
    assert tried(ann, world, provider)["state"] == "passed"
    etag = ann.call("GET", "/v1/sso").headers["ETag"]
    assert ann.call("POST", "/v1/sso/activate", If_Match=etag).status == 200
    world.user(EMAIL, sign_in="sso")
    before = provider.requests.count("POST /token")
    assert problem(Browser(world, provider).sign_in(email=EMAIL)) == ""
    assert provider.requests.count("POST /token") == before + 1


def test_what_a_test_shows_is_cut_and_never_a_document(world: World, provider: Provider, ann: Person) -> None:
    save(ann, provider)
    provider.claims = {"name": {"x": "y" * 5000}, "amr": ["pwd", 5, "x" * 5000], "extra": "secret"}
    claims = tried(ann, world, provider)["claims"]
    assert len(claims["name"]) == 300
    assert claims["amr"] == ["pwd", "x" * 300]
    assert "extra" not in claims


def test_a_test_waits_ten_minutes_and_only_the_newest_counts(world: World, provider: Provider, ann: Person) -> None:
    save(ann, provider)
    old = ann.call("POST", "/v1/sso/test")
    assert ann.get("/v1/sso/test") == {"state": "waiting"}
    ann.call("POST", "/v1/sso/test")
    browser = Browser(world, provider)
    browser._keep(old)
    browser.come_back(provider.authorize(old.body["location"]))
    assert ann.get("/v1/sso/test") == {"state": "waiting"}
    world.pass_time(600)
    assert admin(world).get("/v1/sso/test") == {"state": "failed", "problem": "sso_expired"}


def test_a_provider_that_does_not_answer_cannot_be_tested(provider: Provider, ann: Person) -> None:
    save(ann, provider)
    provider.faults["/.well-known/openid-configuration"] = "500"
    assert ann.call("POST", "/v1/sso/test").code == "try_again"


def test_a_test_that_our_own_side_cannot_finish_waits(world: World, provider: Provider, ann: Person) -> None:
    save(ann, provider)
    with failing(world, "Decrypt", THROTTLED):
        assert tried(ann, world, provider) == {"state": "waiting"}


def test_a_test_that_another_one_overtakes_is_passed_over(world: World, provider: Provider, ann: Person) -> None:
    save(ann, provider)
    sign = provider.key.sign

    def overtaken(message: bytes) -> bytes:
        assert ann.call("POST", "/v1/sso/test").status == 200
        return sign(message)

    provider.sign = overtaken
    assert tried(ann, world, provider) == {"state": "waiting"}


def test_a_draft_is_thrown_away_without_a_mail(world: World, provider: Provider, ann: Person) -> None:
    save(ann, provider)
    sent = len(world.mailbox.sent)
    assert ann.call("DELETE", "/v1/sso").status == 204
    assert ann.get("/v1/sso")["draft"] is None
    assert len(world.mailbox.sent) == sent


def test_puts_and_tests_are_twenty_an_hour_together(provider: Provider, ann: Person) -> None:
    for _ in range(10):
        assert save(ann, provider).status == 200
        assert ann.call("POST", "/v1/sso/test").status == 200
    assert (save(ann, provider).code, ann.call("POST", "/v1/sso/test").code) == ("too_many_attempts",) * 2


def test_another_client_voids_links_and_sessions_and_a_new_secret_does_not(world: World, provider: Provider) -> None:
    activate(world, provider)
    world.user(EMAIL, sign_in="sso")
    browser = Browser(world, provider)
    browser.sign_in(email=EMAIL)
    ann = admin(world)

    def activated(**changes: Any) -> None:
        save(ann, provider, **changes)
        assert tried(ann, world, provider)["state"] == "passed"
        etag = ann.call("GET", "/v1/sso").headers["ETag"]
        assert ann.call("POST", "/v1/sso/activate", If_Match=etag).status == 200

    activated()
    assert browser.session()["user"]["email"] == EMAIL
    provider.client_id = "other"
    activated()
    assert browser.session() == "not_signed_in"
    assert problem(browser.sign_in(sub="made-anew", email=EMAIL)) == ""


def test_removal_ends_every_session_at_once_and_is_mailed(world: World, provider: Provider, ann: Person) -> None:
    activate(world, provider)
    world.user(EMAIL, sign_in="sso")
    browser = Browser(world, provider)
    browser.sign_in(email=EMAIL)
    assert ann.get("/v1/sso")["users"] == 1
    assert ann.call("DELETE", "/v1/sso").status == 204
    assert browser.session() == "not_signed_in"
    gone = ann.get("/v1/sso")
    assert (gone["state"], gone["active"], gone["draft"], gone["users"]) == ("off", None, None, 1)
    assert "was removed" in world.mailbox.sent[-1]["text"]
    assert ann.newest("sso.removed")["actor"] == world.stored(ADMIN).id
    sent = len(world.mailbox.sent)
    assert ann.call("DELETE", "/v1/sso").status == 204
    assert len(world.mailbox.sent) == sent


def test_users_are_moved_by_domain_in_runs(world: World, provider: Provider, ann: Person) -> None:
    activate(world, provider)
    bob = world.user("bob@example.com")
    world.user("zoe@other.example")
    answer = ann.call("POST", "/v1/sso/move", {"domains": ["EXAMPLE.com"], "to": "sso"})
    assert answer.body == {"moved": 1, "remaining": 0}
    assert ann.shown(bob)["sign_in"] == "sso"
    assert world.stored(ADMIN).sign_in == world.stored("zoe@other.example").sign_in == "password"
    back = ann.call("POST", "/v1/sso/move", {"domains": ["example.com"], "to": "password"})
    assert back.body == {"moved": 1, "remaining": 0}
    assert ann.shown(bob)["status"] == "invited"
    assert "You are invited" in world.mailbox.sent[-1]["subject"]


def test_moving_takes_single_sign_on_that_works(world: World, ann: Person) -> None:
    world.user("bob@example.com")
    answer = ann.call("POST", "/v1/sso/move", {"domains": ["example.com"], "to": "sso"})
    assert (answer.status, answer.body["errors"][0]["code"]) == (409, "sso_not_set_up")


def test_the_last_admin_with_a_password_stays_when_others_are_moved(world: World, provider: Provider) -> None:
    activate(world, provider)
    world.user(EMAIL, sign_in="sso", role="admin")
    world.user("bob@example.com")
    eve = Browser(world, provider)
    eve.sign_in(email=EMAIL)
    answer = eve.call("POST", "/v1/sso/move", {"domains": ["example.com"], "to": "sso"})
    assert answer.body == {"moved": 1, "remaining": 0}
    assert world.stored(ADMIN).sign_in == "password"


def test_a_move_that_the_table_interrupts_says_how_far_it_came(world: World, provider: Provider, ann: Person) -> None:
    activate(world, provider)
    for number in range(3):
        world.user(f"user{number}@example.com")
    body = {"domains": ["example.com"], "to": "sso"}
    with failing(world, "TransactWriteItems", THROTTLED):
        assert ann.call("POST", "/v1/sso/move", body).code == "try_again"
    with failing(world, "TransactWriteItems", THROTTLED, after=1):
        assert ann.call("POST", "/v1/sso/move", body).body == {"moved": 1, "remaining": 2}


def test_a_hundred_users_are_moved_at_once(world: World, provider: Provider, ann: Person) -> None:
    activate(world, provider)
    for number in range(102):
        world.user(f"user{number}@example.com")
    body = {"domains": ["example.com"], "to": "sso"}
    assert ann.call("POST", "/v1/sso/move", body).body == {"moved": 100, "remaining": 2}
    assert ann.call("POST", "/v1/sso/move", body).body == {"moved": 2, "remaining": 0}


def test_a_user_switched_to_single_sign_on_loses_what_we_asked_for(world: World, provider: Provider) -> None:
    activate(world, provider)
    world.set_policy("all")
    world.user("bob@example.com")
    world.enrol("bob@example.com")
    ann = Person(world, world.enrol().token)
    assert ann.edit(world.stored("bob@example.com"), sign_in="sso").body["mfa"]["enrolled"] is False
    bob = world.stored("bob@example.com")
    assert (bob.authenticator, bob.recovery_digest, bob.password_hash) == (None, None, None)


def test_users_are_created_for_single_sign_on_without_an_invitation(
    world: World, provider: Provider, ann: Person
) -> None:
    assert ann.create("bob@example.com", sign_in="sso").body["errors"][0]["code"] == "sso_not_set_up"
    activate(world, provider)
    sent = len(world.mailbox.sent)
    made = ann.create("bob@example.com", sign_in="sso")
    assert (made.status, made.body["status"], made.body["mfa"]["state"]) == (201, "active", "identity_provider")
    assert len(world.mailbox.sent) == sent


def test_a_link_is_undone_and_made_anew(world: World, provider: Provider) -> None:
    activate(world, provider)
    eve = world.user(EMAIL, sign_in="sso")
    browser = Browser(world, provider)
    browser.sign_in(email=EMAIL)
    ann = admin(world)
    assert ann.call("DELETE", f"/v1/users/{eve.id}/sso-link").status == 204
    assert browser.session() == "not_signed_in"
    assert ann.newest("user.unlinked")["user"] == eve.id
    assert problem(browser.sign_in(sub="made-anew", email=EMAIL)) == ""
    assert ann.call("DELETE", "/v1/users/usr_00000000000000000000000000/sso-link").status == 404


@pytest.mark.parametrize("how", ["switch", "delete"])
def test_a_link_ends_with_what_it_was_made_for(world: World, provider: Provider, how: str) -> None:
    activate(world, provider)
    eve = world.user(EMAIL, sign_in="sso")
    browser = Browser(world, provider)
    browser.sign_in(email=EMAIL)
    ann = admin(world)
    if how == "switch":
        assert ann.edit(eve, sign_in="password").status == 200
        assert problem(browser.sign_in(email=EMAIL)) == "sso_no_user"
        assert ann.edit(eve, sign_in="sso").status == 200
    else:
        assert ann.call("DELETE", f"/v1/users/{eve.id}").status == 204
        assert ann.create(EMAIL, sign_in="sso").status == 201
    assert problem(browser.sign_in(sub="another", email=EMAIL)) == ""
    assert browser.session()["user"]["email"] == EMAIL


def test_admins_of_single_sign_on_never_count_as_the_last_one(world: World, provider: Provider, ann: Person) -> None:
    activate(world, provider)
    world.user(EMAIL, sign_in="sso", role="admin")
    assert ann.edit(world.stored(ADMIN), role="member").body["errors"][0]["code"] == "last_admin"
    assert ann.edit(world.stored(ADMIN), sign_in="sso").body["errors"][0]["code"] == "last_admin"


def test_admins_are_mailed_once_a_day_about_a_refused_secret(world: World, provider: Provider) -> None:
    activate(world, provider)
    world.user(EMAIL, sign_in="sso")
    provider.client_secret = "renewed"
    browser = Browser(world, provider)
    for _ in range(3):
        browser.sign_in(email=EMAIL)
    told = [mail for mail in world.mailbox.sent if "refuses the client secret" in mail["text"]]
    assert [mail["to"] for mail in told] == [ADMIN]
    world.pass_time(86400)
    browser.sign_in(email=EMAIL)
    assert len([mail for mail in world.mailbox.sent if "refuses the client secret" in mail["text"]]) == 2


def test_admins_are_mailed_thirty_and_seven_days_before_the_secret_expires(world: World, provider: Provider) -> None:
    activate(world, provider, secret_expires_at=START + 31 * 86400)
    world.user(EMAIL, sign_in="sso")
    browser = Browser(world, provider)

    def told() -> int:
        browser.sign_in(email=EMAIL)
        browser.sign_in(email=EMAIL)
        return len([mail for mail in world.mailbox.sent if "secret of single sign-on expires" in mail["text"]])

    assert told() == 0
    world.pass_time(86400)
    assert told() == 1
    world.pass_time(23 * 86400)
    assert told() == 2
    world.pass_time(5 * 86400)
    assert told() == 2


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/v1/sso", {"issuer": "https://id.example.com", "client_id": "x"}),
        ("POST", "/v1/sso/test", None),
        ("POST", "/v1/sso/activate", None),
        ("DELETE", "/v1/sso", None),
        ("POST", "/v1/sso/move", {"domains": ["example.com"], "to": "sso"}),
        ("DELETE", "/v1/users/usr_00000000000000000000000000/sso-link", None),
    ],
)
def test_only_a_fresh_admin_sets_up(world: World, method: str, path: str, body: Any) -> None:
    world.user("bob@example.com")
    member = world.login("bob@example.com").token
    assert world.call(method, path, body, token=member).code == "forbidden"
    token = world.login().token
    world.pass_time(601)
    assert world.call(method, path, body, token=token).code == "step_up_required"
    assert world.call("GET", "/v1/sso", token=token).status == 200


def test_the_page_says_how_many_users_sign_in_through_it(world: World) -> None:
    with set_up(world):
        world.user(EMAIL, sign_in="sso")
        world.user("x@example.com", sign_in="sso", role="admin")
        assert admin(world).get("/v1/sso")["users"] == 2


def test_the_row_says_which_schema_wrote_it(world: World, provider: Provider, ann: Person) -> None:
    save(ann, provider)
    row = world.deps.table._client.get_item(TableName=TABLE, Key=encode_item(keys.sso("acme")))["Item"]
    assert row["v"] == {"N": str(VERSION)}
