"""The tenant `demo-sso`, whose people sign in through the demonstration's identity provider."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chalicelib.deps import Deps
from chalicelib.domain.oidc.records import Sso, SsoConfig
from chalicelib.domain.visitor import Mandate
from chalicelib.flows import tenants, users
from chalicelib.flows.sso.provider import PURPOSE
from chalicelib.store import sso
from local import demo, provider
from local.mailbox import Mailbox

SLUG = "demo-sso"
ADMIN = "admin@sso.example.com"
DOMAIN = "sso.example.com"
GRACE = "grace@sso.example.com"
"""Prepared by the admin; everybody else of the domain is created at the first sign-in."""
CLIENT_SECRET = "postern-demo-client-secret"  # noqa: S105 (in the guide for everybody; the provider asks no password)
ACTOR = "operator:local"


@contextmanager
def running(deps: Deps, mailbox: Mailbox, *, port: int, log: Path) -> Iterator[None]:
    """Run the provider until the end of the block. Raises `Failed`."""
    with provider.running(deps.settings.web_origin, port=port, client_secret=CLIENT_SECRET, log=log) as issuer:
        set_up(deps, mailbox, issuer)
        yield


def set_up(deps: Deps, mailbox: Mailbox, issuer: str) -> None:
    """Make the tenant where it is not there yet, and have it use this provider, which needs no test: it is ours."""
    if not demo.exists(deps, SLUG):
        demo.create(deps, mailbox, slug=SLUG, name="Demo Company with SSO", email=ADMIN)
    before = sso.load(deps.table, SLUG)
    after = _using(deps, before, issuer)
    deps.table.commit(*sso.save(before, after))
    mandate = Mandate(visitor=demo.SET_UP, tenant=tenants.look_up(deps, SLUG), actor=ACTOR)
    if before.version == 0:
        users.create(deps, mandate, email=GRACE, name="Grace Hopper", role="member", sign_in="sso", mfa_required=None)


def _using(deps: Deps, before: Sso, issuer: str) -> Sso:
    """The set-up for this run. The same issuer and client keep their links, as they would for any tenant."""
    active = before.active
    is_same = active is not None and (active.issuer, active.client_id) == (issuer, provider.CLIENT_ID)
    config = SsoConfig(
        id=f"sso_{issuer}",
        issuer=issuer,
        client_id=provider.CLIENT_ID,
        secret=deps.vault.seal(CLIENT_SECRET.encode(), tenant=SLUG, user="*", purpose=PURPOSE),
        create_users=True,
        domains=[DOMAIN],
        tested_at=int(deps.now()),
    )
    return before.model_copy(update={"active": config, "epoch": before.epoch + (not is_same)})
