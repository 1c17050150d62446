"""Budgets of attempts: reserve before anything is computed, give back what was no failure (SECURITY, rule 1)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal

from chalicelib.errors import Problem, TooManyAttempts, TryAgain
from chalicelib.store import keys
from chalicelib.store.items import Item
from chalicelib.store.table import Refused, Table
from chalicelib.store.writes import Key, Write, raw_update

MINUTES, HOUR, DAY = 300, 3600, 86400


@dataclass(frozen=True)
class Window:
    """At most `limit` attempts in `seconds`, counted from the first one."""

    seconds: int
    limit: int


@dataclass(frozen=True)
class Budget:
    """The windows that attempts of one kind must fit into, for one subject."""

    key: Key
    windows: tuple[Window, ...]
    on_success: Literal["clear", "give_back", "keep"] = "clear"
    """Clear all windows but the daily one; just give the success's own attempt back; or count it like any other."""


@dataclass(frozen=True)
class Attempt:
    """One reserved attempt."""

    budget: Budget
    id: str
    ends: tuple[int, ...]
    """When each window ends."""
    left: int
    """How many more the narrowest window allows."""


_GUESSES = (Window(MINUTES, 5), Window(HOUR, 20), Window(DAY, 50))


def codes(kind: str, slug: str, user_id: str) -> Budget:
    """Second-factor attempts, all inputs of one origin together (NIST SP 800-63B-4 section 3.2.2)."""
    return Budget(keys.budget(kind, slug, user_id), _GUESSES)


def passwords(slug: str, email: str, *, known: bool) -> Budget:
    """Password attempts for one address of one tenant, whether it exists or not (ASVS 6.1.1)."""
    return Budget(keys.budget("known" if known else "password", slug, email), (Window(MINUTES, 10), Window(DAY, 50)))


def source(address: str, limit: int) -> Budget:
    """Password attempts from one source address."""
    return Budget(keys.budget("source", address), (Window(MINUTES, limit),), on_success="give_back")


def mails(slug: str, email: str) -> Budget:
    """Invitation and reset mails to one address."""
    return Budget(keys.budget("mail", slug, email), (Window(HOUR, 3),), on_success="keep")


def mail_requests(address: str, limit: int) -> Budget:
    """Reset mails asked for from one source address."""
    return Budget(keys.budget("mails", address), (Window(HOUR, limit),), on_success="keep")


def of_user(slug: str, user_id: str, email: str) -> list[Budget]:
    """Every budget that can keep this user waiting, but for those of a source address."""
    kinds = ("code", "code_known", "code_session", "recovery", "reset")
    return [
        *(codes(kind, slug, user_id) for kind in kinds),
        *(passwords(slug, email, known=known) for known in (False, True)),
        mails(slug, email),
    ]


@contextmanager
def spend(
    table: Table, budgets: Sequence[Budget], *, now: int, ident: str, failures: tuple[type[Problem], ...]
) -> Iterator[Attempt]:
    """Reserve one attempt of each budget, then run the body.

    It stays counted when the body raises one of `failures`. Any other error gives it back; a success clears the
    short windows. `ident` must be unique to this call. Raises `TooManyAttempts`, `TryAgain`.
    """
    attempts: list[Attempt] = []
    try:
        for budget in budgets:
            attempts.append(reserve(table, budget, now=now, ident=ident))  # noqa: PERF401 - one may raise
        yield attempts[0]
    except failures:
        raise
    except BaseException:
        for attempt in attempts:
            give_back(table, attempt)
        raise
    for attempt in attempts:
        if attempt.budget.on_success == "clear":
            clear(table, attempt)
        elif attempt.budget.on_success == "give_back":
            give_back(table, attempt)


def reserve(table: Table, budget: Budget, *, now: int, ident: str) -> Attempt:
    """Take one attempt by a conditional write. Raises `TooManyAttempts` with the seconds to wait, or `TryAgain`."""
    ended: dict[int, int] = {}
    for _ in range(10):
        try:
            row = table.write(_reservation(budget, ended, now, ident))
        except Refused as refused:
            row = refused.old or {}
            if row.get("last") != ident:
                _refuse_if_spent(budget, row, now)
                ended = {n: row[f"end{n}"] for n in range(len(budget.windows)) if row.get(f"end{n}", now + 1) <= now}
                continue
        counts = [window.limit - row[f"n{n}"] for n, window in enumerate(budget.windows)]
        return Attempt(budget, ident, tuple(row[f"end{n}"] for n in range(len(budget.windows))), min(counts))
    raise TryAgain(retry_after=1)


def give_back(table: Table, attempt: Attempt) -> None:
    """Undo a reservation, in windows that are still the same; where the table fails, it lapses with them."""
    _settle(table, attempt, returned=list(range(len(attempt.ends))), emptied=[])


def clear(table: Table, attempt: Attempt) -> None:
    """A success: the short windows are emptied, the daily one just gets this attempt back."""
    windows = list(enumerate(attempt.budget.windows))
    daily = [n for n, window in windows if window.seconds >= DAY]
    _settle(table, attempt, returned=daily, emptied=[n for n, _ in windows if n not in daily])


def _settle(table: Table, attempt: Attempt, *, returned: list[int], emptied: list[int]) -> None:
    """`back` makes a repetition after a lost answer harmless."""
    values: dict[str, int | str] = {"back": attempt.id, **{f"end{n}": attempt.ends[n] for n in returned}}
    values |= {"zero": 0, "one": 1} if returned else {}
    expression = "SET " + ", ".join(["#back = :back", *(f"#n{n} = #n{n} - :one" for n in returned)])
    if emptied:
        expression += " REMOVE " + ", ".join(f"#n{n}, #end{n}" for n in emptied)
    same = [f"#end{n} = :end{n} AND #n{n} > :zero" for n in returned]
    when = " AND ".join(["(attribute_not_exists(#back) OR #back <> :back)", *same])
    with suppress(Refused, TryAgain):
        table.write(raw_update(attempt.budget.key, expression, when=when, values=values))


def _reservation(budget: Budget, ended: dict[int, int], now: int, ident: str) -> Write:
    """Counts one in each window; windows that `ended` (number -> when) begin anew, the first of all racers wins."""
    sets, when = ["#last = :last", "#expires_at = :expires"], ["(attribute_not_exists(#last) OR #last <> :last)"]
    values: dict[str, int | str] = {
        "last": ident,
        "expires": now + max(w.seconds for w in budget.windows) + DAY,
        "one": 1,
    }
    for n, window in enumerate(budget.windows):
        values[f"fresh{n}"] = now + window.seconds
        if n in ended:
            sets += [f"#n{n} = :one", f"#end{n} = :fresh{n}"]
            when.append(f"#end{n} = :ended{n}")
            values[f"ended{n}"] = ended[n]
        else:
            sets += [f"#n{n} = if_not_exists(#n{n}, :zero) + :one", f"#end{n} = if_not_exists(#end{n}, :fresh{n})"]
            when.append(f"(attribute_not_exists(#end{n}) OR (#end{n} > :now AND #n{n} < :limit{n}))")
            values |= {f"limit{n}": window.limit, "zero": 0, "now": now}
    return raw_update(budget.key, "SET " + ", ".join(sets), when=" AND ".join(when), values=values)


def _refuse_if_spent(budget: Budget, row: Item, now: int) -> None:
    waits = [
        row[f"end{n}"] - now
        for n, window in enumerate(budget.windows)
        if row.get(f"end{n}", now) > now and row[f"n{n}"] >= window.limit
    ]
    if waits:
        raise TooManyAttempts(retry_after=max(waits))
