"""The same first sign-in with a provider by other authors: `oidc-provider-mock`, which stands on Authlib."""

import http.client
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from world import World
from world.provider import Provider
from world.sso import EMAIL, Browser, activate, allow_loopback, problem

EVE = {"sub": "eve", "email": EMAIL, "email_verified": True, "name": "Eve"}


@pytest.fixture
def port() -> Iterator[int]:
    """Of the provider, in a process of its own: its libraries warn of one another."""
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-u",
        "-m",
        "oidc_provider_mock",
        "-p",
        "0",
        "--user-claims",
        json.dumps(EVE),
    ]
    with subprocess.Popen(command, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        found = (re.search(r"http://[\w.]+:(\d+)", line) for line in process.stdout)
        yield next(int(each[1]) for each in found if each)
        process.terminate()


def agree(location: str) -> dict[str, str]:
    """Sign in on the provider's page; answers what the browser brings back."""
    parts = urlsplit(location)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", f"{parts.path}?{parts.query}", urlencode({"sub": EVE["sub"]}), headers)
    back = line.getresponse().headers["Location"]
    line.close()
    return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}


def test_the_first_sign_in_and_the_second(world: World, port: int) -> None:
    world.pass_time(time.time() - world.clock.now)
    allow_loopback(world, request_seconds=5)
    world.user(EMAIL, sign_in="sso")
    provider = Provider(port=port)
    activate(world, provider)
    browser = Browser(world, provider)
    for _ in range(2):
        assert problem(browser.come_back(agree(browser.start().body["location"]))) == ""
        assert browser.session()["user"]["email"] == EMAIL
