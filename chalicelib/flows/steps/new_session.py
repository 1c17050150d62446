"""Opening a session, the same for every way in."""

from dataclasses import dataclass

from chalicelib.deps import Deps
from chalicelib.domain import bearer
from chalicelib.domain.assurance import Method
from chalicelib.domain.event_types import EventType
from chalicelib.domain.outcomes import SignedIn
from chalicelib.domain.records import Session, Tenant, User, Way
from chalicelib.domain.visitor import Visitor
from chalicelib.flows.steps import audit
from chalicelib.store import browsers, sessions
from chalicelib.store.users import Change
from chalicelib.store.writes import Write

MOST_SESSIONS = 50
PROVIDER_SECONDS = 86400
"""How long a session lives at most that an identity provider has opened."""


@dataclass(frozen=True)
class ByProvider:
    """What an identity provider's word adds to a session."""

    sso_epoch: int
    verified_at: int | None
    """When it says that a factor was shown; `None` where it does not say."""

    def added_to(self, session: Session) -> Session:
        """The session as the provider's."""
        expires_at = min(session.expires_at, session.created_at + PROVIDER_SECONDS)
        return session.model_copy(update={**vars(self), "expires_at": expires_at})


@dataclass(frozen=True)
class Opened:
    """A session that is real once its writes are committed, with the change of the user's row."""

    signed_in: SignedIn
    change: Change
    writes: list[Write]


def open_session(
    deps: Deps,
    visitor: Visitor,
    tenant: Tenant,
    user: User,
    way: Way,
    *,
    amr: list[Method],
    recovery_code: str | None = None,
    by_provider: ByProvider | None = None,
) -> Opened:
    """A new session of `user` (as it will be after the commit). Raises `TryAgain`.

    A browser that was known stays known by the same id. Of 50 live sessions the one unused for longest ends.
    """
    now = int(deps.now())
    token = bearer.encode(deps.random(bearer.TOKEN_BYTES), tenant.slug, user.id)
    browser = way.browser or deps.random(browsers.ID_BYTES).hex()
    session = _session(deps, visitor, tenant, user, way._replace(browser=browser), amr, bearer.digest(token))
    signed_in = SignedIn(
        session=by_provider.added_to(session) if by_provider else session,
        user=user,
        tenant=tenant,
        token=token,
        known_browser=browsers.remember(deps.signer, user, browser, now=now),
        recovery_code=recovery_code,
        return_to=way.return_to,
    )
    session = signed_in.session
    counted, ended = _make_room(deps, tenant, user)
    line = audit.about(deps, visitor, EventType.SIGN_IN_SUCCEEDED, user, session=session.id, aal=session.aal)
    change = Change(sets={"last_sign_in_at": now, **counted.sets}, adds=counted.adds)
    return Opened(signed_in, change, [*ended, sessions.create(session), line])


def _session(
    deps: Deps, visitor: Visitor, tenant: Tenant, user: User, way: Way, amr: list[Method], digest: str
) -> Session:
    now = int(deps.now())
    return Session(
        id=audit.identify(deps, "ses"),
        digest=digest,
        tenant=tenant.slug,
        user=user.id,
        epoch=user.epoch,
        tenant_epoch=tenant.epoch,
        transport=way.transport,
        amr=amr,
        user_agent=visitor.user_agent,
        created_at=now,
        verified_at=now,
        browser=way.browser,
        last_seen_at=now,
        expires_at=now + tenant.session_absolute_seconds,
    )


def _make_room(deps: Deps, tenant: Tenant, user: User) -> tuple[Change, list[Write]]:
    """The user's row counts sessions up only; at the limit those that are live are counted anew."""
    if user.sessions < MOST_SESSIONS:
        return Change(adds={"sessions": 1}), []
    live = sessions.of_user(deps.table, user, tenant, now=int(deps.now()))
    live.sort(key=lambda session: session.last_seen_at, reverse=True)
    surplus = live[MOST_SESSIONS - 1 :]
    return Change(sets={"sessions": len(live) - len(surplus) + 1}), [sessions.forget(each) for each in surplus]
