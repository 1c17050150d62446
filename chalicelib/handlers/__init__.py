"""HTTP in, HTTP out: the routes, with the shapes of what they take and give."""

from chalicelib.handlers import enrolment, login, passwords, recovery, service, sessions, verification
from chalicelib.handlers.endpoint import ENDPOINTS as ROUTES

__all__ = ["ROUTES", "enrolment", "login", "passwords", "recovery", "service", "sessions", "verification"]
