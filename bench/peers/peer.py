"""What a peer is to the benchmark: a module with these names, and the values that pass between them."""

from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Protocol

from bench.peers.process import Process
from bench.peers.visitor import Visitor

PASSWORD = "three lemons under an umbrella"
ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "peers"
"""Where peers are installed and keep their data; git ignores it."""
SERVERS = Path(__file__).parent / "servers"
"""What each peer is told to be, in its own language."""


@dataclass(frozen=True)
class Account:
    """Somebody with a password and an authenticator."""

    name: str
    secret: str
    password: str = PASSWORD


@dataclass(frozen=True)
class Place:
    """Where one peer keeps its data, and how costly its hash is."""

    folder: Path
    cost: str
    """`equal` (Argon2id, 19 MiB, two passes, one lane), or `default`."""


@dataclass
class Server:
    """A peer that runs."""

    place: Place
    port: int
    process: Process
    ahead: int = 0
    """Seconds by which its clock is ahead of this machine's."""


class Outcome(Enum):
    """What a peer said to a password or a code."""

    RIGHT = auto()
    WRONG = auto()
    """It was compared."""
    STOPPED = auto()
    """It was not: too many before it, or the step before it is void."""


class Peer(Protocol):
    """A module of this package that knows one peer."""

    NAME: str
    """Of its module, its servers' folder and its environment."""
    TITLE: str
    PACKAGES: tuple[str, ...]
    """What is named with its version in the document; the first is the peer."""
    SERVED: str
    """Server and store, as the peer's documents have them."""
    DEFAULT: str
    """The hash that it comes with."""
    IS_EQUAL_BY_DEFAULT: bool
    ACCOUNTS: int
    """As many as sign in within half a minute, where a code works once."""

    def install(self) -> dict[str, str]:
        """Bring it along, and tell its versions."""

    def start(self, place: Place) -> Server:
        """Serve on a free port; whoever connects from now on is answered."""

    def sign_up(self, place: Place, number: int) -> list[Account]:
        """That many accounts, by whatever way is quickest."""

    def sign_in(self, visitor: Visitor, account: Account) -> Outcome:
        """The password; with the right one the visitor may show a code."""

    def verify(self, visitor: Visitor, account: Account, code: str) -> Outcome:
        """The code; with the right one the visitor has a session."""

    def check(self, visitor: Visitor) -> bool:
        """Whether the visitor is signed in, by the peer's own word."""

    def pass_time(self, server: Server) -> None:
        """Half a minute on, where the peer's clock can be moved: the accounts can sign in again."""

    def hash_cost(self, place: Place, times: int) -> float:
        """Milliseconds of CPU of one comparison, by the peer's own code outside its server."""
