"""Byte-code and the reproducible zip: the same sources give the same bytes."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

DATE = (1980, 1, 1, 0, 0, 0)
"""The oldest date that a zip can say."""
WHERE = "/var/task"
"""Where Lambda unpacks; tracebacks name files so."""


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a zip that we made ourselves."""
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(folder)


def compile_all(folder: Path) -> None:
    """Add byte-code that Python takes without looking at the source (PEP 552, unchecked hash).

    In a process of its own: byte-code depends on what the compiling process has seen before, and on its hash seed.
    """
    command = [sys.executable, "-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash"]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    subprocess.run(  # noqa: S603 - our own interpreter and paths
        [*command, "-s", str(folder), "-p", WHERE, str(folder)], env=environment, check=True
    )


def pack(folder: Path, archive: Path) -> None:
    """Zip a folder: sorted, undated, with plain permissions."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), DATE)
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(entry, path.read_bytes())
