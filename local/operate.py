"""`python -m local.operate`: the operators' command line, on the service that runs on this machine."""

import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "ERROR")

from botocore.exceptions import BotoCoreError

from emulator import environment
from local import service, stack
from local.clock import Clock
from local.folder import Folder
from local.mailbox import Mailbox


def announce(folder: Folder, *, store: str, port: int) -> None:
    """Note where the running service is to be found."""
    folder.running.write_text(json.dumps({"store": store, "port": port}), "utf-8")


def main() -> None:
    """Attach to the running service; its mailbox gets the mail."""
    from ops.__main__ import main as operate

    data_dir = Path(os.environ.get("DATA_DIR", Path(__file__).resolve().parents[1] / ".local"))
    environment.isolate()
    try:
        running = json.loads((data_dir / "running.json").read_text("utf-8"))
        environment.use_endpoint(running["store"])
        found = stack.find()
    except (OSError, ValueError, BotoCoreError):
        found = None
    if found is None:
        sys.exit(f"No service runs on {data_dir}: start it with `make run`.")
    mailbox = Mailbox(data_dir / "mail.jsonl", time.time)
    service.install(found, mailbox, Clock(), running["port"], 50)
    operate()


if __name__ == "__main__":
    main()
