"""How a process comes by its dependencies, and what a wrong environment means."""

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from chalice.app import Request
from pydantic import ValidationError

from chalicelib import deps as wiring
from chalicelib.errors import TryAgain
from chalicelib.http.adapter import answer_preflight, refuse_method
from chalicelib.settings import from_environment
from chalicelib.store import keys
from chalicelib.store.items import Item
from chalicelib.store.mail import SesMailer
from chalicelib.store.signer import Signer
from chalicelib.store.table import Table
from chalicelib.store.writes import Key
from world import World
from world.gateway import event

ENVIRONMENT = {
    "POSTERN_STAGE": "test",
    "POSTERN_TABLE": "postern-test",
    "POSTERN_KEY": "alias/postern-test",
    "POSTERN_MAIL_FROM": "no-reply@example.com",
    "POSTERN_WEB_URL": "https://app.example.com/sign-in/",
    "POSTERN_ALLOWED_ORIGINS": "https://a.example,https://b.example,",
    "HOME": "/root",
}


def test_settings_are_read_from_the_environment() -> None:
    found = from_environment(ENVIRONMENT)
    assert found.stage == "test"
    assert found.web_origin == "https://app.example.com"
    assert found.origins == {"https://app.example.com", "https://a.example", "https://b.example"}
    assert found.argon2 == {"memory_kib": 19456, "passes": 2}
    assert (found.address_attempts, found.address_mails, found.event_days) == (50, 20, 400)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://app.example.com:443", "https://app.example.com"),
        ("https://app.example.com:8443/x", "https://app.example.com:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:80", "http://localhost"),
    ],
)
def test_an_origin_is_written_as_a_browser_writes_it(url: str, origin: str) -> None:
    assert from_environment({**ENVIRONMENT, "POSTERN_WEB_URL": url}).origins >= {origin}


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("POSTERN_STAGE", "Test stage"),
        ("POSTERN_WEB_URL", "app.example.com"),
        ("POSTERN_ADDRESS_ATTEMPTS", "0"),
        ("POSTERN_ARGON2_MEMORY_KIB", "7"),
    ],
)
def test_a_wrong_setting_is_an_error(setting: str, value: str) -> None:
    with pytest.raises(ValidationError):
        from_environment({**ENVIRONMENT, setting: value})


@pytest.mark.parametrize("missing", [name for name in ENVIRONMENT if name not in ("HOME", "POSTERN_ALLOWED_ORIGINS")])
def test_a_missing_setting_is_an_error(missing: str) -> None:
    with pytest.raises(ValidationError):
        from_environment({name: value for name, value in ENVIRONMENT.items() if name != missing})


def test_the_real_dependencies_keep_real_time_and_are_built_once(world: World) -> None:
    built = wiring.build(world.deps.settings)
    assert built.now() > 1_700_000_000
    assert built.random(32) != built.random(32)
    assert isinstance(built.mailer, SesMailer)
    assert wiring.current() is world.deps
    wiring.install(built)
    assert wiring.current() is wiring.current() is built


def test_a_process_builds_its_dependencies_from_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    wiring._installed.clear()
    built = wiring.current()
    assert built.settings == from_environment(ENVIRONMENT)
    assert wiring.current() is built


def test_without_further_origins_the_front_end_is_the_only_one() -> None:
    alone = {name: value for name, value in ENVIRONMENT.items() if name != "POSTERN_ALLOWED_ORIGINS"}
    assert from_environment(alone).origins == {"https://app.example.com"}


class Ses:
    """A client of SES that takes a mail, or fails."""

    def __init__(self, failure: Exception | None) -> None:
        self.failure, self.sent = failure, SimpleNamespace()

    def send_email(self, **message: Any) -> None:
        if self.failure:
            raise self.failure
        self.sent = SimpleNamespace(**message)


def test_a_mail_is_plain_text_from_the_stages_sender() -> None:
    ses = Ses(None)
    SesMailer(ses, "no-reply@example.com").send(to="ann@example.com", subject="\u00c9t\u00e9", text="Hello")
    assert ses.sent.FromEmailAddress == "no-reply@example.com"
    assert ses.sent.Destination == {"ToAddresses": ["ann@example.com"]}
    assert ses.sent.Content["Simple"]["Subject"] == {"Data": "\u00c9t\u00e9", "Charset": "UTF-8"}
    assert ses.sent.Content["Simple"]["Body"] == {"Text": {"Data": "Hello", "Charset": "UTF-8"}}


@pytest.mark.parametrize(
    "failure", [ClientError({"Error": {"Code": "Throttling"}}, "SendEmail"), ConnectTimeoutError(endpoint_url="x")]
)
def test_a_mail_that_is_not_taken_is_to_be_tried_again(failure: Exception) -> None:
    with pytest.raises(TryAgain):
        SesMailer(Ses(failure), "no-reply@example.com").send(to="a@example.com", subject="s", text="t")


def test_the_sdk_has_short_patience() -> None:
    config: Any = wiring.SDK
    assert (config.connect_timeout, config.read_timeout) == (1, 2)
    assert config.retries == {"mode": "standard", "total_max_attempts": 3}


def test_the_edge_may_have_two_secrets_while_one_is_replaced() -> None:
    found = from_environment({**ENVIRONMENT, "POSTERN_EDGE_SECRET": "old new"}).edge_secret
    assert [each.get_secret_value() for each in found] == ["old", "new"]


def _broken() -> wiring.Deps:
    raise ValueError("the environment is not as it must be")


@pytest.mark.parametrize(("answer", "status"), [(refuse_method, 405), (answer_preflight, 204)])
def test_answers_that_need_no_dependency_go_out_without_one(answer: Any, status: int) -> None:
    asked = Request(event("PUT", "/v1/health", {"Origin": "https://app.example.com"}, b"", "192.0.2.1"))
    given = answer(_broken, ["GET"], asked)
    assert given.status_code == status
    assert given.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in given.headers


class _Late(Table):
    """A table that does not show the key yet which another process has just written."""

    def get(self, key: Key) -> Item | None:
        return None if key == keys.signing() else super().get(key)


def test_two_processes_that_make_the_signing_key_at_once_use_the_same(world: World) -> None:
    late = _Late(world.deps.table._client, world.deps.settings.table)
    first = Signer(world.deps.table, world.deps.vault, world.deps.random)
    second = Signer(late, world.deps.vault, world.deps.random)
    assert second.read("purpose", first.sign("purpose", b"said")) == b"said"


@pytest.mark.parametrize("said", [b"{}", b"no json"])
def test_what_was_signed_in_another_shape_is_as_unknown(world: World, said: bytes) -> None:
    browser = world.deps.signer.sign("known browser", said)
    assert world.login(known_browser=browser).status == 200
    challenge = world.deps.signer.sign("verify", said)
    assert world.verify(challenge, "123456").code == "challenge_expired"


class _NoAdmins(Table):
    """A table in which the row of admins cannot be read."""

    def get(self, key: Key) -> Item | None:
        if key == keys.admins("acme"):
            raise TryAgain
        return super().get(key)


def test_a_weaker_policy_stands_where_nobody_can_be_told(world: World) -> None:
    admin = world.enrolled_admin()
    world.reinstall(table=_NoAdmins(world.deps.table._client, world.deps.settings.table))
    saved = world.call(
        "PUT", "/v1/policy", {"mode": "off"}, token=admin.token, If_Match=f'"{world.tenant().policy.version}"'
    )
    assert saved.status == 200, saved.text
    assert world.tenant().policy.mode == "off"
