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
    """One after the other, so that none disturbs another."""
    extent = trial.QUICK if os.environ.get("QUICK") else trial.FULL
    names = os.environ.get("PEERS", " ".join(PEERS)).split()
    trials = []
    for name in names:
        print(f"==> {name}", flush=True)
        trials.append(trial.run(PEERS[name], extent))
        print(trials[-1], flush=True)
    document.write(trials, extent)


if __name__ == "__main__":
    main()
