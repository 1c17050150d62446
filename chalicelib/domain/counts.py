"""Counts of users by role and standing, and what a policy would mean by them, without reading the users."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from chalicelib.domain.policy import asks
from chalicelib.domain.records import Mode, Role, Rules, User

ROLES: tuple[Role, ...] = get_args(Role)
FACTORS = ("bare", "enrolled", "sso", "disabled")
Counts = Mapping[str, int]
"""Users by cell; `cell` and `toggled` spell the names."""


@dataclass(frozen=True)
class Tally:
    """What a new policy would mean, in numbers of users."""

    must_enrol: int
    already_enrolled: int
    released: int
    sso_exempt: int
    individual_settings_discarded: int


def cell(role: Role, factor: str) -> str:
    """Where everyone of a role is counted: `admin_bare`, `member_enrolled`, `member_sso`."""
    return f"{role}_{factor}"


def toggled(epoch: int, role: Role, factor: str, *, is_on: bool) -> str:
    """Where those with a toggle of an epoch are counted as well: `3_admin_bare_on`."""
    return f"{epoch}_{cell(role, factor)}_{'on' if is_on else 'off'}"


def cells(user: User) -> Counter[str]:
    """Where a user is counted.

    The user's row alone decides: a policy that is saved at the same moment cannot make two counts of one row differ. A
    toggle of an epoch gone by stays counted where nobody looks.
    """
    if user.disabled:
        return Counter([cell(user.role, "disabled")])
    factor = "sso" if user.sign_in == "sso" else "enrolled" if user.authenticator else "bare"
    found = [cell(user.role, factor)]
    if user.toggle_epoch is not None:
        found.append(toggled(user.toggle_epoch, user.role, factor, is_on=user.toggle))
    return Counter(found)


def total(counts: Counts) -> int:
    """How many users there are."""
    return sum(counts.get(cell(role, factor), 0) for role in ROLES for factor in FACTORS)


def tally(counts: Counts, before: Rules, after: Rules) -> Tally:
    """Compare two policies over the same users."""
    cells = [(role, factor) for role in ROLES for factor in ("bare", "enrolled")]
    asked = {each: _asked(counts, after, *each) for each in cells}
    was = {each: _asked(counts, before, *each) for each in cells}
    return Tally(
        must_enrol=sum(asked[role, "bare"] for role in ROLES),
        already_enrolled=sum(asked[role, "enrolled"] for role in ROLES),
        released=sum(max(0, was[each] - asked[each]) for each in cells),
        sso_exempt=sum(counts.get(cell(role, "sso"), 0) for role in ROLES if asks(_mode(after), role)),
        individual_settings_discarded=sum(_toggled_on(counts, before)) if before.epoch != after.epoch else 0,
    )


def _asked(counts: Counts, rules: Rules, role: Role, factor: str) -> int:
    """How many of a cell the rules ask."""
    everyone = counts.get(cell(role, factor), 0)
    if rules.mode != "individual":
        return everyone if asks(rules.mode, role) else 0
    on, off = (counts.get(toggled(rules.epoch, role, factor, is_on=is_on), 0) for is_on in (True, False))
    implicit = everyone - on - off if rules.kept and asks(rules.kept, role) else 0
    return on + implicit


def _toggled_on(counts: Counts, rules: Rules) -> Iterator[int]:
    if rules.mode == "individual":
        for role in ROLES:
            yield from (_asked(counts, rules, role, factor) for factor in ("bare", "enrolled"))
            yield counts.get(toggled(rules.epoch, role, "sso", is_on=True), 0)


def _mode(rules: Rules) -> Mode:
    """The mode that decides for a whole role."""
    return rules.kept or "off" if rules.mode == "individual" else rules.mode
