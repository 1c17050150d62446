"""`python -m local.operate`: the operators' command line, on the service that runs on this machine."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "ERROR")

from emulator import environment
from local import addresses, lock, service
from local.clock import Clock
from local.folder import Folder
from local.mailbox import Mailbox
from local.place import Place


def announce(folder: Folder, place: Place, port: int) -> None:
    """Note where the running service is to be found."""
    folder.running.write_text(json.dumps({"place": asdict(place), "port": port}), "utf-8")


def main() -> None:
    """Attach to the running service: its clock tells the time, and its mailbox gets the mail."""
    from ops.__main__ import main as operate

    data_dir = Path(os.environ.get("DATA_DIR", Path(__file__).resolve().parents[1] / ".local"))
    environment.isolate()
    addresses.accept_those_for_tests()
    if not _is_in_use(data_dir):
        sys.exit(f"No service runs on {data_dir}: start it with `make run`.")
    running = json.loads((data_dir / "running.json").read_text("utf-8"))
    place = Place(**running["place"])
    environment.use_endpoint(place.endpoint)
    clock = Clock(data_dir / "clock")
    service.install(place, Mailbox(data_dir / "mail.jsonl", clock), clock, running["port"], 50)
    operate()


def _is_in_use(data_dir: Path) -> bool:
    """A service that was killed has left its note there, but not its lock."""
    try:
        lock.take(data_dir / ".lock", wait=0)
    except BlockingIOError:
        return (data_dir / "running.json").exists()
    except OSError:
        return False
    return False


if __name__ == "__main__":
    main()
