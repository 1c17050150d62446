"""The one table: reads, and commits of conditional writes; the only place that knows DynamoDB's errors."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import telemetry
from chalicelib.errors import TryAgain
from chalicelib.store import schema
from chalicelib.store.items import Item, decode_item, encode, encode_item
from chalicelib.store.writes import Key, Write

CONFLICT_TRIES = 6
"""A commit that met another one on the same row is tried this often before the caller is asked to."""
CONFLICT_WAIT = 0.02
"""Seconds before the second try; twice as long before each further one."""
BY_OWNER = "by_owner"


class Refused(Exception):
    """A single write's condition did not hold."""

    def __init__(self, old: Item | None) -> None:
        super().__init__("condition refused")
        self.old = old


class Table:
    """DynamoDB's table behind four verbs: get, query, write (one row, read back), commit (all or nothing)."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def get(self, key: Key) -> Item | None:
        """The row as of now (strongly consistent), or `None`. Raises `TryAgain`."""
        with answered():
            answer = self._client.get_item(TableName=self._name, Key=encode_item(key), ConsistentRead=True)
        return _row(answer["Item"]) if "Item" in answer else None

    def get_many(self, *keys: Key, is_consistent: bool = True) -> list[Item | None]:
        """Up to 100 rows in the order asked for; half the price where they may be a moment old. Raises `TryAgain`."""
        request = {self._name: {"Keys": [encode_item(key) for key in keys], "ConsistentRead": is_consistent}}
        with answered():
            answer = self._client.batch_get_item(RequestItems=request)
        if answer.get("UnprocessedKeys"):
            raise TryAgain
        found = {(row["pk"], row["sk"]): row for row in map(_row, answer["Responses"].get(self._name, []))}
        return [found.get((key["pk"], key["sk"])) for key in keys]

    def query(
        self, pk: str, *, prefix: str = "", after: str | None = None, limit: int = 100, newest_first: bool = False
    ) -> list[Item]:
        """Up to `limit` rows of a partition in key order, those behind sort key `after`. Raises `TryAgain`."""
        start = {"pk": pk, "sk": after} if after else None
        return list(self._pages({"pk": pk}, "sk", prefix, start, limit, newest_first, {"ConsistentRead": True}))

    def query_owned(
        self, owner: str, *, after: Key | None = None, limit: int = 100, newest_first: bool = False
    ) -> list[Item]:
        """Up to `limit` rows of one owner from the index, eventually consistent; `after` is a row's whole key."""
        index = {"IndexName": BY_OWNER}
        return list(self._pages({"owner": owner}, "owned", "", after, limit, newest_first, index))

    def scan(self, *, after: Key | None, limit: int) -> tuple[list[Item], Key | None]:
        """Some rows of the whole table as they are stored, and where to go on. Operators only. Raises `TryAgain`."""
        start = {"ExclusiveStartKey": encode_item(after)} if after else {}
        with answered():
            answer = self._client.scan(TableName=self._name, Limit=limit, ConsistentRead=True, **start)
        last = answer.get("LastEvaluatedKey")
        return [decode_item(item) for item in answer["Items"]], decode_item(last) if last else None

    def write(self, write: Write) -> Item:
        """One conditional update; answers the row as it is now. Raises `Refused` with the row as it was, `TryAgain`."""
        arguments = {**write.arguments, "ReturnValues": "ALL_NEW", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
        for _ in _tries():
            try:
                with answered():
                    answer = self._client.update_item(TableName=self._name, **arguments)
                return _row(answer["Attributes"])
            except ClientError as error:
                if _code(error) == "ConditionalCheckFailedException":
                    raise Refused(_old(error.response)) from None
        raise TryAgain(retry_after=1)

    def commit(self, *writes: Write) -> None:
        """All of the writes, or none. Raises the error that the first refused condition means, or `TryAgain`.

        A repetition of a commit that has already happened (its answer was lost) counts as its success: the SDK
        repeats with the same token, and a commit that carries a marker is recognised by it.
        """
        try:
            self._commit(writes)
        except TryAgain:
            if not self._has_happened(writes):
                raise
        for write in writes:
            if write.marks:
                telemetry.log(write.marks)

    def _commit(self, writes: tuple[Write, ...]) -> None:
        for _ in _tries():
            try:
                with answered():
                    if len(writes) == 1:
                        self._single(writes[0])
                    else:
                        self._transact(writes)
                return
            except ClientError as error:
                refused = _refused(error, writes)
                if any(write.marks for write, _ in refused):
                    return
                for write, old in refused:
                    raise write.refusal(old) from None
        raise TryAgain(retry_after=1)

    def _single(self, write: Write) -> None:
        call = {"Put": self._client.put_item, "Update": self._client.update_item, "Delete": self._client.delete_item}
        arguments = {**write.arguments, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
        call[write.operation](TableName=self._name, **arguments)

    def _transact(self, writes: Iterable[Write]) -> None:
        items = [
            {
                write.operation: {
                    "TableName": self._name,
                    **write.arguments,
                    **(
                        {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
                        if "ConditionExpression" in write.arguments
                        else {}
                    ),
                }
            }
            for write in writes
        ]
        self._client.transact_write_items(TransactItems=items)

    def _has_happened(self, writes: tuple[Write, ...]) -> bool:
        for write in writes:
            if write.marks:
                item = decode_item(write.arguments["Item"])
                return self.get({"pk": item["pk"], "sk": item["sk"]}) is not None
        return False

    def _pages(
        self,
        partition: Mapping[str, str],
        sort: str,
        prefix: str,
        start: Mapping[str, str] | None,
        limit: int,
        newest_first: bool,
        how: Mapping[str, Any],
    ) -> Iterator[Item]:
        ((name, value),) = partition.items()
        request: dict[str, Any] = {
            "TableName": self._name,
            "KeyConditionExpression": "#p = :p" + (" AND begins_with(#s, :s)" if prefix else ""),
            "ExpressionAttributeNames": {"#p": name, **({"#s": sort} if prefix else {})},
            "ExpressionAttributeValues": {":p": encode(value), **({":s": encode(prefix)} if prefix else {})},
            "ScanIndexForward": not newest_first,
            **how,
        }
        position = encode_item(start) if start else None
        while limit > 0:
            with answered():
                answer = self._client.query(
                    **request, Limit=limit, **({"ExclusiveStartKey": position} if position else {})
                )
            yield from map(_row, answer["Items"])
            limit -= len(answer["Items"])
            position = answer.get("LastEvaluatedKey")
            if not position:
                return


CONDITIONS = {"ConditionalCheckFailedException", "TransactionCanceledException", "TransactionConflictException"}


@contextmanager
def answered() -> Iterator[None]:
    """A call to AWS that fails becomes `TryAgain`; refused conditions and conflicts pass through to be read.

    A request that AWS cannot make sense of is our own fault and stays an exception.
    """
    try:
        yield
    except ClientError as error:
        code = _code(error)
        if code == "TransactionCanceledException" and (_reasons(error) & _PATIENCE):
            raise TryAgain(retry_after=1) from error
        if code in CONDITIONS or code == "ValidationException":
            raise
        raise TryAgain(retry_after=1) from error
    except BotoCoreError as error:
        raise TryAgain(retry_after=1) from error


_PATIENCE = {"ThrottlingError", "ProvisionedThroughputExceeded"}


def _row(item: Mapping[str, Any]) -> Item:
    return schema.current(decode_item(item))


def _tries() -> Iterator[int]:
    yield 0
    for attempt in range(1, CONFLICT_TRIES):
        time.sleep(CONFLICT_WAIT * 2 ** (attempt - 1))
        yield attempt


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


def _reasons(error: ClientError) -> set[str]:
    return {reason["Code"] for reason in error.response.get("CancellationReasons", [])}


def _old(reason: Mapping[str, Any]) -> Item | None:
    return _row(reason["Item"]) if reason.get("Item") else None


def _refused(error: ClientError, writes: tuple[Write, ...]) -> list[tuple[Write, Item | None]]:
    """The writes whose conditions did not hold, with their rows; empty for a mere conflict. Re-raises the rest."""
    match _code(error):
        case "ConditionalCheckFailedException":
            return [(writes[0], _old(error.response))]
        case "TransactionCanceledException":
            reasons = error.response["CancellationReasons"]
            return [
                (write, _old(reason))
                for write, reason in zip(writes, reasons, strict=True)
                if reason["Code"] == "ConditionalCheckFailed"
            ]
        case "TransactionConflictException":
            return []
        case _:
            raise error
