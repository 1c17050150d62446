"""The rules of the house, held by reading the source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

import pytest

from chalicelib.domain.event_types import DESCRIPTIONS, EventType
from chalicelib.errors import ALL, Problem
from chalicelib.handlers import ROUTES
from chalicelib.http.endpoint import Access, Endpoint, endpoint
from chalicelib.settings import Settings

ROOT = Path(__file__).parents[2]
SERVICE = [ROOT / "app.py", *sorted((ROOT / "chalicelib").rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
API = (ROOT / "docs" / "api.md").read_text()
DOCS = "\n".join(path.read_text() for path in [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(paths: list[Path]) -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                yield f"{name(path)}:{node.name}", node


@pytest.mark.parametrize("problem", ALL, ids=lambda problem: problem.code)
def test_every_error_code_is_documented_with_its_status(problem: type[Problem]) -> None:
    row = next((line for line in API.splitlines() if f"`{problem.code}`" in line and line.startswith("|")), "")
    assert str(problem.status) in row


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_says_who_may_call_it_and_what_it_is_for(route: Endpoint) -> None:
    assert isinstance(route.access, Access)
    assert (route.handle.__doc__ or "").strip()


def test_a_route_that_does_not_say_who_may_call_it_is_no_route() -> None:
    with pytest.raises(TypeError):
        endpoint("GET", "/v1/open")  # type: ignore[call-arg]


def test_every_event_is_described() -> None:
    assert set(DESCRIPTIONS) == set(EventType)


@pytest.mark.parametrize("setting", Settings.model_fields)
def test_every_setting_is_documented(setting: str) -> None:
    assert f"POSTERN_{setting.upper()}" in DOCS


@pytest.mark.parametrize("path", [*SERVICE, *TESTS], ids=name)
def test_a_module_opens_with_what_it_is_for(path: Path) -> None:
    source = path.read_text()
    assert not source or ast.get_docstring(ast.parse(source))


def test_only_the_settings_read_the_environment() -> None:
    readers = {name(path) for path in SERVICE if re.search(r"os\.environ|os\.getenv|from os import", path.read_text())}
    assert readers == {"chalicelib/settings.py"}


def test_only_the_dependencies_read_the_clock_and_randomness() -> None:
    """`perf_counter` measures and `sleep` waits; neither tells the time."""
    pattern = r"time\.time\b|datetime\.now|os\.urandom|import (secrets|random)|uuid"
    assert {name(path) for path in SERVICE if re.search(pattern, path.read_text())} == {"chalicelib/deps.py"}


def test_functions_are_short() -> None:
    lengths = [(node.end_lineno or 0) - node.lineno + 1 for _, node in functions(SERVICE)]
    assert quantiles(lengths, n=10)[-1] <= 30


def test_what_is_shipped_carries_no_tool_of_ours() -> None:
    shipped = {line.partition("==")[0] for line in (ROOT / "requirements.txt").read_text().splitlines() if "==" in line}
    assert "pydantic" in shipped
    tools = {"pytest", "moto", "hypothesis", "ruff", "mypy", "boto3", "botocore", "chalice", "click", "rich"}
    assert shipped & tools == set()


@pytest.mark.parametrize("path", TESTS, ids=name)
def test_tests_replace_dependencies_and_patch_nothing_of_ours(path: Path) -> None:
    source = path.read_text()
    words = r"mock\.patch|setattr\(\W*chalicelib|mark\.(skip|xfail)\b|pytest\.skip\(|importorskip"
    assert name(path) == name(Path(__file__)) or not re.search(words, source)


def test_no_test_goes_without_an_assertion() -> None:
    """Of its own, or of a helper that it calls, at whatever remove."""
    found = dict(functions(TESTS))
    asserting = {"raises", "expect", "fail", "call_and_validate", "validate_response"}
    while more := {node.name for node in found.values() if _asserts(node, asserting)} - asserting:
        asserting |= more
    assert [
        where for where, node in found.items() if node.name.startswith("test_") and node.name not in asserting
    ] == []


def _asserts(node: ast.AST, asserting: set[str]) -> bool:
    parts = list(ast.walk(node))
    called = {part.func for part in parts if isinstance(part, ast.Call)}
    names = {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in called}
    return any(isinstance(part, ast.Assert) for part in parts) or bool(names & asserting)


def test_each_shape_has_a_name_of_its_own() -> None:
    shapes = {shape for route in ROUTES for shape in (route.body, route.answer) if isinstance(shape, type)}
    names = [shape.__name__ for shape in shapes]
    assert sorted(names) == sorted(set(names))
