"""`python -m local.operate`: the operators' commands, beside the service that runs on this machine."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.support.service import ROOT, Service, start

DAY = 86_400


def operate(data_dir: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """What came of a command."""
    return subprocess.run(
        [sys.executable, "-m", "local.operate", *words],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_command_lives_by_the_services_clock_and_mails_into_its_mailbox(service: Service) -> None:
    words = ("user", "create", "demo", "ola@example.test", "--name", "Ola", "--ticket", "T-1", "--json")
    try:
        service.call("PUT", "/_local/clock", {"offset_seconds": 3 * DAY})
        made = operate(service.data_dir, *words)
    finally:
        service.call("PUT", "/_local/clock", {"offset_seconds": 0})
    assert made.returncode == 0, made.stderr
    [mail] = service.call("GET", "/_local/mail?to=ola@example.test").json["items"]
    told = operate(service.data_dir, "events", "demo", "--user", json.loads(made.stdout)["id"], "--json")
    events = [json.loads(line) for line in told.stdout.splitlines()]
    assert events
    assert {event["at"][:10] for event in events} == {mail["sent_at"][:10]}
    tenant = json.loads(operate(service.data_dir, "tenant", "show", "demo", "--json").stdout)
    assert mail["sent_at"][:10] > tenant["created_at"][:10]


def test_without_a_service_it_says_so(tmp_path: Path) -> None:
    """Also where one was killed and could not say goodbye."""
    said = f"No service runs on {tmp_path}: start it with `make run`.\n"
    refused = operate(tmp_path, "tenant", "show", "demo")
    assert (refused.returncode, refused.stderr) == (1, said)
    service = start(tmp_path)
    assert operate(tmp_path, "tenant", "show", "demo").returncode == 0
    service.stop(signal.SIGKILL)
    refused = operate(tmp_path, "tenant", "show", "demo")
    assert (refused.returncode, refused.stderr) == (1, said)
