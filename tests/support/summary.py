"""Says at the end of a test run how many tests of each kind have passed."""

from collections import Counter

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The kinds are the folders under `tests/`."""
    passed = terminalreporter.stats.get("passed", [])
    kinds = Counter(report.nodeid.split("/")[1] for report in passed)
    told = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
    terminalreporter.write_line(f"passed: {len(passed)} in all, {told or 'none'}")
