"""The users of a tenant, listed and found."""

import unicodedata
from dataclasses import dataclass
from functools import partial
from typing import Literal

from chalicelib.deps import Deps
from chalicelib.domain import counts as counting
from chalicelib.domain import policy as rules
from chalicelib.domain.policy import MfaState
from chalicelib.domain.records import Role, Rules, SignInMethod, User
from chalicelib.domain.visitor import Mandate
from chalicelib.flows.steps import pages
from chalicelib.flows.steps.person import read
from chalicelib.store import counts, sessions, users

Mfa = MfaState | Literal["required", "not_required", "enrolled", "not_enrolled"]


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which users; all that are given must hold."""

    query: str | None = None
    """Part of the e-mail address or of the name; case, accents and spaces around it do not matter."""
    mfa: Mfa | None = None
    role: Role | None = None
    sign_in: SignInMethod | None = None

    def match(self, user: User, rules: Rules) -> bool:
        """Whether a user is one of those."""
        text = _plain(self.query or "")
        return (
            (text in _plain(user.email) or text in _plain(user.name))
            and (self.role is None or user.role == self.role)
            and (self.sign_in is None or user.sign_in == self.sign_in)
            and (self.mfa is None or _has_mfa(user, rules, self.mfa))
        )


def listed(
    deps: Deps, mandate: Mandate, filters: Filters, *, cursor: str | None, limit: int
) -> tuple[list[User], str | None]:
    """One page of users in the order of their creation, and a cursor that opens the next one for the same filters."""
    if found := _by_address(deps, mandate, filters):
        return found, None
    described = pages.describe(list="users", **vars(filters))
    position = pages.open_cursor(deps, mandate, described, cursor)

    def rows(after: str | None, size: int) -> list[User]:
        return users.page(deps.table, mandate.tenant.slug, after=after, limit=size)

    is_filtered = filters != Filters()
    present = rules.in_force(mandate.tenant.policy, deps.now())
    matches = partial(filters.match, rules=present) if is_filtered else None
    page = pages.page(rows, after=position, limit=limit, matches=matches)
    return page.items, pages.seal(deps, mandate, described, page.next)


def shown(deps: Deps, mandate: Mandate, user_id: str) -> tuple[User, int]:
    """One user, and how many sessions are live. Raises `NotFound`, for another tenant's users too."""
    user = read(deps, mandate, user_id)
    return user, len(sessions.of_user(deps.table, user, mandate.tenant, now=int(deps.now())))


def total(deps: Deps, mandate: Mandate) -> int:
    """How many users the tenant has, from the maintained counts."""
    return counting.total(counts.read(deps.table, mandate.tenant.slug))


def _by_address(deps: Deps, mandate: Mandate, filters: Filters) -> list[User]:
    """A search for a whole address is answered from its key: two reads, however many users there are."""
    query = (filters.query or "").strip().lower()
    if "@" not in query:
        return []
    user = users.find(deps.table, mandate.tenant.slug, query)
    present = rules.in_force(mandate.tenant.policy, deps.now())
    return [user] if user and filters.match(user, present) else []


def _plain(text: str) -> str:
    """Text as it is searched: no case and no accents."""
    letters = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _has_mfa(user: User, present: Rules, wanted: Mfa) -> bool:
    match wanted:
        case "required" | "not_required":
            return rules.requires_mfa(user, present) == (wanted == "required")
        case "enrolled" | "not_enrolled":
            return (user.authenticator is not None) == (wanted == "enrolled")
        case _:
            return rules.mfa_state(user, present) == wanted
