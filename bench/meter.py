"""Counts what flows cost: every call to DynamoDB with its capacity units, every call to KMS."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

WRITE_PRICE = 0.625e-6
"""US dollars a write unit, on demand, us-east-1."""
READ_PRICE = 0.125e-6
"""US dollars a read unit."""
KMS_PRICE = 0.03 / 10_000
"""US dollars a call."""
_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"}


@dataclass
class Cost:
    """What one flow took."""

    calls: int = 0
    write_units: float = 0
    read_units: float = 0
    kms_calls: int = 0

    @property
    def dollars_per_million(self) -> float:
        """At list prices, of DynamoDB and KMS."""
        each = self.write_units * WRITE_PRICE + self.read_units * READ_PRICE + self.kms_calls * KMS_PRICE
        return each * 1e6


class Meter:
    """Listens to the clients of a `Deps`."""

    def __init__(self, dynamodb: Any, kms: Any) -> None:
        self.cost = Cost()
        dynamodb.meta.events.register("provide-client-params.dynamodb.*", self._ask)
        dynamodb.meta.events.register("after-call.dynamodb.*", self._count)
        kms.meta.events.register("after-call.kms.*", self._count_kms)

    @contextmanager
    def measure(self) -> Iterator[Cost]:
        """The cost of the body."""
        self.cost = cost = Cost()
        yield cost
        self.cost = Cost()

    def _ask(self, params: dict[str, Any], **_: Any) -> None:
        params["ReturnConsumedCapacity"] = "TOTAL"

    def _count(self, model: Any, parsed: dict[str, Any], **_: Any) -> None:
        self.cost.calls += 1
        consumed = parsed.get("ConsumedCapacity") or []
        units = sum(each["CapacityUnits"] for each in (consumed if isinstance(consumed, list) else [consumed]))
        if model.name in _WRITES:
            self.cost.write_units += units or (1 if "Error" in parsed else 0)  # a refused condition costs a unit
        else:
            self.cost.read_units += units

    def _count_kms(self, **_: Any) -> None:
        self.cost.kms_calls += 1
