"""HTTP in, HTTP out: the routes, with the shapes of what they take and give."""

from chalicelib.handlers import (
    enrolment,
    events,
    imports,
    login,
    passwords,
    policy,
    recovery,
    service,
    sessions,
    tenant,
    users,
    verification,
)
from chalicelib.http.endpoint import ENDPOINTS as ROUTES

__all__ = [
    "ROUTES",
    "enrolment",
    "events",
    "imports",
    "login",
    "passwords",
    "policy",
    "recovery",
    "service",
    "sessions",
    "tenant",
    "users",
    "verification",
]
