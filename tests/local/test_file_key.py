"""The key in a file seals as KMS does: for one context, and for whoever has the file."""

import os
from pathlib import Path

import pytest

from chalicelib.errors import InternalError, TryAgain
from chalicelib.store.vault import Vault
from local.file_key import FileKey

OWN = {"tenant": "acme", "user": "usr_1", "purpose": "totp"}


def vault(path: Path, environment: str = "local") -> Vault:
    return Vault(FileKey(path), str(path), environment)


def test_what_was_sealed_opens_after_a_restart_and_never_looks_the_same(tmp_path: Path) -> None:
    sealed, again = (vault(tmp_path / "key").seal(b"secret", **OWN) for _ in range(2))
    assert sealed != again
    assert b"secret" not in sealed
    assert vault(tmp_path / "key").open(sealed, **OWN) == b"secret"


@pytest.mark.parametrize("other", [{"tenant": "other"}, {"user": "usr_2"}, {"purpose": "cursor"}])
def test_another_context_does_not_open(tmp_path: Path, other: dict[str, str]) -> None:
    sealed = vault(tmp_path / "key").seal(b"secret", **OWN)
    with pytest.raises(InternalError):
        vault(tmp_path / "key").open(sealed, **{**OWN, **other})


def test_another_environment_or_another_key_does_not_open(tmp_path: Path) -> None:
    sealed = vault(tmp_path / "key").seal(b"secret", **OWN)
    for other in (vault(tmp_path / "key", "prod"), vault(tmp_path / "another")):
        with pytest.raises(InternalError):
            other.open(sealed, **OWN)


def test_one_flipped_bit_does_not_open(tmp_path: Path) -> None:
    sealed = vault(tmp_path / "key").seal(b"secret", **OWN)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(InternalError):
            vault(tmp_path / "key").open(bytes(changed), **OWN)


def test_what_is_too_short_does_not_open(tmp_path: Path) -> None:
    for sealed in (b"", b"short"):
        with pytest.raises(InternalError):
            vault(tmp_path / "key").open(sealed, **OWN)


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        FileKey(tmp_path / "key")
    finally:
        os.umask(before)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_it_is_not_rotated(tmp_path: Path) -> None:
    with pytest.raises(TryAgain):
        vault(tmp_path / "key").rotate()
