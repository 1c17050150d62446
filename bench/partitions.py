"""`make bench`: which partitions the sign-ins of one tenant write to, and how many a second they take."""

import contextlib
import io
import os
from collections import Counter
from typing import Any

from rich.console import Console
from rich.table import Table

os.environ |= {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"}
os.environ["POWERTOOLS_LOG_LEVEL"] = "CRITICAL"

from world import World, build, emulated

USERS = 40
UNITS_A_SECOND = 1000
"""Write units that one partition takes (DynamoDB, "Burst and adaptive capacity")."""


def main() -> None:
    """Let everybody sign in with a code once, and print the units of the busiest partitions."""
    with contextlib.redirect_stdout(io.StringIO()), emulated():
        world = build()
        secrets = _enrolled(world)
        load = Load(world)
        for email, secret in secrets.items():
            challenge = world.login(email).challenge
            assert world.verify(challenge, world.code(secret)).status == 200
    _show(load.units)


class Load:
    """Counts write units by partition: a transaction's writes count twice, rows of ours fit into one unit."""

    def __init__(self, world: World) -> None:
        self.units: Counter[str] = Counter()
        world.deps.table._client.meta.events.register("provide-client-params.dynamodb.*", self._count)

    def _count(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        if model.name == "TransactWriteItems":
            for item in params["TransactItems"]:
                self._add(next(iter(item.values())), 2)
        elif model.name in ("UpdateItem", "PutItem", "DeleteItem"):
            self._add(params, 1)

    def _add(self, write: dict[str, Any], units: int) -> None:
        pk = (write.get("Key") or write["Item"])["pk"]["S"]
        kind = pk.partition("#")[0]
        self.units[pk if kind in ("TENANT", "EVENTS") else f"{kind}#…, one for each user"] += units


def _enrolled(world: World) -> dict[str, str]:
    """People with an authenticator, and the secret of each."""
    world.set_policy("all")
    found = {}
    for number in range(USERS):
        email = f"user{number}@example.com"
        world.user(email)
        found[email] = world.enrol(email).secret
    world.pass_time(30)
    return found


def _show(units: Counter[str]) -> None:
    table = Table("partition", "units a sign-in", "sign-ins a second", box=None)
    for pk, count in units.most_common():
        each = count / USERS
        limit = "-" if "…" in pk else f"{UNITS_A_SECOND / each:,.0f}"
        table.add_row(pk, f"{each:.2f}", limit)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
