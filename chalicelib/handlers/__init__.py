"""HTTP in, HTTP out: every route of the service. A module of routes is listed here, and nowhere else."""

from chalicelib.handlers import (  # noqa: F401 - importing a module declares its routes
    enrolment,
    events,
    imports,
    login,
    passwords,
    policy,
    recovery,
    service,
    sessions,
    sso,
    sso_settings,
    tenant,
    users,
    verification,
)
from chalicelib.http.endpoint import ENDPOINTS as ROUTES

__all__ = ["ROUTES"]
