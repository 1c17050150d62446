"""Sending a browser to the provider: a state that is used once, and an address to go to (OpenID Connect Core 3.1.2)."""

from dataclasses import dataclass
from urllib.parse import urlencode

from chalicelib.deps import Deps
from chalicelib.domain import bearer, return_to
from chalicelib.domain.oidc import pkce
from chalicelib.domain.oidc.metadata import Metadata
from chalicelib.domain.oidc.records import Purpose, SsoConfig, SsoState
from chalicelib.domain.outcomes import Departure
from chalicelib.domain.records import Session, Tenant, Transport
from chalicelib.flows.sso.calls import calling, told
from chalicelib.flows.sso.provider import recalled_metadata
from chalicelib.store import gate
from chalicelib.store import sso as rows
from chalicelib.store.attempts import Attempt
from chalicelib.store.writes import Write

STATE_SECONDS = 600
SCOPE = "openid email profile"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a browser asks for as it leaves."""

    transport: Transport = "cookie"
    return_to: str | None = None
    handover: str | None = None
    origin: str | None = None
    """Of the page that asks, as the browser says it."""
    login_hint: str | None = None


def depart(
    deps: Deps,
    tenant: Tenant,
    config: SsoConfig,
    metadata: Metadata,
    *,
    purpose: Purpose,
    wish: Wish,
    session: Session | None = None,
    spent: Attempt | None = None,
) -> tuple[Departure, Write]:
    """The departure, with the write of its state; a step-up demands that the provider asks anew."""
    token, nonce, verifier, cookie = (bearer.text(deps.random(bearer.TOKEN_BYTES)) for _ in range(4))
    now, needs_cookie = int(deps.now()), wish.transport == "cookie"
    state = SsoState(
        digest=bearer.digest(token),
        tenant=tenant.slug,
        tenant_epoch=tenant.epoch,
        config=config.id,
        purpose=purpose,
        nonce=nonce,
        verifier=verifier,
        transport=wish.transport,
        browser=bearer.digest(cookie) if needs_cookie else None,
        handover=wish.handover,
        return_to=return_to.judged(wish.return_to, origins=deps.settings.return_origins) or f"/{tenant.slug}",
        origin=wish.origin if wish.origin in deps.settings.origins else deps.settings.web_origin,
        user=session.user if session else None,
        session=session.digest if session else None,
        budget=_kept(spent),
        started_at=now,
        expires_at=now + STATE_SECONDS,
    )
    asked = {"state": token, "nonce": nonce, "code_challenge": pkce.challenge(verifier)}
    asked |= {"login_hint": wish.login_hint} if wish.login_hint else {}
    asked |= {"prompt": "login", "max_age": "0"} if purpose == "step_up" else {}
    location = _location(metadata, config, redirect_uri(deps, tenant.slug), asked)
    name = cookie_name(state.digest) if needs_cookie else ""
    made = Departure(location, name, cookie if needs_cookie else "", STATE_SECONDS)
    return made, rows.begin(state)


def metadata_of(deps: Deps, slug: str, config: SsoConfig) -> Metadata:
    """The metadata of the active provider, read where they are not known; not during a pause. Raises `SsoRefused`."""
    with told():
        gate.peek(deps.table, slug, now=int(deps.now()))
    return recalled_metadata(deps, config.issuer, lambda: calling(deps, slug))


def redirect_uri(deps: Deps, slug: str) -> str:
    """The one address of a tenant to which its provider sends browsers back; made of settings, never of a header."""
    return f"{str(deps.settings.web_url).rstrip('/')}/v1/sso/{slug}/callback"


def cookie_name(digest: str) -> str:
    """Each departure has a cookie of its own, so that two tabs do not meet."""
    return f"__Host-sso-{digest[:8]}"


def _location(metadata: Metadata, config: SsoConfig, back: str, asked: dict[str, str]) -> str:
    query = {
        "response_type": "code",
        "client_id": config.client_id,
        "redirect_uri": back,
        "scope": SCOPE,
        "code_challenge_method": "S256",
        **asked,
    }
    mark = "&" if "?" in metadata.authorization_endpoint else "?"
    return f"{metadata.authorization_endpoint}{mark}{urlencode(query)}"


def _kept(spent: Attempt | None) -> dict[str, object]:
    """What giving an attempt back takes."""
    return {"id": spent.id, "ends": list(spent.ends), "key": spent.budget.key} if spent else {}
