"""Flask-Security-Too, with two factors, by its JSON interface."""

from bench.peers import environment, gunicorn
from bench.peers.peer import SERVERS, Account, Outcome, Place, Server
from bench.peers.visitor import Visitor

NAME = "flask_security"
TITLE = "Flask-Security-Too"
PACKAGES: tuple[str, ...] = ("Flask-Security-Too", "Flask", "gunicorn")
SERVED = "gunicorn, 2 workers; SQLite (WAL); the session is a signed cookie"
DEFAULT = "Argon2id of libpass, 64 MiB, 3 passes, 4 lanes"
IS_EQUAL_BY_DEFAULT = False
ACCOUNTS = 100


def install() -> dict[str, str]:
    """From its pins."""
    return environment.virtual(NAME, SERVERS / NAME / "requirements.txt", PACKAGES)


def start(place: Place) -> Server:
    """The Flask application beside this module."""
    return gunicorn.start(NAME, "server:app", place)


def sign_up(place: Place, number: int) -> list[Account]:
    """Straight into the tables."""
    return gunicorn.sign_up(NAME, place, number, domain="@example.com")


def sign_in(visitor: Visitor, account: Account) -> Outcome:
    """A cookie keeps the step that was reached."""
    reply = visitor.send("POST", "/login", {"email": account.name, "password": account.password})
    return Outcome.RIGHT if reply.status == 200 else Outcome.WRONG


def verify(visitor: Visitor, account: Account, code: str) -> Outcome:  # noqa: ARG001 - the cookie knows the account
    """A wrong code is refused by that name."""
    reply = visitor.send("POST", "/tf-validate", {"code": code})
    if reply.status == 200:
        return Outcome.RIGHT
    return Outcome.WRONG if "code" in reply.body["response"]["field_errors"] else Outcome.STOPPED


def check(visitor: Visitor) -> bool:
    """A route of the application that asks for a session."""
    return visitor.send("GET", "/me").status == 200


def pass_time(server: Server) -> None:
    """It has no clock of its own, and needs none: a code works again."""


def hash_cost(place: Place, times: int) -> float:
    """The extension's `verify_password`."""
    return gunicorn.hash_cost(NAME, place, times)
