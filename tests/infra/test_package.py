"""The zip: the same each time, for the right machine, with byte-code that Python takes as it is."""

import importlib.util
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import pytest
from botocore import xform_name

from infra import archive, package, sdk

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
    package.build(tmp_path / "again", package.real())
    for name in ("postern.zip", "service.json"):
        assert (tmp_path / "again" / name).read_bytes() == (build / name).read_bytes()


def test_machine_code_is_for_arm(build: Path) -> None:
    found = list((build / "unpacked").rglob("*.so*"))
    assert {path.name.split(".")[0] for path in found} >= {"_pydantic_core", "_ffi", "_cffi_backend"}
    for path in found:
        assert struct.unpack_from("<H", path.read_bytes(), 18) == (AARCH64,), path


def test_machine_code_is_for_the_pinned_python_whoever_packages(build: Path) -> None:
    tagged = {path.name for path in (build / "unpacked").rglob("*.cpython-*.so")}
    assert {"_cffi_backend", "_pydantic_core"} <= {name.split(".")[0] for name in tagged}
    assert {name.split(".")[1].split("-")[1] for name in tagged} == {"".join(map(str, package.PYTHON))}


def test_byte_code_comes_from_the_python_that_runs_it_or_not_at_all(build: Path, tmp_path: Path) -> None:
    local = tmp_path / "local"
    package.build(local, package.here())
    for folder, target in ((build, package.real()), (local, package.here())):
        has_any = any((folder / "unpacked").rglob("*.pyc"))
        assert has_any == (sys.version_info[:2] == target.python)


def test_byte_code_is_not_checked_again(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("answer = 42")
    archive.compile_all(tmp_path)
    [compiled] = tmp_path.rglob("*.pyc")
    head = compiled.read_bytes()[:8]
    assert head[:4] == importlib.util.MAGIC_NUMBER
    assert struct.unpack("<I", head[4:]) == (0b01,)  # PEP 552: by hash, unchecked


def test_a_real_stage_is_packaged_by_the_python_that_runs_it_and_by_no_other() -> None:
    other = (3, 12) if sys.version_info[:2] == package.PYTHON else package.PYTHON
    package.require(package.Target("arm64", sys.version_info[:2]))
    with pytest.raises(click.ClickException, match=r"PYTHON=python3\.\d+"):
        package.require(package.Target("arm64", other))


def test_ships_the_application_and_nothing_of_its_workshop(names: list[str]) -> None:
    top = {name.split("/")[0] for name in names}
    assert {"app.py", "chalicelib", "chalice", "function.py"} <= top
    assert not top & {"tests", "local", "ops", "bench", "infra", "web", "moto", "pytest", "cfnlint", "boto3_stubs"}


def test_stays_small(build: Path) -> None:
    assert (build / "postern.zip").stat().st_size < 17_000_000  # a third of it byte-code


def test_the_sdk_describes_what_the_store_calls_and_no_more() -> None:
    sources = "".join(path.read_text() for path in (ROOT / "chalicelib" / "store").glob("*.py"))
    called = set(re.findall(r"_client\.(\w+)", sources))
    described = {xform_name(name) for operations in sdk.OPERATIONS.values() for name in operations}
    assert described - called == {"describe_endpoints"}
    assert called - described == OPERATORS_ONLY


def test_the_shipped_sdk_makes_its_clients_and_knows_nothing_else(build: Path) -> None:
    program = """
from botocore.session import get_session
session = get_session()
session.set_credentials("a", "b")
print(session.get_available_services())
clients = [session.create_client(name, region_name="eu-west-1") for name in session.get_available_services()]
print([client.meta.endpoint_url for client in clients])
"""
    command = [sys.executable, "-S", "-c", program]
    done = subprocess.run(command, cwd=build / "unpacked", capture_output=True, text=True, check=False, env={})
    assert done.stdout.splitlines() == [
        "['dynamodb', 'kms', 'sesv2']",
        str([f"https://{name}.eu-west-1.amazonaws.com" for name in ("dynamodb", "kms", "email")]),
    ], done.stderr
