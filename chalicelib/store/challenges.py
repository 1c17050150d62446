"""Challenges: one item each, found by the digest of its token and its kind, used once."""

from typing import Literal

from chalicelib.domain.records import Challenge
from chalicelib.errors import ChallengeExpired
from chalicelib.store import keys
from chalicelib.store.table import Refused, Table
from chalicelib.store.writes import Write, delete, put, update


def load(table: Table, kind: Literal["verify", "enrol"], digest: str, *, now: int) -> Challenge:
    """The live challenge. Raises `ChallengeExpired` for one unknown, expired, spent or of another kind."""
    row = table.get(keys.token(kind, digest))
    if row is None or row["expires_at"] <= now:
        raise ChallengeExpired
    return Challenge.model_validate(row)


def create(challenge: Challenge) -> Write:
    """A new challenge."""
    return put(keys.token(challenge.kind, challenge.digest), challenge.model_dump())


def consume(challenge: Challenge) -> Write:
    """Spend the challenge; refused for all but the first: `ChallengeExpired`."""
    return delete(keys.token(challenge.kind, challenge.digest), when="attribute_exists(#pk)", refused=ChallengeExpired)


def keep_secret(table: Table, challenge: Challenge, sealed: bytes) -> bytes:
    """Remember the sealed pending secret; of several at the same moment the first one stays and is answered."""
    key = keys.token(challenge.kind, challenge.digest)
    when = "attribute_exists(#pk) AND attribute_not_exists(#secret)"
    try:
        return bytes(table.write(update(key, sets={"secret": sealed}, when=when))["secret"])
    except Refused as refused:
        if refused.old is None:
            raise ChallengeExpired from None
        return bytes(refused.old["secret"])
