"""Errors as the API gives them, for what the app itself never sees."""

from chalicelib.errors import Problem
from chalicelib.http import problems
from local.messages import Answer


def problem(error: Problem, request_id: str, *headers: tuple[str, str]) -> Answer:
    """An answer of `application/problem+json`."""
    body = problems.document(error, request_id).encode()
    return Answer(error.status, (*problems.headers(error).items(), *private(request_id), *headers), body)


def private(request_id: str) -> tuple[tuple[str, str], ...]:
    """The headers of every answer that is data."""
    return ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"), ("X-Request-Id", request_id)
