"""The OpenAPI 3.1 document, generated from the endpoints and their models."""

import json
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter

from chalicelib import VERSION
from chalicelib.errors import ALL, PreconditionFailed, Problem
from chalicelib.http import problems
from chalicelib.http.endpoint import ENDPOINTS, PATH_SHAPES, Access, Endpoint

_REF = "#/components/schemas/{model}"


@cache
def document() -> str:
    """The whole document, as JSON."""
    schemas: dict[str, Any] = {"Problem": _problem()}
    paths: dict[str, Any] = {}
    for route in ENDPOINTS:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "Postern", "version": VERSION, "description": _ABOUT, "license": {"name": "Apache-2.0"}},
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": _SCHEMES},
    }
    return json.dumps(whole)


_ABOUT = "Sign-in with a password and an authenticator, for many tenants."
_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "__Host-session"},
}
_NAMES = {"tenant": "The tenant's slug.", "id": "An id that the service made."}


def _operation(route: Endpoint, schemas: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{route.handle.__module__.rsplit('.', 1)[-1]}_{route.handle.__name__}",
        "summary": (route.handle.__doc__ or "").strip().split("\n")[0],
        "tags": [route.handle.__module__.rsplit(".", 1)[-1]],
        "security": [] if route.access is Access.ANYONE else [{"bearer": []}, {"cookie": []}],
        "x-access": route.access.value,
        "parameters": [*_path_parameters(route), *_query_parameters(route, schemas), *_header_parameters(route)],
        "responses": _responses(route, schemas),
    }
    if route.body is bytes:
        operation["requestBody"] = _content(route.body_type, {"type": "string"})
    elif route.body:
        operation["requestBody"] = _content(route.body_type, _schema(route.body, schemas, "validation"))
    return operation


def _content(media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {media_type: {"schema": schema}}}


def _path_parameters(route: Endpoint) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in route.path.split("/") if part.startswith("{")]
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": _NAMES[name],
            "schema": {"type": "string", "pattern": f"^{PATH_SHAPES[name]}$"},
        }
        for name in names
    ]


def _header_parameters(route: Endpoint) -> list[dict[str, Any]]:
    if PreconditionFailed not in route.errors:
        return []
    what = "The ETag of what was read."
    return [{"name": "If-Match", "in": "header", "required": True, "description": what, "schema": {"type": "string"}}]


def _query_parameters(route: Endpoint, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    schema = route.query.model_json_schema(ref_template=_REF)
    schemas.update(schema.pop("$defs", {}))
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in schema["properties"].items()
    ]


def _responses(route: Endpoint, schemas: dict[str, Any]) -> dict[str, Any]:
    responses: dict[str, Any] = {str(route.status): {"description": "Done."}}
    if route.answer is not None:
        schema = _schema(route.answer, schemas, "serialization")
        responses[str(route.status)]["content"] = {route.media_type: {"schema": schema}}
    for status in sorted({problem.status for problem in route.problems}):
        codes = [problem for problem in route.problems if problem.status == status]
        responses[str(status)] = {
            "description": " ".join(f"`{problem.code}`: {problem.title}" for problem in codes),
            "content": {problems.MEDIA_TYPE: {"schema": _problem_of(codes)}},
        }
    return responses


def _problem_of(codes: list[type[Problem]]) -> dict[str, Any]:
    narrowed = {"properties": {"code": {"enum": [problem.code for problem in codes]}}}
    return {"allOf": [{"$ref": "#/components/schemas/Problem"}, narrowed]}


def _schema(shape: Any, schemas: dict[str, Any], mode: Any) -> dict[str, Any]:
    """The schema of a shape, its parts moved to the components; models by reference."""
    schema = TypeAdapter(shape).json_schema(mode=mode, ref_template=_REF)
    schemas.update(schema.pop("$defs", {}))
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        schemas[shape.__name__] = schema
        return {"$ref": _REF.format(model=shape.__name__)}
    return dict(schema)


def _problem() -> dict[str, Any]:
    text, number = {"type": "string"}, {"type": "integer"}
    flaw = {"type": "object", "properties": {"pointer": text, "code": text}, "required": ["pointer", "code"]}
    return {
        "type": "object",
        "description": "RFC 9457; `code` is a closed list and chooses the text to show.",
        "properties": {
            "type": text,
            "title": text,
            "status": number,
            "detail": text,
            "code": {"type": "string", "enum": [problem.code for problem in ALL]},
            "request_id": text,
            "errors": {"type": "array", "items": flaw},
            "retry_after": number,
            "attempts_left": number,
        },
        "required": ["type", "title", "status", "detail", "code", "request_id"],
    }
