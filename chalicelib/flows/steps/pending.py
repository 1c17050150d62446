"""Challenges: making one, and finding what one stands for."""

from dataclasses import dataclass
from typing import Literal

from chalicelib.deps import Deps
from chalicelib.domain import bearer
from chalicelib.domain.outcomes import Challenged
from chalicelib.domain.records import Challenge, CodeBudget, Reason, Tenant, Transport, User
from chalicelib.errors import ChallengeExpired
from chalicelib.store import challenges, tenants, users

VERIFY_SECONDS = 300
ENROL_SECONDS = 900


@dataclass(frozen=True)
class Pending:
    """A live challenge with those whom it concerns, as of now."""

    challenge: Challenge
    user: User
    tenant: Tenant


def challenge(
    deps: Deps, user: User, *, transport: Transport, budget: CodeBudget, reason: Reason | None = None
) -> Challenged:
    """A challenge to verify, or with a `reason` to enrol; not yet written."""
    token = bearer.encode(deps.random(bearer.TOKEN_BYTES))
    made = Challenge(
        digest=bearer.digest(token),
        kind="enrol" if reason else "verify",
        tenant=user.tenant,
        user=user.id,
        epoch=user.epoch,
        transport=transport,
        budget=budget,
        reason=reason,
        recovery_digest=user.recovery_digest if reason == "recovery" else None,
        expires_at=int(deps.now()) + (ENROL_SECONDS if reason else VERIFY_SECONDS),
    )
    return Challenged(challenge=made, token=token)


def load(deps: Deps, kind: Literal["verify", "enrol"], token: str) -> Pending:
    """What a challenge token stands for. Raises `ChallengeExpired` also where its user has moved on."""
    found = challenges.load(deps.table, kind, bearer.digest(token), now=int(deps.now()))
    tenant = tenants.load(deps.table, found.tenant)
    user = users.load(deps.table, found.tenant, found.user)
    if tenant is None or tenant.disabled or user is None or not user.can_use_password or user.epoch != found.epoch:
        raise ChallengeExpired
    return Pending(found, user, tenant)
