"""`python -m local` as a process: what it says, what outlives it, and how it ends."""

import os
import signal
import sys
import time
from pathlib import Path

import pyotp
import pytest

from tests.support.service import Service, launch, start

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


def signed_in(service: Service) -> dict[str, str]:
    """The header of a new session of that admin."""
    session = service.call("POST", "/v1/login", DEMO).json["session"]
    return {"Authorization": f"Bearer {session['token']}"}


def test_state_keys_and_mail_survive_a_stop_and_a_kill(tmp_path: Path) -> None:
    service = start(tmp_path)
    totp = enrol(service)
    mails = service.call("GET", "/_local/mail").json
    assert service.stop(signal.SIGINT) == 0

    service = start(tmp_path)
    assert service.call("GET", "/_local/mail").json == mails
    step_up(service, totp, seconds_ahead=30)
    service.stop(signal.SIGKILL)

    service = start(tmp_path)
    step_up(service, totp, seconds_ahead=60)
    assert service.stop() == 0


def pretend_another_schema(folder: Path) -> None:
    """Make the state look as if the table's index had had another name."""
    state = folder / "ministack" / "cloudformation.json"
    state.write_text(state.read_text().replace("by_owner", "by_holder"))


def test_fresh_begins_anew(tmp_path: Path) -> None:
    service = start(tmp_path)
    acme = {"slug": "acme", "name": "ACME", "admin": {"email": "anna@example.com", "name": "Anna"}}
    assert service.call("POST", "/_local/tenants", acme).status == 201
    service.stop()
    (tmp_path / "mine.txt").write_text("not the service's")
    pretend_another_schema(tmp_path)

    process = launch(tmp_path)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert err == "Error: infra/data.yaml has changed since the state was made: begin anew with FRESH=1.\n"

    service = start(tmp_path, FRESH="1")
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


@pytest.mark.skipif(sys.platform != "linux", reason="finds MiniStack in /proc")
def test_without_ministack_the_service_ends_and_says_so(tmp_path: Path) -> None:
    """Meanwhile the terminal stays readable: what the app prints is in the log."""
    service = start(tmp_path)
    service.call("POST", "/v1/login", DEMO)
    with service.process as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        [ministack] = map(int, children.read_text().split())
        os.kill(ministack, signal.SIGKILL)
        assert process.wait(timeout=30) == 1
        assert process.stdout
        assert process.stderr
        out, err = process.stdout.read(), process.stderr.read()
    assert f"{service.url}/demo as {DEMO['email']} with the password {DEMO['password']}" in out
    assert err.startswith("Error: MiniStack ended")
    assert len((out + err).splitlines()) == 5
    assert '"POST /v1/login"' in (tmp_path / "service.log").read_text()
