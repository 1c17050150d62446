"""Users and the addresses by which they are found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.bearer import Address
from chalicelib.domain.records import Challenge, Tenant, User
from chalicelib.errors import ChallengeExpired, CodeAlreadyUsed, Conflict, Moved, Problem
from chalicelib.store import keys, tenants
from chalicelib.store.items import Item
from chalicelib.store.table import Table
from chalicelib.store.writes import Refusal, Write, delete, put, update

NOBODY = "usr_nobody"
"""An id that no user has; reading it costs what reading a user costs."""
CLAIM_SECONDS = 60
"""How long an address is held for somebody whose invitation is being mailed."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A part of what a commit changes of a user's row. A commit writes a row once, so the parts become one write."""

    sets: Mapping[str, Any] = field(default_factory=dict, repr=False)
    adds: Mapping[str, int] = field(default_factory=dict)
    removes: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    refusal: Callable[[Item], Problem | None] = lambda _: None
    """What its condition means for the row as it stood, where it is this one that was refused."""


def merged(*changes: Change) -> Change:
    """Several parts as one."""
    return Change(
        sets={path: value for change in changes for path, value in change.sets.items()},
        adds={path: value for change in changes for path, value in change.adds.items()},
        removes=tuple(path for change in changes for path in change.removes),
        when=tuple(each for change in changes for each in change.when),
        values={name: value for change in changes for name, value in change.values.items()},
        refusal=lambda old: next((found for change in changes if (found := change.refusal(old))), None),
    )


def load(table: Table, slug: str, user_id: str) -> User | None:
    """The user of this tenant, or `None`: another tenant's id finds nothing. Raises `TryAgain`."""
    row = table.get(keys.user(slug, user_id))
    return User.model_validate(row) if row else None


def load_many(table: Table, slug: str, user_ids: list[str]) -> list[User]:
    """Those of up to 100 users who are there, in one read. Raises `TryAgain`."""
    rows = table.get_many(*(keys.user(slug, user_id) for user_id in user_ids)) if user_ids else []
    return [User.model_validate(row) for row in rows if row]


def at(table: Table, place: Address | None) -> tuple[User | None, Tenant | None]:
    """The user and the tenant of a token's address, in one read. Raises `TryAgain`."""
    if place is None:
        return None, None
    user, tenant = table.get_many(keys.user(*place), keys.tenant(place.tenant))
    return User.model_validate(user) if user else None, tenants.read(tenant)


def find(table: Table, slug: str, email: str) -> User | None:
    """The user with this (normalised) address, or `None`, at the same cost. Raises `TryAgain`."""
    return owner(table, slug, email, table.get(keys.address(slug, email)))


def owner(table: Table, slug: str, email: str, address: Item | None) -> User | None:
    """The user to whom the row of an address, which may be a moment old, leads. Raises `TryAgain`."""
    user = load(table, slug, (address or {}).get("user", NOBODY))
    return user if user and user.email == email else None


def taken(table: Table, slug: str, emails: list[str]) -> set[str]:
    """Which of the (normalised) addresses have a user; 100 to a read. Raises `TryAgain`."""
    found: set[str] = set()
    for start in range(0, len(emails), 100):
        some = emails[start : start + 100]
        rows = table.get_many(*(keys.address(slug, email) for email in some))
        found |= {email for email, row in zip(some, rows, strict=True) if row and "user" in row}
    return found


def page(table: Table, slug: str, *, after: str | None, limit: int) -> list[User]:
    """Up to `limit` users in the order of their creation, those behind the user `after`. Raises `TryAgain`."""
    start = keys.user(slug, after)["sk"] if after else None
    rows = table.query(keys.tenant(slug)["pk"], prefix="USER#", after=start, limit=limit)
    return [User.model_validate(row) for row in rows]


def create(user: User, *, now: int) -> list[Write]:
    """A new user with an address. Refused: `Conflict`, where the address is taken."""
    row = put(keys.user(user.tenant, user.id), user.model_dump(), when="attribute_not_exists(#pk)")
    return [row, claim(user.tenant, user.email, user.id, now=now)]


def claim(slug: str, email: str, user_id: str, *, now: int) -> Write:
    """Take an address that nobody has, and that is held for nobody else at this moment. Refused: `Conflict`."""
    is_free = "attribute_not_exists(#held_for) OR #held_for = :me OR #expires_at <= :now"
    when, values = f"attribute_not_exists(#user) AND ({is_free})", {"me": user_id, "now": now}
    return put(keys.address(slug, email), {"user": user_id}, when=when, values=values, refused=_taken)


def hold(slug: str, email: str, user_id: str, *, now: int) -> Write:
    """Hold an address for a user who is about to be created, for a minute. Refused: `Conflict`."""
    when = "attribute_not_exists(#pk) OR (attribute_not_exists(#user) AND (#expires_at <= :now OR #held_for = :me))"
    row = {"held_for": user_id, "expires_at": now + CLAIM_SECONDS}
    return put(keys.address(slug, email), row, when=when, values={"now": now, "me": user_id}, refused=_taken)


def let_go(slug: str, email: str, user_id: str) -> Write:
    """Hold an address no longer. Refused: `Conflict`, where it is held for somebody else by now."""
    when = "#held_for = :me AND attribute_not_exists(#user)"
    return delete(keys.address(slug, email), when=when, values={"me": user_id}, refused=_taken)


def release(slug: str, email: str) -> Write:
    """Give an address up."""
    return delete(keys.address(slug, email))


def remove(user: User) -> list[Write]:
    """The user as it was read, with the address."""
    row = delete(keys.user(user.tenant, user.id), when="#version = :seen", values={"seen": user.version}, refused=Moved)
    return [row, release(user.tenant, user.email)]


def change_at_version(user: User, *changes: Change, refused: Refusal = Moved) -> Write:
    """Change the user as it was read. Whatever but a mere sign-in has changed it meanwhile: `refused`."""
    version = Change(adds={"version": 1}, when=("#version = :seen",), values={"seen": user.version})
    return _write(user, merged(version, *changes), refused)


def change_in_epoch(user: User, *changes: Change, refused: type[Problem] = ChallengeExpired) -> Write:
    """Change what sign-ins change, while the user's epoch is the one that was read; else `refused`."""
    epoch = Change(when=("#epoch = :epoch",), values={"epoch": user.epoch})
    return _write(user, merged(epoch, *changes), refused)


def accept_step(step: int, *, now: int) -> Change:
    """Mark a time step as used: only greater ones come after it (RFC 6238 section 5.2). Refused: `CodeAlreadyUsed`."""
    return Change(
        sets={"authenticator.last_step": step, "authenticator.failures": 0, "authenticator.last_used_at": now},
        when=("#authenticator.#last_step < :step",),
        values={"step": step},
        refusal=lambda old: CodeAlreadyUsed() if old.get("authenticator", {}).get("last_step", -1) >= step else None,
    )


def spend_challenge(user: User, challenge: Challenge, *, now: int) -> Change:
    """Use a challenge up; those that have expired since need no remembering. Refused: `ChallengeExpired`."""
    return Change(
        sets={f"spent.{challenge.id}": challenge.expires_at},
        removes=tuple(f"spent.{each}" for each, end in user.spent.items() if end <= now),
        when=(f"attribute_not_exists(#spent.#{challenge.id})",),
        refusal=lambda old: ChallengeExpired() if challenge.id in old.get("spent", {}) else None,
    )


def offer_password(user: User, token: Mapping[str, Any]) -> Write:
    """Make this the user's valid link, while address and epoch are those that were read. Refused: `Moved`."""
    change = Change(sets={"password_token": dict(token)}, when=("#email = :email",), values={"email": user.email})
    return change_in_epoch(user, change, refused=Moved)


def pretend_to_offer(slug: str, email: str, token: Mapping[str, Any]) -> Write:
    """The same work on one row as well, for an address that no user has."""
    sets = {"password_token": dict(token), "expires_at": token["expires_at"]}
    return update(keys.budget("nobody", slug, email), sets=sets)


def if_epoch(user: User, same: type[Problem], moved: type[Problem]) -> Callable[[Item | None], Problem]:
    """What a refusal means: `moved` where whatever ends sessions was quicker, `same` for any other change."""
    return lambda old: same() if old and old.get("epoch") == user.epoch else moved()


def if_link(user: User, same: type[Problem], moved: type[Problem]) -> Callable[[Item | None], Problem]:
    """The same for a link: `moved` where it is no longer the valid one."""
    digest = user.password_token.digest if user.password_token else None
    return lambda old: same() if old and old.get("password_token", {}).get("digest") == digest else moved()


def _write(user: User, change: Change, refused: Refusal) -> Write:
    def refusal(old: Item | None) -> Problem:
        is_same = old is not None and old.get("epoch") == user.epoch
        meant = change.refusal(old) if old and is_same else None
        return meant or (refused() if isinstance(refused, type) else refused(old))

    return update(
        keys.user(user.tenant, user.id),
        sets=change.sets,
        adds=change.adds,
        removes=change.removes,
        when=" AND ".join(f"({each})" for each in change.when),
        values=change.values,
        refused=refusal,
    )


def _taken(_: Item | None) -> Problem:
    return Conflict.over("/email", "taken", "The e-mail address is taken.")
