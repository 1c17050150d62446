"""What the OpenAPI document says of every route, and a request to each in the shape that it asks for."""

import json
from dataclasses import dataclass
from typing import Any

from chalicelib import handlers
from chalicelib.http import openapi

assert handlers.ROUTES, "the document is that of the routes which were declared"
DOCUMENT: dict[str, Any] = json.loads(openapi.document())

SAMPLES = {
    "email": "sample@example.com",
    "code": "000000",
    "recovery_code": "0" * 25,
    "tenant": "acme",
    "mode": "off",
    "client_id": "sample",
    "domains": ["example.com"],
}
"""Values for fields that want more than their type."""

WHOLE: dict[str, Any] = {"/v1/session/step-up": {"password": "not the password"}, "/v1/users/{id}": {"role": "admin"}}
"""Bodies of which the document requires no field, and the route at least one."""


@dataclass(frozen=True)
class Operation:
    """One route."""

    method: str
    path: str
    access: str
    content: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def at(self, ident: str) -> str:
        """The path, with an id where it wants one."""
        return self.path.replace("{id}", ident).replace("{tenant}", "acme")

    @property
    def media_type(self) -> str | None:
        return next(iter(self.content), None)

    @property
    def body(self) -> Any:
        """A body that the route accepts, as JSON or raw; none where it takes none."""
        if self.media_type is None:
            return None
        if self.media_type != "application/json":
            return b"email,name\nsample@example.com,Sample\n"
        return WHOLE.get(self.path) or _sample("", self.content[self.media_type]["schema"])


def operations() -> list[Operation]:
    """Every route that there is."""
    return [
        Operation(method.upper(), path, operation["x-access"], operation.get("requestBody", {}).get("content", {}))
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
    ]


def _sample(name: str, schema: Any) -> Any:
    if "$ref" in schema:
        return _sample(name, DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]])
    if schema.get("type") == "object":
        return {each: _sample(each, schema["properties"][each]) for each in schema.get("required", [])}
    return SAMPLES.get(name) or schema.get("enum", ["sample text"])[0]
