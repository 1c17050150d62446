"""What is built and written down: sizes, nothing inline, types as the document says, and samples that compile."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

from chalicelib.http import openapi
from tests.support.service import ROOT

WEB = ROOT / "web"
DIST = WEB / "dist"
LIMITS = {".js": 25_000, ".css": 8_000}
"""Bytes after gzip."""


def test_what_a_page_loads_stays_small() -> None:
    sizes = dict.fromkeys(LIMITS, 0)
    for file in DIST.rglob("*"):
        if file.suffix in LIMITS:
            sizes[file.suffix] += len(gzip.compress(file.read_bytes()))
    assert all(0 < size <= LIMITS[suffix] for suffix, size in sizes.items()), sizes


def test_the_page_holds_nothing_inline_and_names_nobody_else() -> None:
    page = (DIST / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)


def test_the_committed_types_are_the_document_s(tmp_path: Path) -> None:
    document, types = tmp_path / "openapi.json", tmp_path / "schema.d.ts"
    document.write_text(json.dumps(json.loads(openapi.document())))
    _npm("openapi-typescript", str(document), "--default-non-nullable=false", "--output", str(types))
    committed = (WEB / "src/api/schema.d.ts").read_text(encoding="utf-8")
    assert types.read_text(encoding="utf-8") == committed, "OPENAPI=file npm run types"


def test_the_samples_of_the_guide_compile(tmp_path: Path) -> None:
    """Beside a copy of the client, as the guide says to use it; the functions that a reader brings are declared."""
    guide = (ROOT / "docs/front-end.md").read_text(encoding="utf-8")
    for kind in ("js", "ts"):
        [sample] = re.findall(rf"```{kind}\n(.*?)```", guide, re.DOTALL)
        (tmp_path / f"sample.{kind}").write_text(sample)
    shutil.copytree(WEB / "src/api", tmp_path / "api")
    (tmp_path / "own.d.ts").write_text(
        "declare function show(text: string): void;\ndeclare function askForCode(): Promise<string>;\n"
    )
    options = json.loads((WEB / "tsconfig.json").read_text())["compilerOptions"] | {"types": [], "allowJs": True}
    (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "include": ["*"]}))
    _npm("tsc", "--noEmit", "--project", str(tmp_path))


def _npm(command: str, *arguments: str) -> None:
    ran = subprocess.run([WEB / "node_modules/.bin" / command, *arguments], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr
