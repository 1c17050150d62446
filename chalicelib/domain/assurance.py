"""How sure the methods that somebody showed make us: the assurance level, derived and never stored."""

from collections.abc import Iterable
from typing import Literal

Method = Literal["pwd", "pin", "otp", "hwk", "swk", "face", "fpt", "mfa", "sso", "recovery_code"]
"""Authentication methods (RFC 8176); `sso` is what an identity provider did, and a recovery code opens no session."""
Aal = Literal[1, 2]

_KINDS = ({"pwd", "pin"}, {"otp", "hwk", "swk"}, {"face", "fpt"})
"""What somebody knows, has and is."""


def aal(methods: Iterable[str]) -> Aal:
    """2 by methods of two kinds, or where a provider vouches for `mfa`; else 1 (NIST SP 800-63B-4 section 2)."""
    shown = set(methods)
    return 2 if "mfa" in shown or sum(bool(shown & kind) for kind in _KINDS) >= 2 else 1
