"""`make bench-peers`: measure each peer and write docs/benchmarks.md. QUICK=1 is short, PEERS picks some."""

import os

from bench.peers import allauth, better_auth, document, flask_security, postern, privacyidea, trial
from bench.peers.peer import Peer

PEERS: dict[str, Peer] = {
    "postern": postern,
    "allauth": allauth,
    "flask_security": flask_security,
    "better_auth": better_auth,
    "privacyidea": privacyidea,
}


def main() -> None:
    """All of them, or those that PEERS names."""
    extent = trial.QUICK if os.environ.get("QUICK") else trial.FULL
    names = os.environ.get("PEERS", " ".join(PEERS)).split()
    document.write(trial.run_all([PEERS[name] for name in names], extent), extent)


if __name__ == "__main__":
    main()
