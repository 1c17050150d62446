"""The policy: reading it, what a change would mean, and changing it in one write."""

from dataclasses import dataclass
from typing import Literal

from chalicelib.deps import Deps
from chalicelib.domain import policy as rules
from chalicelib.domain.counts import Tally, tally
from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import Mode, Policy, Rules, User
from chalicelib.domain.times import rfc3339
from chalicelib.domain.visitor import Caller, Mandate
from chalicelib.errors import Flaw, InvalidRequest, PreconditionFailed
from chalicelib.flows.steps import audit, mail
from chalicelib.store import counts, tenants, users

SAMPLE = 5
"""Users named in a preview."""
_READ, _MOST = 50, 1000
"""Users of one read, and of all, in which they are looked for."""

You = Literal["unaffected", "must_enrol", "must_verify", "released"]


@dataclass(frozen=True)
class Wanted:
    """A policy as an admin or an operator asks for it; the date in seconds since the epoch."""

    mode: Mode
    keep_required: bool = False
    enforce_from: int | None = None


@dataclass(frozen=True)
class Preview:
    """What a policy would mean from its date on, before it is saved."""

    tally: Tally
    you: You
    sample: list[User]
    policy: Policy


def preview(deps: Deps, caller: Caller, wanted: Wanted) -> Preview:
    """What a policy would mean for the tenant, and for the admin who asks. Raises `InvalidRequest`."""
    after, numbers = reckon(deps, caller.mandate, wanted)
    sample = _sample(deps, caller.mandate, after) if numbers.must_enrol else []
    return Preview(numbers, _you(deps, caller, after), sample, after)


def reckon(deps: Deps, mandate: Mandate, wanted: Wanted) -> tuple[Policy, Tally]:
    """A policy, and what it would mean in numbers: from the maintained counts, the same few reads for ten users and
    for a hundred thousand. Raises `InvalidRequest`."""
    after = _changed(deps, mandate, wanted)
    return after, tally(counts.read(deps.table, mandate.tenant.slug), _present(deps, mandate), after)


def save(deps: Deps, mandate: Mandate, wanted: Wanted, *, expected_version: int | None) -> Policy:
    """Save, if the policy is still the one that was read; a weaker one is mailed to every admin.

    Raises `PreconditionFailed`, `InvalidRequest`.
    """
    before = mandate.tenant.policy
    if expected_version != before.version:
        raise PreconditionFailed("If-Match must be the ETag of the present policy.")
    after, numbers = reckon(deps, mandate, wanted)
    slug = mandate.tenant.slug
    deps.table.commit(
        tenants.save_policy(slug, after, replacing=before.version, refused=PreconditionFailed),
        audit.event(
            deps,
            mandate.visitor,
            EventType.POLICY_CHANGED,
            tenant=slug,
            user=None,
            actor=mandate.actor,
            mode=after.mode,
            was=_present(deps, mandate).mode,
            kept=after.kept,
            enforce_from=rfc3339(after.enforce_from) if after.enforce_from else None,
        ),
    )
    if numbers.released:
        mail.notify_admins(deps, mandate.tenant, _weaker(after, numbers))
    return after


def _present(deps: Deps, mandate: Mandate) -> Rules:
    return rules.in_force(mandate.tenant.policy, deps.now())


def _changed(deps: Deps, mandate: Mandate, wanted: Wanted) -> Policy:
    now = int(deps.now())
    if wanted.keep_required and wanted.mode != "individual":
        raise InvalidRequest(flaws=(Flaw("/keep_required", "not_allowed"),))
    if wanted.enforce_from is not None and wanted.enforce_from <= now:
        raise InvalidRequest(flaws=(Flaw("/enforce_from", "in_the_past"),))
    if wanted.enforce_from is not None and wanted.mode == _present(deps, mandate).mode:
        raise InvalidRequest(flaws=(Flaw("/enforce_from", "already_in_force"),))
    return rules.changed(mandate.tenant.policy, **vars(wanted), now=now, actor=mandate.actor)


def _sample(deps: Deps, mandate: Mandate, after: Rules) -> list[User]:
    """A few of those who must enrol, the first to be found."""
    found: list[User] = []
    position = None
    for _ in range(_MOST // _READ):
        page = users.page(deps.table, mandate.tenant.slug, after=position, limit=_READ)
        found += [user for user in page if _must_enrol(user, after)]
        if len(found) >= SAMPLE or len(page) < _READ:
            break
        position = page[-1].id
    return found[:SAMPLE]


def _must_enrol(user: User, after: Rules) -> bool:
    return not user.disabled and user.authenticator is None and rules.requires_mfa(user, after)


def _you(deps: Deps, caller: Caller, after: Rules) -> You:
    """What the change means for the admin who asks."""
    was, will = (rules.requires_mfa(caller.user, each) for each in (_present(deps, caller.mandate), after))
    if will and caller.user.authenticator is None:
        return "must_enrol"
    if will and caller.session.aal == 1:
        return "must_verify"
    return "released" if was and not will else "unaffected"


def _weaker(after: Policy, numbers: Tally) -> str:
    since = f"From {rfc3339(after.enforce_from)} on" if after.enforce_from else "From now on"
    return (
        f"The policy for the second step was changed to `{after.mode}`. {since}, {numbers.released} users "
        "who were asked for a code are not asked any more."
    )
