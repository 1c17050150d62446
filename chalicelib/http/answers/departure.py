"""The answer that sends a browser to the tenant's identity provider."""

from chalicelib.flows.sso.departing import STATE_SECONDS, Departure
from chalicelib.http import cookies
from chalicelib.http.endpoint import Reply
from chalicelib.http.shapes import Answer


class DepartureAnswer(Answer):
    location: str
    """Where the front end navigates to."""


def departed(departure: Departure) -> Reply:
    """Where to go, with the cookie that proves on the way back which browser has left."""
    cookie = [cookies.departure(departure.name, departure.cookie, STATE_SECONDS)] if departure.cookie else []
    return Reply(DepartureAnswer(location=departure.location), set_cookies=cookie, outcome="departed")
