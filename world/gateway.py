"""What the gateway hands to the function, and what comes back."""

import base64
import json
from dataclasses import dataclass
from itertools import count
from typing import Any

from chalice.local import LambdaEventConverter, RouteMatcher


@dataclass
class Answer:
    """What came back over HTTP."""

    status: int
    headers: dict[str, Any]
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        return str(self.body["code"])

    @property
    def challenge(self) -> str:
        return str(self.body["challenge"]["token"])

    @property
    def token(self) -> str:
        return str(self.body["session"]["token"])


def send(method: str, path: str, headers: dict[str, str], body: bytes, address: str) -> Answer:
    """One request through the app, as the gateway would make it."""
    import app

    found = app.app(event(method, path, headers, body, address), None)
    return Answer(found["statusCode"], {**found["headers"], **found["multiValueHeaders"]}, found["body"])


def event(method: str, path: str, headers: dict[str, str], body: bytes, address: str) -> dict[str, Any]:
    """What the gateway hands to the function; bodies that are no text travel in base 64."""
    import app

    event: dict[str, Any] = LambdaEventConverter(RouteMatcher(list(app.app.routes))).create_lambda_event(
        method, path, headers, b""
    )
    event["requestContext"] |= {"identity": {"sourceIp": address}, "requestId": f"req-{next(_requests)}"}
    try:
        return {**event, "body": body.decode()}
    except UnicodeDecodeError:
        return {**event, "body": base64.b64encode(body).decode(), "isBase64Encoded": True}


_requests = count()
