"""MiniStack stands in for a whole AWS account: DynamoDB, KMS, CloudFormation and what else is asked for."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from emulator.failed import Failed
from emulator.process import Process

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv-ministack" / "bin" / "python"


class Ministack(Process):
    """It writes its state when it is stopped, and only then."""

    name = "MiniStack"
    health = "/_ministack/health"

    def _command(self) -> Sequence[str | Path]:
        if not PYTHON.exists():
            raise Failed("MiniStack is not installed: `make run` installs it.")
        (self._folder / "tmp").mkdir(parents=True, exist_ok=True)
        return [PYTHON, "-I", "-m", "ministack"]

    def _environment(self) -> Mapping[str, str]:
        return {
            **super()._environment(),
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self._port),
            "SERVICES": "cloudformation,dynamodb,kms",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "LOG_LEVEL": "WARNING",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(self._folder),
            "TMPDIR": str(self._folder / "tmp"),
        }
