"""Starting a sign-in or a step-up through the tenant's provider."""

from chalicelib.deps import Deps
from chalicelib.domain.oidc.records import Purpose, SsoConfig
from chalicelib.domain.oidc.refusals import SsoRefused
from chalicelib.domain.outcomes import Departure
from chalicelib.domain.records import Session, Tenant
from chalicelib.domain.visitor import Caller, Visitor
from chalicelib.errors import Conflict, TryAgain
from chalicelib.flows.sso import outbound
from chalicelib.flows.sso.outbound import Wish
from chalicelib.store import attempts, sso, tenants
from chalicelib.store.attempts import Attempt


def start(deps: Deps, visitor: Visitor, slug: str, wish: Wish) -> Departure:
    """Send a browser to sign in. Each start of a source counts until one of them succeeds.

    Raises `Conflict` (`sso_off`), alike for a tenant without SSO and one that is not there; `TooManyAttempts`;
    `TryAgain` where the provider cannot be asked.
    """
    budget = attempts.sso_starts(visitor.address, deps.settings.address_attempts)
    spent = attempts.reserve(deps.table, budget, now=int(deps.now()), ident=deps.random(6).hex())
    tenant = tenants.load(deps.table, slug)
    config = sso.load(deps.table, slug).active if tenant and not tenant.disabled else None
    if tenant is None or config is None:
        raise Conflict.over("", "sso_off", "Single sign-on is not set up here. Sign in with a password.")
    return _depart(deps, tenant, config, wish, spent=spent)


def step_up(deps: Deps, caller: Caller, wish: Wish) -> Departure:
    """Send an SSO user to the provider, to show a factor anew. Raises `Conflict` (`sso_off`), `TryAgain`."""
    config = sso.load(deps.table, caller.tenant.slug).active
    if config is None:
        raise Conflict.over("", "sso_off", "Single sign-on is not set up here any more.")
    return _depart(deps, caller.tenant, config, wish, session=caller.session)


def _depart(
    deps: Deps,
    tenant: Tenant,
    config: SsoConfig,
    wish: Wish,
    *,
    session: Session | None = None,
    spent: Attempt | None = None,
) -> Departure:
    try:
        metadata = outbound.metadata_of(deps, tenant.slug, config)
    except SsoRefused as refused:
        raise TryAgain("The identity provider does not answer.", retry_after=refused.retry_after) from None
    purpose: Purpose = "step_up" if session else "sign_in"
    departure, begun = outbound.depart(
        deps, tenant, config, metadata, purpose=purpose, wish=wish, session=session, spent=spent
    )
    deps.table.commit(begun)
    return departure
