"""Challenges: asking for a code or for an enrolment, and finding what a challenge stands for."""

from chalicelib.deps import Deps
from chalicelib.domain import bearer
from chalicelib.domain.assurance import Method
from chalicelib.domain.outcomes import Challenged
from chalicelib.domain.records import Challenge, Enrolment, Reason, Tenant, User, Way
from chalicelib.domain.visitor import Visitor
from chalicelib.errors import ChallengeExpired, Forbidden
from chalicelib.store import challenges, tenants

VERIFY_SECONDS = 300
ENROL_SECONDS = 900
ID_BYTES = 6


def to_verify(deps: Deps, tenant: Tenant, user: User, way: Way, *, amr: list[Method]) -> Challenged:
    """A challenge to show a code; nothing is stored of it. Raises `TryAgain`."""
    challenge = Challenge(
        id=deps.random(ID_BYTES).hex(),
        kind="verify",
        tenant=tenant.slug,
        user=user.id,
        epoch=user.epoch,
        tenant_epoch=tenant.epoch,
        amr=amr,
        **way._asdict(),
        expires_at=int(deps.now()) + VERIFY_SECONDS,
    )
    return Challenged(challenge=challenge, token=challenges.sign(deps.signer, challenge))


def to_enrol(
    deps: Deps,
    tenant: Tenant,
    user: User,
    way: Way,
    reason: Reason,
    *,
    session: str | None = None,
) -> tuple[Challenged, Enrolment]:
    """A challenge to set up an authenticator; not yet written."""
    token = bearer.encode(deps.random(bearer.TOKEN_BYTES), tenant.slug, user.id)
    challenge = Enrolment(
        id=deps.random(ID_BYTES).hex(),
        digest=bearer.digest(token),
        tenant=tenant.slug,
        user=user.id,
        epoch=user.epoch,
        tenant_epoch=tenant.epoch,
        amr=["pwd"],
        **way._asdict(),
        reason=reason,
        recovery_digest=user.recovery_digest if reason == "recovery" else None,
        session=session,
        expires_at=int(deps.now()) + ENROL_SECONDS,
    )
    return Challenged(challenge=challenge, token=token, reason=reason), challenge


def read(deps: Deps, token: str) -> tuple[Challenge, Tenant]:
    """What a challenge to verify stands for; reserving an attempt compares the user. Raises `ChallengeExpired`."""
    challenge = challenges.read(deps.signer, token, now=int(deps.now()))
    tenant = tenants.load(deps.table, challenge.tenant)
    if tenant is None or not is_of_tenant(challenge, tenant):
        raise ChallengeExpired
    return challenge, tenant


def require_same_site(challenge: Challenge, visitor: Visitor) -> None:
    """A challenge that ends in a cookie ends so for our own scripts alone. Raises `Forbidden`."""
    if challenge.transport == "cookie" and not visitor.is_same_site:
        raise Forbidden.from_elsewhere()


def is_of_tenant(challenge: Challenge, tenant: Tenant) -> bool:
    """Whether the tenant is open, and has not ended everything since the challenge was made."""
    return not tenant.disabled and challenge.tenant_epoch == tenant.epoch
