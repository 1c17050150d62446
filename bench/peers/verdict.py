"""Says column by column who is ahead of Postern, and why."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.peers.trial import CLIENTS, Figures

MANY = CLIENTS[-1]
OURS = "Postern"


@dataclass(frozen=True)
class Column:
    """One thing that is compared."""

    name: str
    value: Callable[[Figures], float]
    """More is better."""
    reason: str
    """Why Postern may be behind, and the least that it can come to."""


DECISION = "([decision 50](decisions/0050-argon2-stays-with-argon2-cffi.md))"

COLUMNS = (
    Column(
        "Sign-ins a second",
        lambda found: found.sign_ins[MANY].rate,
        "A peer calls SQLite as a function. Postern sends each read and write over HTTP to a store in a process of "
        "its own, as it does on AWS: about a millisecond of CPU for each. Better Auth's build of Argon2 uses AVX2 and "
        f"takes half the CPU {DECISION}.",
    ),
    Column(
        "CPU over the CPU of the hash",
        lambda found: -found.ratio,
        "The same calls to the store. The floor is 1, the hash and nothing else.",
    ),
    Column(
        "Session checks a second",
        lambda found: found.checks[MANY].rate,
        "Postern asks its store at each check, so that a session that was ended is over at once. The floor is one "
        "call, about a millisecond of CPU.",
    ),
    Column(
        "Memory",
        lambda found: -found.memory,
        "The store is a process of its own. Each thread that hashes keeps its 19 MiB; the floor is two such blocks, "
        f"one for each core {DECISION}.",
    ),
    Column(
        "Seconds to the first sign-in",
        lambda found: -found.first_sign_in,
        "Postern starts its store before it starts itself.",
    ),
)
INTRODUCTION = """## Where Postern is ahead, and where it is not

At equal cost of the hash, with eight clients.

"""


def told(rows: list[tuple[str, Figures]]) -> str:
    """A list, where Postern is among the rows with somebody else."""
    ours = dict(rows).get(OURS)
    if not ours or len(rows) < 2:
        return ""
    lines = [_line(column, ours, rows) for column in COLUMNS]
    return (
        "## Where Postern is ahead, and where it is not\n\nAt equal cost of the hash, with eight clients.\n\n"
        + "".join(lines)
    )


def _line(column: Column, ours: Figures, rows: list[tuple[str, Figures]]) -> str:
    ahead = [name for name, found in rows if column.value(found) > column.value(ours)]
    if not ahead:
        return f"- **{column.name}**: ahead of all.\n"
    return f"- **{column.name}**: behind {', '.join(ahead)}. {column.reason}\n"
