"""A function whose environment is not as it must be: it fails closed, in the words of the contract."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEND = """
import json, sys
from world.gateway import send
answer = send(sys.argv[1], "/v1/health", {"Origin": "https://app.example.com"}, b"", "192.0.2.1")
print(json.dumps([answer.status, answer.headers, answer.text]))
"""


@pytest.mark.parametrize(("method", "status"), [("GET", 500), ("PUT", 405), ("OPTIONS", 204)])
def test_a_function_without_its_settings_answers_in_the_form_of_the_contract(method: str, status: int) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SEND, method], cwd=ROOT, env={"PATH": ""}, capture_output=True, text=True, check=True
    )
    found, headers, text = json.loads(ran.stdout.splitlines()[-1])
    assert found == status
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Request-Id"]
    assert "Access-Control-Allow-Origin" not in headers
    if method == "GET":
        assert headers["Content-Type"] == "application/problem+json"
        problem = json.loads(text)
        assert (problem["code"], problem["request_id"]) == ("internal_error", headers["X-Request-Id"])
        assert "POSTERN" not in text
