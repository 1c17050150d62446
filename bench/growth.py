"""`make bench-growth`: what a sign-in takes as the table grows, and what an admin's pages take in a large tenant."""

import contextlib
import io
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

os.environ |= {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"}
os.environ["POWERTOOLS_LOG_LEVEL"] = "CRITICAL"

from bench import page
from bench.filling import fill
from bench.meter import Cost, Meter
from bench.store import running
from world import Enrolled, World, build, emulated

SIZES = (100, 10_000, 1_000_000)
"""Users that are stored when somebody signs in."""
TENANT_SIZE = 1_000
"""Users of each tenant that fills the table."""
LARGE = 100_000
"""Users of the one tenant whose admin's pages are measured."""
PAGE = """# What grows with the number of users

`make bench-growth` wrote this page on {date}. The machine has {machine}.
The store is one that counts units as DynamoDB does. Milliseconds are the least of several times, since other work only
adds to them. Passwords have a cheap hash here, so that it is the store that is seen.

## A sign-in with MFA, by the number of stored users

{sign_ins}
## What an admin reads in a tenant of {large:,} users

{pages}
A list reads the same at any size. A preview takes its numbers from counts that are kept, and looks through the first
users for a few names to show, up to a limit. A search reads the tenant page by page: DynamoDB charges for what is read,
and not for what is found.
"""
SIGN_INS = 12
"""For each size; fewer than fifty in all, since the fifty-first session of a user ends an older one."""
READS = 5


@dataclass(frozen=True)
class Measured:
    """One line of a table."""

    name: str
    requests: int
    cost: Cost
    milliseconds: float


def main() -> None:
    """Measure, and write docs/growth.md."""
    with contextlib.redirect_stdout(io.StringIO()), running(), emulated():
        world = build()
        admin = world.enrolled_admin()
        sign_ins = list(_sign_ins(world, admin))
        fill("acme", range(LARGE))
        pages = list(_pages(world, world.sign_in(admin).body["session"]["token"]))
    (page.DOCS / "growth.md").write_text(
        PAGE.format(
            date=page.today(), machine=page.machine(), large=LARGE, sign_ins=_table(sign_ins), pages=_table(pages)
        )
    )


def _sign_ins(world: World, admin: Enrolled) -> Iterator[Measured]:
    """The same person signs in, while the other tenants become more."""

    def sign_in() -> int:
        world.sign_in(admin)
        return 2

    stored = 0
    for size in SIZES:
        for start in range(stored, size, TENANT_SIZE):
            fill(f"tenant-{start}", range(start, min(start + TENANT_SIZE, size)))
        stored = size
        yield _measured(world, f"{size:,}", sign_in, SIGN_INS)


def _pages(world: World, token: str) -> Iterator[Measured]:
    def read(query: str) -> Any:
        answer = world.call("GET", f"/v1/users?{query}", token=token)
        assert answer.status == 200, answer.text
        return answer.body

    def search(query: str) -> int:
        """Go on until there is nothing left, as a front end does that wants every match."""
        cursor, requests = read(f"query={query}&limit=100")["next_cursor"], 1
        while cursor:
            cursor, requests = read(f"query={query}&limit=100&cursor={cursor}")["next_cursor"], requests + 1
        return requests

    def preview(mode: str) -> int:
        answer = world.call("POST", "/v1/policy/preview", {"mode": mode}, token=token)
        assert answer.status == 200, answer.text
        return 1

    last = f"user{LARGE - 1}%40example.com"
    yield _measured(world, "a list of 50", lambda: bool(read("limit=50")), READS)
    yield _measured(world, "a preview that asks everybody", lambda: preview("all"), READS)
    yield _measured(world, "a preview that asks nobody anew", lambda: preview("admins"), READS)
    yield _measured(world, "a search, its first page", lambda: bool(read(f"query={last}&limit=50")), READS)
    yield _measured(world, "a search for an address, to its end", lambda: search(last), 1)
    yield _measured(world, "a search for part of a name, to its end", lambda: search(str(LARGE - 1)), 1)


def _measured(world: World, name: str, act: Callable[[], int], times: int) -> Measured:
    """What the last time cost, and the least of the durations, to which others only add; `act` tells how many
    requests it made."""
    meter, durations = Meter(*world.clients), []
    for _ in range(times):
        with meter.measure() as cost:
            begin = time.perf_counter()
            requests = act()
            durations.append((time.perf_counter() - begin) * 1000)
    return Measured(name, requests, cost, min(durations))


def _table(rows: list[Measured]) -> str:
    head = ["", "requests", "calls to the store", "write units", "read units", "KMS calls", "ms at best"]
    return page.table(head, [_cells(row) for row in rows])


def _cells(row: Measured) -> list[str]:
    cost = row.cost
    figures = (row.requests, cost.calls, cost.write_units, cost.read_units, cost.kms_calls)
    return [row.name, *(f"{each:,g}" for each in figures), f"{row.milliseconds:,.1f}"]


if __name__ == "__main__":
    main()
