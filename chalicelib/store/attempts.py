"""Budgets of attempts: reserve before anything is computed, give back what was no failure (SECURITY, rule 1)."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from chalicelib.domain.records import MAX_FAILURES, Challenge, User
from chalicelib.errors import AuthenticatorDisabled, ChallengeExpired, Problem, TooManyAttempts, TryAgain
from chalicelib.store import keys
from chalicelib.store.items import Item
from chalicelib.store.table import Refused, Table
from chalicelib.store.users import Change
from chalicelib.store.writes import Key, Write, delete, raw_update, update

MINUTES, HOUR, DAY = 300, 3600, 86400
Kind = Literal["code", "session", "recovery", "reset"]
"""Where second-factor attempts come from."""
_TRIES = 10


@dataclass(frozen=True)
class Window:
    """At most `limit` attempts in `seconds`."""

    seconds: int
    limit: int
    slides: bool = False
    """Begins anew with each attempt, so that no stretch of `seconds` ever holds more than `limit`. Another window
    begins with its first attempt."""


@dataclass(frozen=True, kw_only=True)
class Budget:
    """The windows that attempts of one kind must fit into: in a row of their own, or in the row of a user."""

    key: Key
    windows: tuple[Window, ...]
    on_success: Literal["clear", "keep"] = "clear"
    """Clear all windows but the daily one, or count the success like any other attempt."""
    prefix: str = ""
    """Of its attributes on a user's row."""
    epoch: int | None = None
    """Of the user on whose row it lies: an attempt is for the user as it was read."""
    moved: type[Problem] = ChallengeExpired
    """What it means that the user has moved on."""
    challenge: str | None = None
    """Id of the challenge that the attempt is for: one that was used up takes no attempt."""
    is_counted: bool = False
    """Whether the attempt is counted among the consecutive failures of the authenticator too."""

    @property
    def is_of_user(self) -> bool:
        return self.epoch is not None


@dataclass(frozen=True)
class Attempt:
    """One reserved attempt."""

    budget: Budget
    id: str
    ends: tuple[int, ...]
    """When each window ends."""
    left: int
    """How many more the narrowest window allows."""
    row: Item = field(repr=False)
    """The row as the reservation left it."""

    @property
    def user(self) -> User:
        """The user on whose row the budget lies, as of the reservation."""
        return User.model_validate(self.row)


_MINUTES_5 = Window(MINUTES, 5, slides=True)
_GUESSES = (_MINUTES_5, Window(HOUR, 20), Window(DAY, 50))
_PASSWORDS = (Window(MINUTES, 10, slides=True), Window(DAY, 50))


def codes(
    kind: Kind,
    slug: str,
    user_id: str,
    *,
    epoch: int,
    browser: str | None = None,
    challenge: str | None = None,
    is_counted: bool = False,
    moved: type[Problem] = ChallengeExpired,
) -> Budget:
    """Second-factor attempts of one origin (NIST SP 800-63B-4 section 3.2.2); a known browser has its own."""
    return Budget(
        key=keys.user(slug, user_id),
        windows=_GUESSES,
        prefix=f"{kind}_{browser}_" if browser else f"{kind}_",
        epoch=epoch,
        moved=moved,
        challenge=challenge,
        is_counted=is_counted,
    )


def codes_of(challenge: Challenge, kind: Kind, *, is_counted: bool = False) -> Budget:
    """The attempts on a challenge to verify: for its user as it was then, from its browser, while it is unused."""
    return codes(
        kind,
        challenge.tenant,
        challenge.user,
        epoch=challenge.epoch,
        browser=challenge.browser,
        challenge=challenge.id,
        is_counted=is_counted,
    )


def passwords(slug: str, email: str, browser: str | None = None) -> Budget:
    """Password attempts for an address of a tenant, whether it exists or not (ASVS 6.1.1), or from a known browser."""
    key = keys.budget("known", browser) if browser else keys.budget("password", slug, email)
    return Budget(key=key, windows=_PASSWORDS)


def source(address: str, limit: int) -> Budget:
    """Wrong passwords from one source address."""
    return Budget(key=keys.budget("source", address), windows=(Window(MINUTES, limit),), on_success="keep")


def mails(kind: Literal["invitation", "reset", "notice"], slug: str, email: str) -> Budget:
    """Mails of one kind to one address."""
    limit = 10 if kind == "notice" else 3
    return Budget(key=keys.budget(f"{kind}_mail", slug, email), windows=(Window(HOUR, limit),), on_success="keep")


def mail_requests(address: str, limit: int) -> Budget:
    """Reset mails asked for from one source address."""
    return Budget(key=keys.budget("mails", address), windows=(Window(HOUR, limit),), on_success="keep")


def sso_starts(address: str, limit: int) -> Budget:
    """Starts of single sign-on from one source address that have not led to a sign-in."""
    return sso_starts_at(keys.budget("sso", address), limit)


def sso_starts_at(key: Key, limit: int = 0) -> Budget:
    """The same by the key that a start has kept, to give its attempt back."""
    return Budget(key=key, windows=(Window(MINUTES, limit),), on_success="keep")


def sso_setups(slug: str) -> Budget:
    """Saving and testing a provider: each has us call an address that somebody typed."""
    return Budget(key=keys.budget("sso_setup", slug), windows=(Window(HOUR, 20),), on_success="keep")


def reserve(table: Table, budget: Budget, *, now: int, ident: str) -> Attempt:
    """Take one attempt by a conditional write; on a user's row it also is the read of what is needed next.

    `ident` must be unique to this call. Raises `TooManyAttempts` with the seconds to wait, `TryAgain`; on a user's row
    what the budget says for a user who has moved on, `AuthenticatorDisabled` before any throttle.
    """
    ended: dict[int, int] = {}
    for _ in range(_TRIES):
        try:
            row = table.write(_reservation(budget, ended, now, ident))
        except Refused as refused:
            row = refused.old or {}
            if row.get(f"{budget.prefix}last") != ident:
                _refuse(budget, row, now)
                ended = _ended(budget, row, now)
                continue
        return _attempt(budget, ident, row)
    raise TryAgain(retry_after=1)


def seconds_to_wait(budget: Budget, row: Item | None, *, now: int) -> int | None:
    """How long until the budget of this row has something left, or `None` where it has; takes nothing."""
    found, p = row or {}, budget.prefix
    spans = [(found.get(f"{p}n{n}", 0), found.get(f"{p}end{n}", 0)) for n in range(len(budget.windows))]
    waits = [
        end - now for window, (n, end) in zip(budget.windows, spans, strict=True) if end > now and n >= window.limit
    ]
    return max(waits, default=None)


def give_back(table: Table, attempt: Attempt) -> None:
    """Undo a reservation, in windows that are still the same; where the table fails, it lapses with them."""
    _settle(table, attempt, returned=list(range(len(attempt.ends))), emptied=[], is_counted=attempt.budget.is_counted)


def settle(table: Table, attempt: Attempt) -> None:
    """After a success. What lies on a user's row was settled in the commit, by `settled`."""
    budget = attempt.budget
    if budget.on_success == "clear" and not budget.is_of_user:
        daily = _daily(budget)
        short = [n for n in range(len(budget.windows)) if n not in daily]
        _settle(table, attempt, returned=daily, emptied=short, is_counted=False)


def settled(attempt: Attempt, *, now: int) -> Change:
    """What a success changes on the user's row: short windows are emptied, the daily one gets this attempt back.

    Whatever else is there of days gone by is tidied away.
    """
    budget = attempt.budget
    daily = _daily(budget)
    short = [n for n in range(len(budget.windows)) if n not in daily]
    emptied = {f"{budget.prefix}{name}{n}" for n in short for name in ("n", "end")}
    return Change(
        adds={f"{budget.prefix}n{n}": -1 for n in daily},
        removes=tuple(sorted(emptied | _stale(attempt.row, budget.prefix, now))),
    )


def uncounted() -> Change:
    """Take one attempt out of the consecutive failures: it was no wrong code."""
    return Change(adds={"authenticator.failures": -1})


def fresh_start(user: User) -> list[Write]:
    """What whoever sets a password by mail gets: whatever strangers spent on the address is forgotten."""
    return [delete(passwords(user.tenant, user.email).key)]


def forget_recoveries() -> Change:
    """The same for recovery codes, on the user's row."""
    return Change(removes=tuple(f"recovery_{name}{n}" for n in range(3) for name in ("n", "end")))


def unlock(table: Table, user: User) -> list[Write]:
    """Empty every budget that can keep this user waiting, but for those of a source address. Raises `TryAgain`."""
    rows = [passwords(user.tenant, user.email), *(mails(k, user.tenant, user.email) for k in ("invitation", "reset"))]
    row = table.get(keys.user(user.tenant, user.id)) or {}
    spent = tuple(sorted(name for name in row if _OF_BUDGET.fullmatch(name)))
    found = [delete(budget.key) for budget in rows]
    return [*found, update(keys.user(user.tenant, user.id), removes=spent)] if spent else found


_OF_BUDGET = re.compile(r"(\w+_)(?:n\d|end\d|last)")
_DAY_ENDS = re.compile(r"(\w+_)end2")


def _attempt(budget: Budget, ident: str, row: Item) -> Attempt:
    names = [(row[f"{budget.prefix}n{n}"], row[f"{budget.prefix}end{n}"]) for n in range(len(budget.windows))]
    left = min(window.limit - count for window, (count, _) in zip(budget.windows, names, strict=True))
    return Attempt(budget, ident, tuple(end for _, end in names), left, row)


def _daily(budget: Budget) -> list[int]:
    return [n for n, window in enumerate(budget.windows) if window.seconds >= DAY]


def _stale(row: Item, prefix: str, now: int) -> set[str]:
    """The attributes of other budgets whose day is over."""
    ends = {found[1]: row[name] for name in row if (found := _DAY_ENDS.fullmatch(name))}
    over = {each for each, end in ends.items() if end <= now and each != prefix}
    return {name for name in row if (found := _OF_BUDGET.fullmatch(name)) and found[1] in over}


def _settle(table: Table, attempt: Attempt, *, returned: list[int], emptied: list[int], is_counted: bool) -> None:
    """`back` makes a repetition after a lost answer harmless. A sliding window has moved on: it only must be alive."""
    p, windows = attempt.budget.prefix, attempt.budget.windows
    values: dict[str, int | str] = {"back": attempt.id, **{f"end{n}": attempt.ends[n] for n in returned}}
    values |= {"zero": 0, "one": 1} if returned else {}
    changes = [f"#{p}back = :back", *(f"#{p}n{n} = #{p}n{n} - :one" for n in returned)]
    when = [f"(attribute_not_exists(#{p}back) OR #{p}back <> :back)"]
    when += [f"#{p}end{n} {'>=' if windows[n].slides else '='} :end{n} AND #{p}n{n} > :zero" for n in returned]
    if is_counted:
        changes.append("#authenticator.#failures = #authenticator.#failures - :one")
        when.append("#authenticator.#failures > :zero")
    expression = "SET " + ", ".join(changes)
    if emptied:
        expression += " REMOVE " + ", ".join(f"#{p}n{n}, #{p}end{n}" for n in emptied)
    with suppress(Refused, TryAgain):
        table.write(raw_update(attempt.budget.key, expression, when=" AND ".join(when), values=values))


def _reservation(budget: Budget, ended: dict[int, int], now: int, ident: str) -> Write:
    """Counts one in each window; windows that `ended` (number -> when) begin anew, the first of all racers wins."""
    p = budget.prefix
    sets, when = [f"#{p}last = :last"], [f"(attribute_not_exists(#{p}last) OR #{p}last <> :last)"]
    values: dict[str, object] = {"last": ident, "one": 1}
    for n, window in enumerate(budget.windows):
        values[f"fresh{n}"] = now + window.seconds
        end = f":fresh{n}" if window.slides else f"if_not_exists(#{p}end{n}, :fresh{n})"
        if n in ended:
            sets += [f"#{p}n{n} = :one", f"#{p}end{n} = :fresh{n}"]
            when.append(f"#{p}end{n} = :ended{n}")
            values[f"ended{n}"] = ended[n]
        else:
            sets += [f"#{p}n{n} = if_not_exists(#{p}n{n}, :zero) + :one", f"#{p}end{n} = {end}"]
            when.append(f"(attribute_not_exists(#{p}end{n}) OR (#{p}end{n} > :now AND #{p}n{n} < :limit{n}))")
            values |= {f"limit{n}": window.limit, "zero": 0, "now": now}
    _add_subject(budget, now, sets, when, values)
    return raw_update(budget.key, "SET " + ", ".join(sets), when=" AND ".join(when), values=values)


def _add_subject(budget: Budget, now: int, sets: list[str], when: list[str], values: dict[str, object]) -> None:
    """A row of its own expires by itself; a user's must still be that of the user who was read."""
    if not budget.is_of_user:
        sets.append("#expires_at = :expires")
        values["expires"] = now + max(window.seconds for window in budget.windows) + DAY
        return
    sets.append("#spent = if_not_exists(#spent, :none)")
    when.append("#epoch = :epoch")
    values |= {"epoch": budget.epoch, "none": {}}
    if budget.challenge:
        when.append(f"attribute_not_exists(#spent.#{budget.challenge})")
    if budget.is_counted:
        sets.append("#authenticator.#failures = #authenticator.#failures + :one")
        when.append("#authenticator.#failures < :most")
        values["most"] = MAX_FAILURES


def _refuse(budget: Budget, row: Item, now: int) -> None:
    if budget.is_of_user and _has_moved(budget, row):
        raise budget.moved
    if budget.is_counted and row["authenticator"]["failures"] >= MAX_FAILURES:
        raise AuthenticatorDisabled
    if wait := seconds_to_wait(budget, row, now=now):
        raise TooManyAttempts(retry_after=wait)


def _has_moved(budget: Budget, row: Item) -> bool:
    """Whether the user of this row is no longer the one who was read, or the challenge was used up."""
    is_unbound = budget.is_counted and "authenticator" not in row
    return row.get("epoch") != budget.epoch or budget.challenge in row.get("spent", {}) or is_unbound


def _ended(budget: Budget, row: Item, now: int) -> dict[int, int]:
    ends = {n: row.get(f"{budget.prefix}end{n}", now + 1) for n in range(len(budget.windows))}
    return {n: end for n, end in ends.items() if end <= now}
