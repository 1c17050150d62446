"""No secret lies in the repository: every tracked file is scanned, but for locks and pins, which are digests."""

import subprocess
from pathlib import Path

import pytest
from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.core.scan import scan_file
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).parents[2]
NAMES_ONLY = "Secret Keyword"
"""The one detector left out: it takes each mention of a password for one, and this service speaks of little else."""
DETECTORS: dict[str, type] = get_mapping_from_secret_type_to_class()
PLUGINS = [{"name": detector.__name__} for kind, detector in DETECTORS.items() if kind != NAMES_ONLY]
PICTURES = {".png", ".svg"}
DIGESTS = {"package-lock.json", "common_passwords.txt"}
KNOWN = {
    ("chalicelib/domain/ids.py", "Base64 High Entropy String"),  # an alphabet
    ("tests/domain/oidc/test_issuers.py", "Basic Auth Credentials"),  # an address that is refused
    ("tests/domain/test_digests.py", "Hex High Entropy String"),  # digests of what the test writes out
}


def _tracked() -> list[Path]:
    told = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    found = [ROOT / line for line in told.stdout.splitlines()] or [*ROOT.glob("*.*"), *ROOT.glob("chalicelib/**/*.py")]
    return [path for path in found if path.is_file() and not _is_of_digests(path)]


def _is_of_digests(path: Path) -> bool:
    is_pins = path.name.startswith("requirements") and path.suffix == ".txt"
    return is_pins or path.suffix in PICTURES or path.name in DIGESTS


def _found(paths: list[Path]) -> set[tuple[str, str]]:
    with transient_settings({"plugins_used": PLUGINS}):
        secrets = [(path, secret) for path in paths for secret in scan_file(str(path))]
    return {(str(path.relative_to(ROOT)) if ROOT in path.parents else path.name, each.type) for path, each in secrets}


def test_no_tracked_file_holds_a_secret() -> None:
    assert _found(_tracked()) == KNOWN


@pytest.mark.parametrize(
    "line",
    [
        "aws = 'AKIA" + "QWERTYUIOPASDFGH'",
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "url = 'https://user:" + "hunter2@example.org/'",
        "github = 'ghp_" + "a1B2" * 9 + "'",
    ],
    ids=["cloud key", "private key", "password in an address", "repository token"],
)
def test_the_scan_would_find_one(line: str, tmp_path: Path) -> None:
    leak = tmp_path / "leak.py"
    leak.write_text(line + "\n")
    assert _found([leak])
