"""Faults, hung on the SDK's own events, where the real ones would come from."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import botocore.endpoint
from botocore.awsrequest import AWSResponse, HTTPHeaders
from botocore.endpoint import Endpoint
from botocore.exceptions import ReadTimeoutError

from world import World

THROTTLED = (400, "ProvisionedThroughputExceededException")
BROKEN = (500, "InternalServerError")
DENIED = (400, "AccessDeniedException")


class Silence:
    """No answer at all."""


Fault = tuple[int, str] | type[Silence]


@dataclass
class _Body:
    """The part of urllib3's response that the SDK reads."""

    content: bytes

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.content

    def read(self, *_: Any) -> bytes:
        return self.content


def _error(request: Any, status: int, code: str, reason: str) -> AWSResponse:
    fault: dict[str, Any] = {"__type": f"com.amazonaws.dynamodb#{code}", "message": "no"}
    if reason:
        others = json.loads(request.body)["TransactItems"][1:]
        fault["CancellationReasons"] = [{"Code": reason}, *({"Code": "None"} for _ in others)]
    headers = HTTPHeaders.from_dict({"Content-Type": "application/x-amz-json-1.0"})
    request.url = "https://aws.example"  # so that the emulator, which listens too, lets it pass
    return AWSResponse(request.url, status, headers, _Body(json.dumps(fault).encode()))


@contextmanager
def _no_waiting() -> Iterator[None]:
    """The SDK repeats at once."""
    real, botocore.endpoint.time = botocore.endpoint.time, SimpleNamespace(sleep=lambda _: None)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        botocore.endpoint.time = real  # type: ignore[attr-defined]


@dataclass
class _Injector:
    """Stands before every request, also the SDK's repetitions, and counts the calls that they belong to."""

    how: Fault
    after: int
    times: int
    reason: str
    calls: int = 0
    failed: list[str] = field(default_factory=list)

    def begin(self, **_: Any) -> None:
        self.calls += 1

    def answer(self, request: Any, **_: Any) -> AWSResponse | None:
        if self.calls <= self.after or len(self.failed) == self.times:
            return None
        self.failed.append(request.url)
        if isinstance(self.how, tuple):
            return _error(request, *self.how, self.reason)
        raise ReadTimeoutError(endpoint_url=request.url)


@contextmanager
def failing(
    world: World, operation: str, how: Fault, *, after: int = 0, times: int = 1000, reason: str = ""
) -> Iterator[list[str]]:
    """Let `times` requests of an operation fail as given, once `after` calls have gone through; answers those that did.

    `reason` is why the first write of a transaction was cancelled.
    """
    injector = _Injector(how, after, times, reason)
    hooks = [(f"before-call.*.{operation}", injector.begin), (f"before-send.*.{operation}", injector.answer)]
    for client in world.clients:
        for event, handler in hooks:
            client.meta.events.register_first(event, handler)
    with _no_waiting():
        yield injector.failed
    for client in world.clients:
        for event, handler in hooks:
            client.meta.events.unregister(event, handler)


@contextmanager
def losing(*, times: int, operation: str, after: int = 0) -> Iterator[list[str]]:
    """Lose the answers of so many requests of an operation, each after it happened, once `after` have gone through."""
    lost: list[str] = []
    answered: list[str] = []
    send = Endpoint._do_get_response  # type: ignore[attr-defined]

    def deaf(self: Any, request: Any, operation_model: Any, context: Any) -> Any:
        found = send(self, request, operation_model, context)
        if operation_model.name != operation or len(lost) == times:
            return found
        if len(answered) < after:
            answered.append(operation)
            return found
        lost.append(operation)
        return None, ReadTimeoutError(endpoint_url=request.url)

    Endpoint._do_get_response = deaf  # type: ignore[attr-defined]
    try:
        with _no_waiting():
            yield lost
    finally:
        Endpoint._do_get_response = send  # type: ignore[attr-defined]
