"""django-allauth, with MFA, headless."""

from bench.peers import environment, gunicorn
from bench.peers.peer import SERVERS, Account, Outcome, Place, Server
from bench.peers.visitor import Visitor

NAME = "allauth"
TITLE = "django-allauth"
PACKAGES: tuple[str, ...] = ("django-allauth", "Django", "gunicorn")
SERVED = "gunicorn, 2 workers; SQLite (WAL), the shared cache a table in it"
DEFAULT = "PBKDF2-SHA256, 1,000,000 rounds (Django)"
IS_EQUAL_BY_DEFAULT = False
ACCOUNTS = 1200

API = "/_allauth/app/v1"
SETTINGS = "settings"


def install() -> dict[str, str]:
    """From its pins."""
    return environment.virtual(NAME, SERVERS / NAME / "requirements.txt", PACKAGES)


def start(place: Place) -> Server:
    """The Django project beside this module."""
    return gunicorn.start(NAME, "wsgi:application", place, DJANGO_SETTINGS_MODULE=SETTINGS)


def sign_up(place: Place, number: int) -> list[Account]:
    """Straight into the tables."""
    return gunicorn.sign_up(NAME, place, number, domain="@example.com", DJANGO_SETTINGS_MODULE=SETTINGS)


def sign_in(visitor: Visitor, account: Account) -> Outcome:
    """An app's session token stands for the step that was reached."""
    reply = visitor.send("POST", f"{API}/auth/login", {"email": account.name, "password": account.password})
    if reply.status == 401:
        visitor.token = reply.body["meta"]["session_token"]
        return Outcome.RIGHT
    return _refused(reply.body)


def verify(visitor: Visitor, account: Account, code: str) -> Outcome:  # noqa: ARG001 - the token knows the account
    """The token is made anew with the session."""
    reply = visitor.send("POST", f"{API}/auth/2fa/authenticate", {"code": code}, X_Session_Token=visitor.token)
    if reply.status == 200:
        visitor.token = reply.body["meta"]["session_token"]
        return Outcome.RIGHT
    return _refused(reply.body)


def check(visitor: Visitor) -> bool:
    """The route that a front end asks."""
    return visitor.send("GET", f"{API}/auth/session", X_Session_Token=visitor.token).status == 200


def pass_time(server: Server) -> None:
    """It has no clock of its own."""


def hash_cost(place: Place, times: int) -> float:
    """Django's `check_password`."""
    return gunicorn.hash_cost(NAME, place, times, DJANGO_SETTINGS_MODULE=SETTINGS)


def _refused(body: dict[str, list[dict[str, str]]]) -> Outcome:
    codes = {error["code"] for error in body.get("errors", [])}
    return Outcome.WRONG if codes & {"incorrect_code", "email_password_mismatch"} else Outcome.STOPPED
