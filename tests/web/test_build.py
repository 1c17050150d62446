"""What is built and written down: sizes, nothing inline, types as the document says, and samples that compile."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

from app import app  # noqa: F401 - which registers the routes that the document lists
from chalicelib.http import openapi
from tests.support.service import ROOT

WEB = ROOT / "web"
DIST = WEB / "dist"
LIMITS = {"signing in": 25_000, "signed in": 25_000, "styles": 8_000}
"""Bytes after gzip."""
SCALED = "(?:font|margin|padding|gap|border-radius)"


def test_what_a_page_loads_stays_small() -> None:
    page = (DIST / "index.html").read_text(encoding="utf-8")
    first = {DIST / name.removeprefix("/") for name in re.findall(r'(?:src|href)="([^"]+\.js)"', page)}
    scripts = set(DIST.rglob("*.js"))
    sizes = {
        "signing in": _packed(first),
        "signed in": _packed(scripts - first),
        "styles": _packed(set(DIST.rglob("*.css"))),
    }
    assert all(0 < size <= LIMITS[part] for part, size in sizes.items()), sizes


def _packed(files: set[Path]) -> int:
    return sum(len(gzip.compress(file.read_bytes())) for file in files)


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


def test_a_text_has_as_many_forms_as_its_language_and_the_same_gaps() -> None:
    """Polish has three for whole numbers, and may add the one for fractions."""
    english = _texts("en")
    for language, forms in (("en", {2}), ("nl", {2}), ("pl", {3, 4})):
        for key, text in _texts(language).items():
            counted = len(text.split("|"))
            assert counted in (forms if "|" in english[key] else {1}), (language, key)
            assert _gaps(text) == _gaps(english[key]), (language, key)


def _texts(language: str) -> dict[str, str]:
    return dict(json.loads((WEB / f"src/texts/{language}.json").read_text(encoding="utf-8")))


def _gaps(text: str) -> set[str]:
    return set(re.findall(r"{\w+}", text))


def test_no_module_of_the_front_end_needs_itself() -> None:
    """A circle of imports loads in an order that nobody chose."""
    needed = {file: _imported(file) for file in (WEB / "src").rglob("*.ts*")}
    while free := [file for file, others in needed.items() if not others & needed.keys()]:
        for file in free:
            del needed[file]
    assert not needed, sorted(str(file.relative_to(WEB)) for file in needed)


def _imported(file: Path) -> set[Path]:
    """The modules that it names, for their values or their types alone."""
    named = re.findall(r"""(?:from|import)\(?\s*["'](\.[^"']+)["']""", file.read_text(encoding="utf-8"))
    stems = [file.parent / name for name in named]
    return {stem.with_name(f"{stem.name}{end}").resolve() for stem in stems for end in (".ts", ".tsx")}


def test_styles_draw_from_the_scales_and_force_nothing() -> None:
    """Sizes of type, space and corners are named in one file, and no rule needs `!important` to win."""
    for file in (WEB / "src").rglob("*.css"):
        styles = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert "!important" not in styles, file.name
        if file.name == "tokens.css":
            continue
        for name, value in re.findall(rf"[\s{{;]({SCALED}[\w-]*): ([^;]+);", styles):
            assert not re.search(r"\d(?:rem|px)", value.replace("1px", "")), f"{file.name}: {name}: {value}"


def _npm(command: str, *arguments: str) -> None:
    ran = subprocess.run([WEB / "node_modules/.bin" / command, *arguments], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr
