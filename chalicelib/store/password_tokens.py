"""Tokens of invitations and password resets: each names the user who may set a password with it."""

from dataclasses import dataclass

from chalicelib.domain.records import User
from chalicelib.errors import InvalidToken, TryAgain
from chalicelib.store import keys
from chalicelib.store.table import Table
from chalicelib.store.writes import Write, put, update


@dataclass(frozen=True)
class Holder:
    """Whose password a token sets; it counts only while the user's `password_token` is its digest."""

    tenant: str
    user: str


def create(digest: str, slug: str, user_id: str, *, expires_at: int) -> Write:
    """A new token; it becomes the valid one when the user's `password_token` names it."""
    return put(keys.token("password", digest), {"tenant": slug, "user": user_id, "expires_at": expires_at})


def load(table: Table, digest: str, *, now: int) -> Holder:
    """Whom the token names. Raises `InvalidToken` for one unknown or expired."""
    row = table.get(keys.token("password", digest))
    if row is None or row["expires_at"] <= now:
        raise InvalidToken
    return Holder(row["tenant"], row["user"])


def offer(user: User, digest: str) -> Write:
    """Make this the user's valid token, whatever else changes the user at the same moment."""
    key = keys.user(user.tenant, user.id)
    return update(key, sets={"password_token": digest}, when="attribute_exists(#pk)", refused=TryAgain)


def pretend(slug: str, email: str, digest: str, *, expires_at: int) -> Write:
    """The same work as `offer`, on one row as well, for an address that no user has."""
    return update(keys.budget("nobody", slug, email), sets={"password_token": digest, "expires_at": expires_at})
