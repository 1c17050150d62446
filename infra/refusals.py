"""What API Gateway answers by itself, in the words of the contract: it never reaches the function."""

from typing import Any

from chalicelib import errors
from chalicelib.http import problems

RESPONSES: dict[str, errors.Problem] = {
    "MISSING_AUTHENTICATION_TOKEN": errors.NotFound(),  # what the gateway calls an unknown route
    "RESOURCE_NOT_FOUND": errors.NotFound(),
    "INVALID_SIGNATURE": errors.NotFound(),  # an unknown route, asked for with `Authorization`
    "EXPIRED_TOKEN": errors.NotFound(),
    "ACCESS_DENIED": errors.Forbidden(),
    "WAF_FILTERED": errors.Forbidden(),
    "REQUEST_TOO_LARGE": errors.TooLarge(),
    "UNSUPPORTED_MEDIA_TYPE": errors.UnsupportedMediaType(),
    "THROTTLED": errors.TooManyAttempts(retry_after=1),
    "QUOTA_EXCEEDED": errors.TooManyAttempts(retry_after=60),
    "INTEGRATION_TIMEOUT": errors.TryAgain(retry_after=1),
    "INTEGRATION_FAILURE": errors.TryAgain(retry_after=1),
    "API_CONFIGURATION_ERROR": errors.InternalError(),
    "DEFAULT_4XX": errors.InvalidRequest(),
    "DEFAULT_5XX": errors.InternalError(),
}
TEMPLATE = "application/json"
"""The only template that the gateway uses for its own answers; a header then says what the answer really is."""
HEADERS = {"Cache-Control": "'no-store'", "X-Content-Type-Options": "'nosniff'", "X-Request-Id": "context.requestId"}


def gateway_responses() -> dict[str, Any]:
    """Swagger's `x-amazon-apigateway-gateway-responses`."""
    return {kind: _response(problem) for kind, problem in RESPONSES.items()}


def _response(problem: errors.Problem) -> dict[str, Any]:
    headers = {name: f"'{value}'" for name, value in problems.headers(problem).items()} | HEADERS
    return {
        "statusCode": problem.status,
        "responseParameters": {f"gatewayresponse.header.{name}": value for name, value in headers.items()},
        "responseTemplates": {TEMPLATE: problems.document(problem, "$context.requestId")},
    }
