"""`python -m local` as a process: what it says, what outlives it, and how it ends."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pyotp
import pytest

from emulator import dynoxide
from emulator.dynoxide import Dynoxide
from local import table
from local.place import Kind
from tests.support.service import Service, launch, start

STORES: tuple[Kind, ...] = ("ministack", "dynoxide") if dynoxide.SUITS_THIS_MACHINE else ("ministack",)
DEMO = {"tenant": "demo", "email": "admin@example.com", "password": "postern-demo-password"}


def enrol(service: Service) -> pyotp.TOTP:
    """Give the demonstration tenant's admin an authenticator: its secret is sealed with the key."""
    begun = service.call("POST", "/v1/me/authenticator", **signed_in(service)).json["challenge"]["token"]
    totp = pyotp.TOTP(service.call("POST", "/v1/enrolment", {"challenge": begun}).json["secret"])
    confirmed = service.call("POST", "/v1/enrolment/confirm", {"challenge": begun, "code": totp.now()})
    assert confirmed.status == 200
    return totp


def step_up(service: Service, totp: pyotp.TOTP, *, seconds_ahead: int) -> None:
    """Show the authenticator's code of then: it opens only with the key that sealed it."""
    assert service.call("PUT", "/_local/clock", {"offset_seconds": seconds_ahead}).status == 204
    code = totp.at(int(time.time()) + seconds_ahead)
    assert service.call("POST", "/v1/session/step-up", {"code": code}, **signed_in(service)).status == 200


def session_after(service: Service, totp: pyotp.TOTP) -> dict[str, str]:
    """The header of a session that has just shown the authenticator."""
    session = signed_in(service)
    assert service.call("PUT", "/_local/clock", {"offset_seconds": 30}).status == 204
    stepped = service.call("POST", "/v1/session/step-up", {"code": totp.at(int(time.time()) + 30)}, **session)
    return {"Authorization": f"Bearer {stepped.json.get('token', session['Authorization'].split()[1])}"}


def signed_in(service: Service) -> dict[str, str]:
    """The header of a new session of that admin."""
    session = service.call("POST", "/v1/login", DEMO).json["session"]
    return {"Authorization": f"Bearer {session['token']}"}


@pytest.mark.parametrize("store", STORES)
def test_state_keys_mail_and_clock_survive_a_stop_and_a_kill(tmp_path: Path, store: Kind) -> None:
    service = start(tmp_path, STORE=store)
    totp = enrol(service)
    mails = service.call("GET", "/_local/mail").json
    assert service.stop(signal.SIGINT) == 0

    service = start(tmp_path, STORE=store)
    assert service.call("GET", "/_local/mail").json == mails
    step_up(service, totp, seconds_ahead=30)
    service.stop(signal.SIGKILL)

    service = start(tmp_path, STORE=store)
    assert service.call("GET", "/_local/clock").json == {"offset_seconds": 30}
    step_up(service, totp, seconds_ahead=60)
    assert service.stop() == 0


@pytest.mark.skipif(not dynoxide.SUITS_THIS_MACHINE, reason="there is nothing else that could take it over")
def test_what_was_kept_with_ministack_is_taken_over(tmp_path: Path) -> None:
    """Rows, mail, sessions, and secrets: an authenticator that is bound, and one whose enrolment has begun."""
    service = start(tmp_path, STORE="ministack")
    acme = {"slug": "acme", "name": "ACME", "admin": {"email": "anna@example.com", "name": "Anna"}}
    assert service.call("POST", "/_local/tenants", acme).status == 201
    totp = enrol(service)
    begun = service.call("POST", "/v1/me/authenticator", **session_after(service, totp)).json["challenge"]["token"]
    secret = service.call("POST", "/v1/enrolment", {"challenge": begun}).json["secret"]
    service.stop()

    for _ in range(2):
        service = start(tmp_path, STORE="dynoxide")
        assert service.call("GET", "/v1/tenants/acme").status == 200
        assert service.call("POST", "/v1/enrolment", {"challenge": begun}).json["secret"] == secret
        assert service.call("GET", "/_local/mail?to=anna@example.com").json["items"]
        service.stop()
    service = start(tmp_path, STORE="dynoxide")
    step_up(service, totp, seconds_ahead=90)
    service.stop()


@pytest.fixture
def another_schema(tmp_path: Path) -> Callable[[Kind], None]:
    """Makes a stopped service's state look as if the table's index had had another name."""

    def with_dynoxide() -> None:
        with (tmp_path / "lock").open("w") as lock, Dynoxide(tmp_path / "table", lock=lock.fileno()) as store:
            client = boto3.client("dynamodb", endpoint_url=store.url)
            client.delete_table(TableName=table.NAME)
            keys: list[Any] = [{"AttributeName": "pk", "KeyType": "HASH"}]
            attributes: list[Any] = [{"AttributeName": "pk", "AttributeType": "S"}]
            client.create_table(TableName=table.NAME, KeySchema=keys, AttributeDefinitions=attributes)

    def with_ministack() -> None:
        state = tmp_path / "ministack" / "cloudformation.json"
        state.write_text(state.read_text().replace("by_owner", "by_holder"))

    return lambda kind: with_dynoxide() if kind == "dynoxide" else with_ministack()


@pytest.mark.parametrize("store", STORES)
def test_fresh_begins_anew(tmp_path: Path, store: Kind, another_schema: Callable[[Kind], None]) -> None:
    service = start(tmp_path, STORE=store)
    acme = {"slug": "acme", "name": "ACME", "admin": {"email": "anna@example.com", "name": "Anna"}}
    assert service.call("POST", "/_local/tenants", acme).status == 201
    service.stop()
    (tmp_path / "mine.txt").write_text("not the service's")
    another_schema(store)

    process = launch(tmp_path, STORE=store)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert err == "Error: infra/data.yaml has changed since the state was made: begin anew with FRESH=1.\n"

    service = start(tmp_path, STORE=store, FRESH="1")
    assert service.call("GET", "/v1/tenants/acme").status == 404
    assert service.call("GET", "/v1/tenants/demo").status == 200
    assert len(service.call("GET", "/_local/mail").json["items"]) == 1
    assert (tmp_path / "mine.txt").exists()
    service.stop()


def test_a_taken_port_is_said_in_one_sentence(service: Service, tmp_path: Path) -> None:
    port = service.url.rpartition(":")[2]
    second = launch(tmp_path, PORT=port)
    out, err = second.communicate(timeout=30)
    assert (second.returncode, out) == (1, "")
    assert err == f"Error: Port {port} is taken: stop what uses it, or set another PORT.\n"
    assert not list(tmp_path.iterdir())


def test_two_services_do_not_share_a_folder(service: Service) -> None:
    second = launch(service.data_dir)
    out, err = second.communicate(timeout=30)
    assert (second.returncode, out) == (1, "")
    assert err == f"Error: Another `make run` uses {service.data_dir}: stop it, or set another DATA_DIR.\n"
    assert service.call("GET", "/v1/health").status == 200


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    process = launch(tmp_path / "file" / "folder")
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, "")
    assert err.startswith("Error: ")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("store", STORES)
@pytest.mark.skipif(sys.platform != "linux", reason="finds the store in /proc")
def test_without_its_store_the_service_ends_and_says_so(tmp_path: Path, store: Kind) -> None:
    """Meanwhile the terminal stays readable: what the app prints is in the log."""
    service = start(tmp_path, STORE=store)
    service.call("POST", "/v1/login", DEMO)
    with service.process as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        [running] = map(int, children.read_text().split())
        os.kill(running, signal.SIGKILL)
        assert process.wait(timeout=30) == 1
        assert process.stdout
        assert process.stderr
        out, err = process.stdout.read(), process.stderr.read()
    assert f"{service.url}/demo as {DEMO['email']} with the password {DEMO['password']}" in out
    assert err.lower().startswith(f"error: {store} ended")
    assert len((out + err).splitlines()) == 5
    assert '"POST /v1/login"' in (tmp_path / "service.log").read_text()
