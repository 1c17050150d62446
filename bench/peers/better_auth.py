"""Better Auth, with its plugin for two factors, on Node."""

from bench.peers import environment
from bench.peers.peer import BUILD, Account, Outcome, Place, Server
from bench.peers.process import Command, Process, free_port
from bench.peers.visitor import Reply, Visitor

NAME = "better_auth"
TITLE = "Better Auth"
PACKAGES: tuple[str, ...] = ("better-auth", "@node-rs/argon2")
SERVED = "one process of Node 24; SQLite (WAL) by `node:sqlite`"
DEFAULT = "scrypt, N = 16,384, r = 16, p = 1"
IS_EQUAL_BY_DEFAULT = False
ACCOUNTS = 100

API = "/api/auth"
FOLDER = BUILD / NAME


def install() -> dict[str, str]:
    """Node from its wheel, the rest from the lock file."""
    return environment.node(NAME, PACKAGES)


def start(place: Place) -> Server:
    """Its handler on Node's own server."""
    port = free_port()
    env = environment.variables(place, PEER_PORT=str(port), NODE_ENV="production")
    command: Command = [environment.node_binary(NAME), "server.mjs"]
    return Server(place, port, Process(command, cwd=FOLDER, env=env, log=place.folder / "log", port=port))


def sign_up(place: Place, number: int) -> list[Account]:
    """By its own adapter."""
    environment.furnish(place)
    command: Command = [environment.node_binary(NAME), "accounts.mjs"]
    env = environment.variables(place)
    return environment.made(number, command, cwd=FOLDER, env=env, domain="@example.com")


def sign_in(visitor: Visitor, account: Account) -> Outcome:
    """A cookie keeps the step that was reached."""
    reply = _post(visitor, "/sign-in/email", {"email": account.name, "password": account.password})
    return Outcome.RIGHT if reply.status == 200 else Outcome.WRONG


def verify(visitor: Visitor, account: Account, code: str) -> Outcome:  # noqa: ARG001 - the cookie knows the account
    """A wrong code is refused by that name."""
    reply = _post(visitor, "/two-factor/verify-totp", {"code": code})
    if reply.status == 200:
        return Outcome.RIGHT
    return Outcome.WRONG if reply.body["code"] == "INVALID_CODE" else Outcome.STOPPED


def check(visitor: Visitor) -> bool:
    """The route that a front end asks; it says `null` to a stranger."""
    return visitor.send("GET", f"{API}/get-session").body is not None


def pass_time(server: Server) -> None:
    """It has no clock of its own, and needs none: a code works again."""


def hash_cost(place: Place, times: int) -> float:
    """Its `password.verify`."""
    command: Command = [environment.node_binary(NAME), "hash_cost.mjs", str(times)]
    return float(environment.run(command, cwd=FOLDER, env=environment.variables(place)))


def _post(visitor: Visitor, path: str, body: dict[str, str]) -> Reply:
    return visitor.send("POST", API + path, body, Origin=f"http://127.0.0.1:{visitor.port}")
