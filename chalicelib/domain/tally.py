"""How many users a policy asks for a second factor, reckoned from counts by role and standing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from chalicelib.domain.policy import asks
from chalicelib.domain.records import Mode, Policy, Role

ROLES: tuple[Role, ...] = get_args(Role)
Counts = Mapping[str, int]
"""Users that are not disabled, by cell: `admin_bare`, `member_sso`, and with a toggle `3_admin_bare_on` for epoch 3."""


@dataclass(frozen=True)
class Tally:
    """What a new policy would mean, in numbers of users."""

    must_enrol: int
    already_enrolled: int
    released: int
    sso_exempt: int
    individual_settings_discarded: int


def tally(counts: Counts, before: Policy, after: Policy) -> Tally:
    """Compare two policies over the same users."""
    cells = [(role, factor) for role in ROLES for factor in ("bare", "enrolled")]
    asked = {cell: _asked(counts, after, *cell) for cell in cells}
    was = {cell: _asked(counts, before, *cell) for cell in cells}
    return Tally(
        must_enrol=sum(asked[role, "bare"] for role in ROLES),
        already_enrolled=sum(asked[role, "enrolled"] for role in ROLES),
        released=sum(max(0, was[cell] - asked[cell]) for cell in cells),
        sso_exempt=sum(counts.get(f"{role}_sso", 0) for role in ROLES if asks(_mode(after), role)),
        individual_settings_discarded=sum(_toggled_on(counts, before)) if before.epoch != after.epoch else 0,
    )


def _asked(counts: Counts, policy: Policy, role: Role, factor: str) -> int:
    """How many of a cell the policy asks."""
    everyone = counts.get(f"{role}_{factor}", 0)
    if policy.mode != "individual":
        return everyone if asks(policy.mode, role) else 0
    explicit = {state: counts.get(f"{policy.epoch}_{role}_{factor}_{state}", 0) for state in ("on", "off")}
    implicit = everyone - sum(explicit.values()) if policy.kept and asks(policy.kept, role) else 0
    return explicit["on"] + implicit


def _toggled_on(counts: Counts, policy: Policy) -> Iterator[int]:
    if policy.mode == "individual":
        for role in ROLES:
            yield from (_asked(counts, policy, role, factor) for factor in ("bare", "enrolled"))
            yield counts.get(f"{policy.epoch}_{role}_sso_on", 0)


def _mode(policy: Policy) -> Mode:
    """The mode that decides for a whole role."""
    return policy.kept or "off" if policy.mode == "individual" else policy.mode
