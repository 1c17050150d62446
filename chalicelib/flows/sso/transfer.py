"""Switching users between single sign-on and passwords: many by their domain, and one link undone."""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.deps import Deps
from chalicelib.domain import email as emails
from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import SignInMethod, User
from chalicelib.domain.visitor import Mandate
from chalicelib.errors import Conflict, TryAgain
from chalicelib.flows import users as administration
from chalicelib.flows.steps import audit
from chalicelib.flows.steps.person import read
from chalicelib.flows.steps.retry import again
from chalicelib.store import links, users
from chalicelib.store.users import Change

MOVED_AT_ONCE = 100
_READ = 500


@dataclass(frozen=True)
class Move:
    """What one run did, and how many are left for the next."""

    moved: int
    remaining: int


def move(deps: Deps, mandate: Mandate, *, domains: list[str], to: SignInMethod) -> Move:
    """Switch up to 100 users whose address is in one of the (normalised) domains; run it again until none remains.

    Never oneself, and never the last admin with a password. Raises `Conflict` where SSO is off; `TryAgain` where
    nothing was done.
    """
    moved = stuck = 0
    waiting = list(_to_move(deps, mandate, set(domains), to))
    for user in waiting[:MOVED_AT_ONCE]:
        try:
            administration.edit(deps, mandate, user.id, {"sign_in": to})
            moved += 1
        except Conflict as conflict:
            if conflict.flaws[0].code != "last_admin":
                raise
            stuck += 1
        except TryAgain:
            if not moved:
                raise
            break
    return Move(moved, len(waiting) - moved - stuck)


@again
def unlink(deps: Deps, mandate: Mandate, user_id: str) -> None:
    """Undo a user's link and end the user's sessions; the next sign-in links anew. Raises `NotFound`, `TryAgain`."""
    user = read(deps, mandate, user_id)
    change = Change(sets={"sso_link": None, "epoch": user.epoch + 1})
    line = audit.about(deps, mandate.visitor, EventType.USER_UNLINKED, user, actor=mandate.actor)
    deps.table.commit(users.change_at_version(user, change), *links.unlink(user), line)


def _to_move(deps: Deps, mandate: Mandate, domains: set[str], to: SignInMethod) -> Iterator[User]:
    after = None
    while page := users.page(deps.table, mandate.tenant.slug, after=after, limit=_READ):
        for user in page:
            if user.sign_in != to and user.id != mandate.actor and emails.domain(user.email) in domains:
                yield user
        after = page[-1].id
