"""What the admins of a tenant are mailed about their provider: rarely, and only by one of many requests."""

from contextlib import suppress

from chalicelib.deps import Deps
from chalicelib.domain.oidc.records import Sso
from chalicelib.domain.oidc.refusals import SsoRefused
from chalicelib.domain.records import Tenant
from chalicelib.domain.times import rfc3339
from chalicelib.errors import Moved, TryAgain
from chalicelib.flows.sso.provider import INVALID_CLIENT
from chalicelib.flows.steps import mail
from chalicelib.store import sso as rows

DAY = 86400
NOTICES = (7, 30)
"""Days before the secret expires; the nearest one that has come is told."""
_REFUSED = (
    "Your identity provider refuses the client secret of single sign-on, so nobody can sign in through it. "
    "The secret may have expired or been replaced: save a new one in the settings of single sign-on."
)


def of_refusal(deps: Deps, tenant: Tenant, sso: Sso, refused: SsoRefused) -> None:
    """The provider does not know its client any more: told once a day at most."""
    if refused.reason == INVALID_CLIENT:
        _tell(deps, tenant, sso, INVALID_CLIENT, _REFUSED, every=DAY)


def of_expiry(deps: Deps, tenant: Tenant, sso: Sso) -> None:
    """The client's secret expires soon: told by a sign-in, 30 and 7 days before, each once."""
    active = sso.active
    expires = active.secret_expires_at if active else None
    if active is None or expires is None:
        return
    due = next((days for days in NOTICES if deps.now() >= expires - days * DAY), None)
    if due is None:
        return
    text = f"The client secret of single sign-on expires at {rfc3339(expires)}. Save a new one before then."
    _tell(deps, tenant, sso, f"secret_{due}_{expires}", text, every=None)


def _tell(deps: Deps, tenant: Tenant, sso: Sso, about: str, what: str, *, every: int | None) -> None:
    """Once, or once in so many seconds; whoever writes it down first mails it."""
    now, last = int(deps.now()), sso.told.get(about)
    if last is not None and (every is None or now < last + every):
        return
    with suppress(Moved, TryAgain):
        deps.table.commit(rows.note_told(sso, about, now=now))
        mail.notify_admins(deps, tenant, what)
