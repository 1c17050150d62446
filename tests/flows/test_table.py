"""The table: pages that end early, keys that were not read, and what stays out of reach."""

from typing import Any

import pytest

from chalicelib.errors import NotSignedIn, TryAgain
from chalicelib.http.endpoint import Call
from chalicelib.store.table import Table
from world import World


class Pages:
    """A client whose pages are shorter than asked for, as DynamoDB's are at a megabyte."""

    def __init__(self, *pages: list[str]) -> None:
        self.pages = list(pages)
        self.asked: list[dict[str, Any]] = []

    def query(self, **request: Any) -> dict[str, Any]:
        self.asked.append(request)
        items = [{"pk": {"S": "p"}, "sk": {"S": sk}} for sk in self.pages.pop(0)]
        return {"Items": items, **({"LastEvaluatedKey": items[-1]} if self.pages else {})}

    def batch_get_item(self, **_: Any) -> dict[str, Any]:
        return {"Responses": {}, "UnprocessedKeys": {"t": {}}}


def test_a_query_goes_on_where_a_page_ended_early() -> None:
    pages = Pages(["a", "b"], ["c"])
    assert [row["sk"] for row in Table(pages, "t").query("p", limit=10)] == ["a", "b", "c"]
    assert [request["Limit"] for request in pages.asked] == [10, 8]
    assert pages.asked[1]["ExclusiveStartKey"] == {"pk": {"S": "p"}, "sk": {"S": "b"}}


def test_a_query_ends_with_what_was_asked_for() -> None:
    pages = Pages(["a", "b"], ["c"])
    assert [row["sk"] for row in Table(pages, "t").query("p", limit=2)] == ["a", "b"]
    assert len(pages.asked) == 1


def test_rows_that_were_not_read_are_not_taken_for_missing() -> None:
    with pytest.raises(TryAgain):
        Table(Pages(), "t").get_many({"pk": "p", "sk": "a"})


def test_many_rows_come_in_the_order_asked_for(world: World) -> None:
    tenant, missing = {"pk": "TENANT#acme", "sk": "TENANT"}, {"pk": "TENANT#acme", "sk": "NOTHING"}
    nothing, found = world.deps.table.get_many(missing, tenant)
    assert nothing is None
    assert found
    assert found["slug"] == "acme"


def test_a_handler_that_asks_who_is_signed_in_where_nobody_need_be_is_told_nobody(world: World) -> None:
    call = Call(world.deps, world.visitor(), headers={}, path={})
    with pytest.raises(NotSignedIn):
        _ = call.caller
