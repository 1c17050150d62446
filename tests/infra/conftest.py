"""The package for production, as `make package` builds it."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra import package, templates


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one build."""
    folder = tmp_path_factory.mktemp("build") / "prod"
    package.build(folder, package.real())
    return folder


@pytest.fixture(scope="session")
def resources(build: Path) -> dict[str, Any]:
    """Every resource of every stack, by logical name."""
    found = [json.loads((build / f"{name}.json").read_text())["Resources"] for name in templates.STACKS]
    assert sum(map(len, found)) == len({name for each in found for name in each})
    return {name: resource for each in found for name, resource in each.items()}
