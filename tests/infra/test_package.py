"""The zip: the same each time, for the right machine, with byte-code that Python takes as it is."""

import importlib.util
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from botocore import xform_name

from infra import package, sdk

pytestmark = pytest.mark.xdist_group("package")  # one build for all

ROOT = Path(__file__).resolve().parents[2]
OPERATORS_ONLY = {"describe_key", "rotate_key_on_demand", "scan"}
"""Calls of `ops/`, made with an operator's own rights and SDK; no route leads to them."""
AARCH64 = 183
"""ELF's number for 64-bit ARM."""


@pytest.fixture(scope="module")
def names(build: Path) -> list[str]:
    with zipfile.ZipFile(build / "postern.zip") as zipped:
        return zipped.namelist()


def test_two_clean_builds_are_the_same(build: Path, tmp_path: Path) -> None:
    package.build(tmp_path / "again", architecture="arm64")
    for name in ("postern.zip", "service.json"):
        assert (tmp_path / "again" / name).read_bytes() == (build / name).read_bytes()


def test_machine_code_is_for_arm(build: Path) -> None:
    found = list((build / "unpacked").rglob("*.so*"))
    assert {path.name.split(".")[0] for path in found} >= {"_pydantic_core", "_ffi", "_cffi_backend"}
    for path in found:
        assert struct.unpack_from("<H", path.read_bytes(), 18) == (AARCH64,), path


def test_all_python_has_byte_code_that_is_not_checked_again(build: Path) -> None:
    for source in (build / "unpacked").rglob("*.py"):
        compiled = Path(importlib.util.cache_from_source(str(source)))
        if not compiled.exists():
            assert not is_python(source), source
            continue
        head = compiled.read_bytes()[:8]
        assert head[:4] == importlib.util.MAGIC_NUMBER
        assert struct.unpack("<I", head[4:]) == (0b01,), source  # PEP 552: by hash, unchecked


def is_python(source: Path) -> bool:
    """Whether this Python can compile it: packages carry samples for others."""
    try:
        compile(source.read_bytes(), str(source), "exec")
    except SyntaxError:
        return False
    return True


def test_ships_the_application_and_nothing_of_its_workshop(names: list[str]) -> None:
    top = {name.split("/")[0] for name in names}
    assert {"app.py", "chalicelib", "chalice"} <= top
    assert not top & {"tests", "local", "ops", "bench", "infra", "web", "moto", "pytest", "cfnlint", "boto3_stubs"}


def test_stays_small(build: Path) -> None:
    assert (build / "postern.zip").stat().st_size < 13_000_000


def test_the_sdk_describes_what_the_store_calls_and_no_more() -> None:
    sources = "".join(path.read_text() for path in (ROOT / "chalicelib" / "store").glob("*.py"))
    called = set(re.findall(r"_client\.(\w+)", sources))
    described = {xform_name(name) for operations in sdk.OPERATIONS.values() for name in operations}
    assert described - called == {"describe_endpoints"}
    assert called - described == OPERATORS_ONLY


def test_the_shipped_sdk_makes_its_clients_and_knows_nothing_else(build: Path) -> None:
    program = """
import boto3
session = boto3.Session(aws_access_key_id="a", aws_secret_access_key="b", region_name="eu-west-1")
print(session.get_available_services())
clients = [session.client(name) for name in session.get_available_services()]
print([client.meta.endpoint_url for client in clients])
"""
    command = [sys.executable, "-S", "-c", program]
    done = subprocess.run(command, cwd=build / "unpacked", capture_output=True, text=True, check=False, env={})
    assert done.stdout.splitlines() == [
        "['dynamodb', 'kms', 'sesv2']",
        str([f"https://{name}.eu-west-1.amazonaws.com" for name in ("dynamodb", "kms", "email")]),
    ], done.stderr
