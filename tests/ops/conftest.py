"""The operators' command line, as it is typed."""

import sys
from dataclasses import dataclass
from typing import Any

import pytest

from chalicelib.store import events
from ops import __main__ as command
from world import World


@dataclass
class Typed:
    """What came of a command."""

    code: int
    out: str
    err: str


class Shell:
    """Types commands; answers questions with `answer`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *words: str, answer: str = "") -> Typed:
        import io

        self._monkeypatch.setattr(sys, "argv", ["ops", "--operator", "olga", *words])
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            command.main()
        out, err = self._capsys.readouterr()
        assert isinstance(ended.value.code, int)
        lines = [line for line in out.splitlines() if not line.startswith('{"level"')]
        return Typed(ended.value.code, "\n".join(lines), err.rstrip("\n"))


@pytest.fixture
def ops(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys)


def newest(world: World, kind: str, tenant: str = "acme") -> dict[str, Any]:
    """The newest event of a type."""
    found = events.page(world.deps.table, tenant, user=None, after=None, limit=100)
    return next(event.model_dump() for event in found if event.type == kind)
