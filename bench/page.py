"""What the pages that benchmarks write have in common: the machine, the date, tables."""

import os
import time
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"


def today() -> str:
    """As a reader writes it."""
    return time.strftime("%-d %B %Y")


def machine() -> str:
    """Cores, processor and memory of this one."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "an unnamed processor")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({model}) and {memory:.0f} GiB of memory"


def table(head: list[str], rows: list[list[str]]) -> str:
    """In Markdown; a column of figures is set to the right."""
    rule = ["---", *("---:" if _is_figure(rows, column) else "---" for column in range(1, len(head)))]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, rule, *rows]) + "\n"


def _is_figure(rows: list[list[str]], column: int) -> bool:
    return all(row[column][:1].isdigit() for row in rows)
