"""The answer that sends a browser to the tenant's identity provider."""

from chalicelib.domain.outcomes import Departure
from chalicelib.http import cookies
from chalicelib.http.endpoint import Reply
from chalicelib.http.shapes import Answer


class DepartureAnswer(Answer):
    location: str
    """Where the front end navigates to."""


def departed(departure: Departure) -> Reply:
    """Where to go, with the cookie that proves on the way back which browser has left."""
    cookie = cookies.departure(departure.cookie_name, departure.cookie, departure.seconds)
    set_cookies = [cookie] if departure.cookie else []
    return Reply(DepartureAnswer(location=departure.location), set_cookies=set_cookies, outcome="departed")
