"""The README's transcript: what a reader types runs as printed, and does what the text says."""

import re
import subprocess

from tests.support.service import ROOT, Service, service

__all__ = ["service"]  # its own: the transcript moves the clock


def test_the_transcript_runs_as_printed(service: Service) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    script = "set -e\n" + "".join(blocks).replace("http://127.0.0.1:8000", service.url)
    ran = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    said = ran.stdout
    assert '"mode":"all"' in said, said
    assert re.search(r"^2$", said, re.MULTILINE), "enrolment signs in at aal 2"
    assert "['pwd', 'otp']" in said
    assert said.rstrip().endswith("recovery")
