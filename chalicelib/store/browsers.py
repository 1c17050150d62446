"""Known browsers: those that signed in before have a budget of attempts of their own (OWASP device cookies)."""

from chalicelib.domain import bearer
from chalicelib.store import keys
from chalicelib.store.table import Table
from chalicelib.store.writes import Write, put

KNOWN_SECONDS = 90 * 86400


def is_known(table: Table, token: str | None, slug: str, email: str, *, now: int) -> bool:
    """Whether this browser signed in to this address of this tenant within the last 90 days."""
    row = table.get(keys.token("known", bearer.digest(token))) if token else None
    return row is not None and row["expires_at"] > now and row["address"] == keys.address(slug, email)["pk"]


def remember(token: str, slug: str, email: str, *, now: int) -> Write:
    """Know the browser that holds this token."""
    row = {"address": keys.address(slug, email)["pk"], "expires_at": now + KNOWN_SECONDS}
    return put(keys.token("known", bearer.digest(token)), row)
