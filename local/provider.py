"""The demonstration's identity provider, oidc-provider on Node, as a process beside the service."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from emulator.failed import Failed

FOLDER = Path(__file__).resolve().parent / "provider"
CLIENT_ID = "postern"


@contextmanager
def running(service: str, *, port: int, client_secret: str, log: Path) -> Iterator[str]:
    """The issuer of a provider that runs until the end of the block; `port` 0 picks a free one. Raises `Failed`.

    It ends with us, whatever happens: it reads our end of a pipe. It is another site than `service` for a browser.
    """
    environment = {**os.environ, "SERVICE": service, "PORT": str(port), "CLIENT_SECRET": client_secret}
    with (
        log.open("a") as errors,
        subprocess.Popen(
            ["node", "provider.mjs"],
            cwd=FOLDER,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdout  # noqa: S101
        try:
            yield _issuer(process.stdout.readline(), log)
        finally:
            process.terminate()


def _issuer(line: str, log: Path) -> str:
    try:
        return str(json.loads(line)["issuer"])
    except ValueError:
        raise Failed(f"The identity provider did not start; {log} may say why.") from None
