"""The service itself: whether it runs, and what it offers."""

from chalicelib import VERSION
from chalicelib.http import openapi
from chalicelib.http.endpoint import Access, Call, Reply, endpoint
from chalicelib.http.shapes import Answer


class Health(Answer):
    status: str
    stage: str
    version: str


@endpoint("GET", "/v1/health", access=Access.ANYONE, answer=Health)
def health(call: Call) -> Reply:
    """Which stage and version answers; touches no data."""
    return Reply(Health(status="ok", stage=call.deps.settings.stage, version=VERSION))


@endpoint("GET", "/v1/openapi.json", access=Access.ANYONE, answer=dict)
def document(call: Call) -> Reply:  # noqa: ARG001
    """This API as an OpenAPI 3.1 document."""
    return Reply(openapi.document())
