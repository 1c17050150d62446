"""Known browsers: signed tokens, so that nothing is stored of them but their budgets while they are in use."""

from pydantic import ValidationError

from chalicelib.domain.records import KnownBrowser, User
from chalicelib.store.signer import Signer

KNOWN_SECONDS = 90 * 86400
ID_BYTES = 8
_PURPOSE = "known browser"


def recognise(signer: Signer, token: str | None, user: User | None, *, now: int) -> str | None:
    """The id of a browser that signed in as this user within 90 days, unless it was voided since. Raises `TryAgain`."""
    browser = _read(signer, token) if token else None
    if browser is None or user is None or now >= browser.expires_at:
        return None
    is_same = (browser.tenant, browser.user, browser.browser_epoch) == (user.tenant, user.id, user.browser_epoch)
    return browser.id if is_same else None


def remember(signer: Signer, user: User, browser_id: str, *, now: int) -> str:
    """The token by which a browser is known from now on. Raises `TryAgain`."""
    browser = KnownBrowser(
        id=browser_id,
        tenant=user.tenant,
        user=user.id,
        browser_epoch=user.browser_epoch,
        expires_at=now + KNOWN_SECONDS,
    )
    return signer.sign(_PURPOSE, browser.model_dump_json().encode())


def _read(signer: Signer, token: str) -> KnownBrowser | None:
    said = signer.read(_PURPOSE, token)
    try:
        return KnownBrowser.model_validate_json(said) if said else None
    except ValidationError:
        return None
