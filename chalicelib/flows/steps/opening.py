"""Opening a session, the same for every way in."""

from chalicelib.deps import Deps
from chalicelib.domain import bearer
from chalicelib.domain.event_types import EventType
from chalicelib.domain.outcomes import SignedIn
from chalicelib.domain.records import Amr, Session, Tenant, Transport, User
from chalicelib.domain.visitor import Visitor
from chalicelib.flows.steps import audit
from chalicelib.store import browsers, sessions
from chalicelib.store.writes import Write


def open_session(
    deps: Deps,
    visitor: Visitor,
    tenant: Tenant,
    user: User,
    *,
    amr: Amr,
    transport: Transport,
    recovery_code: str | None = None,
) -> tuple[SignedIn, list[Write]]:
    """A new session of `user` (as it will be after the commit), with the writes that make it real."""
    now = int(deps.now())
    token, known = (bearer.encode(deps.random(bearer.TOKEN_BYTES)) for _ in range(2))
    session = Session(
        id=audit.identify(deps, "ses"),
        digest=bearer.digest(token),
        tenant=tenant.slug,
        user=user.id,
        epoch=user.epoch,
        transport=transport,
        amr=amr,
        user_agent=visitor.user_agent,
        created_at=now,
        verified_at=now,
        idle_expires_at=now + tenant.idle_seconds,
        expires_at=now + tenant.absolute_seconds,
    )
    signed_in = SignedIn(
        session=session, user=user, tenant=tenant, token=token, known_browser=known, recovery_code=recovery_code
    )
    writes = [
        sessions.create(session),
        browsers.remember(known, tenant.slug, user.email, now=now),
        audit.about(deps, visitor, EventType.SIGN_IN_SUCCEEDED, user, session=session.id, aal=session.aal),
    ]
    return signed_in, writes
