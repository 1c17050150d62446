"""Errors in the form that the contract gives them (RFC 9457)."""

import json

from chalicelib.errors import Problem, StepUpRequired

MEDIA_TYPE = "application/problem+json"

_SIGN_IN = "Bearer"
_STEP_UP = (
    'Bearer error="insufficient_user_authentication", '
    'error_description="Show your second factor, or without one your password, again", '
    'acr_values="aal2", max_age=600'
)
"""`WWW-Authenticate`: RFC 6750 section 3, RFC 9470 section 3."""


def document(problem: Problem, request_id: str) -> str:
    """The body of the answer."""
    fields = {
        "type": f"urn:postern:error:{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail or problem.title,
        "code": problem.code,
        "request_id": request_id,
        "errors": [vars(flaw) for flaw in problem.flaws] or None,
        "retry_after": problem.retry_after,
        "attempts_left": problem.attempts_left,
    }
    return json.dumps({name: value for name, value in fields.items() if value is not None})


def headers(problem: Problem) -> dict[str, str]:
    """The headers that say the same to clients which do not read bodies."""
    given = {"Content-Type": MEDIA_TYPE}
    if problem.retry_after is not None:
        given["Retry-After"] = str(problem.retry_after)
    if problem.status == 401:  # which never comes without it (RFC 9110 section 15.5.2)
        given["WWW-Authenticate"] = _STEP_UP if isinstance(problem, StepUpRequired) else _SIGN_IN
    return given
