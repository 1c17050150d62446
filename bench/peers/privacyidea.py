"""privacyIDEA: the PIN of a time-based token is the password, and PIN and code travel together."""

from bench.peers import environment, gunicorn
from bench.peers.peer import SERVERS, Account, Outcome, Place, Server
from bench.peers.visitor import Visitor

NAME = "privacyidea"
TITLE = "privacyIDEA"
PACKAGES: tuple[str, ...] = ("privacyIDEA", "Flask", "gunicorn")
SERVED = "gunicorn, 2 workers; SQLite; people in a file, the audit log signed"
DEFAULT = "Argon2id of passlib, 64 MiB, 9 passes, 4 lanes"
IS_EQUAL_BY_DEFAULT = False
ACCOUNTS = 400


def install() -> dict[str, str]:
    """From its pins."""
    return environment.virtual(NAME, SERVERS / NAME / "requirements.txt", PACKAGES)


def start(place: Place) -> Server:
    """As its documents have it for a WSGI server."""
    return gunicorn.start(NAME, "server:application", place)


def sign_up(place: Place, number: int) -> list[Account]:
    """By its own library."""
    return gunicorn.sign_up(NAME, place, number, domain="")


def sign_in(visitor: Visitor, account: Account) -> Outcome:  # noqa: ARG001 - nothing is asked yet
    """The password is shown with the code."""
    return Outcome.RIGHT


def verify(visitor: Visitor, account: Account, code: str) -> Outcome:
    """The session is a signed token."""
    reply = visitor.send("POST", "/auth", {"username": account.name, "password": account.password + code})
    if reply.status == 200:
        visitor.token = reply.body["result"]["value"]["token"]
        return Outcome.RIGHT
    message = (reply.body.get("detail") or {}).get("message", "")
    return Outcome.STOPPED if "Failcounter exceeded" in message else Outcome.WRONG


def check(visitor: Visitor) -> bool:
    """Somebody's own data."""
    return visitor.send("GET", "/user/", Authorization=visitor.token).status == 200


def pass_time(server: Server) -> None:
    """It has no clock of its own."""


def hash_cost(place: Place, times: int) -> float:
    """Its `verify_pass_hash`."""
    return gunicorn.hash_cost(NAME, place, times)
