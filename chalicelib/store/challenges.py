"""Challenges: one to verify is a signed token, one to enrol a row that keeps the pending secret; each is used once."""

from typing import NamedTuple

from pydantic import ValidationError

from chalicelib.domain import bearer
from chalicelib.domain.records import Challenge, Enrolment, Tenant, User
from chalicelib.errors import ChallengeExpired
from chalicelib.store import keys
from chalicelib.store.signer import Signer
from chalicelib.store.table import Refused, Table
from chalicelib.store.writes import Write, delete, put, update

_KIND, _PURPOSE = "ENROL", "verify"


class Begun(NamedTuple):
    """An enrolment with those whom it concerns."""

    challenge: Enrolment
    user: User
    tenant: Tenant


def sign(signer: Signer, challenge: Challenge) -> str:
    """The token of a challenge to verify. Raises `TryAgain`."""
    return signer.sign(_PURPOSE, challenge.model_dump_json(exclude_none=True).encode())


def read(signer: Signer, token: str, *, now: int) -> Challenge:
    """The challenge of a token that was signed here and has not expired. Raises `ChallengeExpired`, `TryAgain`."""
    said = signer.read(_PURPOSE, token)
    try:
        challenge = Challenge.model_validate_json(said) if said else None
    except ValidationError:
        challenge = None
    if challenge is None or challenge.expires_at <= now:
        raise ChallengeExpired
    return challenge


def create(challenge: Enrolment) -> Write:
    """A new challenge to enrol."""
    return put(_key(challenge), challenge.model_dump())


def load(table: Table, token: str, *, now: int) -> Begun:
    """The live enrolment, its user and its tenant, in one read.

    Raises `ChallengeExpired` for one unknown, expired, spent or of another kind, `TryAgain`.
    """
    place = bearer.address(token)
    if place is None:
        raise ChallengeExpired
    digest = bearer.digest(token)
    row, user, tenant = table.get_many(keys.token(_KIND, *place, digest), keys.user(*place), keys.tenant(place.tenant))
    if row is None or user is None or tenant is None or row["expires_at"] <= now:
        raise ChallengeExpired
    return Begun(Enrolment.model_validate(row), User.model_validate(user), Tenant.model_validate(tenant))


def consume(challenge: Enrolment) -> Write:
    """Spend the challenge; refused for all but the first: `ChallengeExpired`."""
    return delete(_key(challenge), when="attribute_exists(#pk)", refused=ChallengeExpired)


def keep_secret(table: Table, challenge: Enrolment, sealed: bytes) -> bytes:
    """Remember the sealed pending secret; of several at the same moment the first one stays and is answered.

    Raises `ChallengeExpired` for a challenge that was spent meanwhile, `TryAgain`.
    """
    when = "attribute_exists(#pk) AND attribute_not_exists(#secret)"
    try:
        return bytes(table.write(update(_key(challenge), sets={"secret": sealed}, when=when))["secret"])
    except Refused as refused:
        if refused.old is None:
            raise ChallengeExpired from None
        return bytes(refused.old["secret"])


def _key(challenge: Enrolment) -> dict[str, str]:
    return keys.token(_KIND, challenge.tenant, challenge.user, challenge.digest)
