"""What the service signs and gives away instead of storing it: challenges, known browsers and cursors."""

import base64
import binascii
import hmac
from collections.abc import Callable

from chalicelib.domain.bearer import text
from chalicelib.store import keys
from chalicelib.store.table import Refused, Table
from chalicelib.store.vault import Vault
from chalicelib.store.writes import VERSION, update

KEY_BYTES = 32
PURPOSE = "signing"


class Signer:
    """HMAC-SHA-256 with one key of the environment, sealed by KMS and opened once per process (RFC 2104)."""

    def __init__(self, table: Table, vault: Vault, random: Callable[[int], bytes]) -> None:
        self._table = table
        self._vault = vault
        self._random = random
        self._key = b""

    def sign(self, purpose: str, said: bytes) -> str:
        """`<said>.<signature>`, for one purpose. Raises `TryAgain`."""
        return f"{text(said)}.{text(self._signature(purpose, said))}"

    def read(self, purpose: str, token: str) -> bytes | None:
        """What was signed for this purpose, or `None` for anything else. Raises `TryAgain`."""
        said, _, signature = token.partition(".")
        try:
            raw, given = _bytes(said), _bytes(signature)
        except (binascii.Error, ValueError):
            return None
        return raw if hmac.compare_digest(given, self._signature(purpose, raw)) else None

    def _signature(self, purpose: str, said: bytes) -> bytes:
        self._key = self._key or self._opened()
        return hmac.digest(self._key, purpose.encode() + b"\0" + said, "sha256")

    def _opened(self) -> bytes:
        """The key; whoever comes first in an environment makes it."""
        row = self._table.get(keys.signing())
        return self._open(row["sealed"]) if row else self._made()

    def _made(self) -> bytes:
        sealed = self._vault.seal(self._random(KEY_BYTES), tenant="*", user="*", purpose=PURPOSE)
        try:
            self._table.write(
                update(keys.signing(), sets={"sealed": sealed, "v": VERSION}, when="attribute_not_exists(#pk)")
            )
        except Refused as refused:
            sealed = (refused.old or {})["sealed"]
        return self._open(sealed)

    def _open(self, sealed: bytes) -> bytes:
        return self._vault.open(bytes(sealed), tenant="*", user="*", purpose=PURPOSE)


def _bytes(part: str) -> bytes:
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
