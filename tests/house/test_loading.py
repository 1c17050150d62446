"""What a password sign-in does not load: its cold start pays for what it uses."""

import subprocess
import sys

WITHOUT = ("joserfc", "cryptography", "chalicelib.flows.sso.arriving", "chalicelib.domain.oidc.records")


def test_the_service_starts_without_what_single_sign_on_alone_uses() -> None:
    script = f"import app, sys; print([name for name in {WITHOUT} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_single_sign_on_loads_no_module_that_it_does_not_name() -> None:
    from chalicelib.flows import sso

    assert not hasattr(sso, "nothing")
    assert all(hasattr(sso, name) for name in sso.__all__)
