"""Puts many users into the table at once, past the SDK: a million take minutes instead of an hour."""

import http.client
import json
import os
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from chalicelib.domain.records import User
from chalicelib.store import users
from world import START

TABLE = "postern-test"
BATCH = 25
"""The most that DynamoDB takes in one call."""
HEADERS = {
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Target": "DynamoDB_20120810.BatchWriteItem",
    "Authorization": "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host, Signature=0",
    "X-Amz-Date": "20260101T000000Z",
}


def fill(tenant: str, numbers: Iterable[int]) -> None:
    """A user of that tenant for each number, with the rows that creating one writes."""
    address = urlsplit(os.environ["AWS_ENDPOINT_URL_DYNAMODB"]).netloc
    connection, template = http.client.HTTPConnection(address), _template(tenant)
    for batch in _batches({"PutRequest": {"Item": item}} for number in numbers for item in _items(template, number)):
        connection.request("POST", "/", json.dumps({"RequestItems": {TABLE: batch}}), HEADERS)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != 200:
            raise RuntimeError(said.decode())


def _template(tenant: str) -> User:
    return User(
        id="usr_",
        tenant=tenant,
        email="",
        name="",
        role="member",
        sign_in="password",
        password_hash="x" * 97,
        created_at=START,
    )


def _items(template: User, number: int) -> Iterator[dict[str, object]]:
    mine = {"id": f"usr_{number:026d}", "email": f"user{number}@example.com", "name": f"User {number}"}
    return (write.arguments["Item"] for write in users.create(template.model_copy(update=mine), now=START))


def _batches(requests: Iterable[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    batch: list[dict[str, object]] = []
    for request in requests:
        batch.append(request)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
