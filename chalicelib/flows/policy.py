"""The policy: reading it, what a change would mean, and changing it in one write."""

from dataclasses import dataclass
from typing import Literal

from chalicelib.deps import Deps
from chalicelib.domain import policy as rules
from chalicelib.domain.event_types import EventType
from chalicelib.domain.records import Mode, Policy, User
from chalicelib.domain.tally import Tally, tally
from chalicelib.domain.visitor import Caller, Mandate
from chalicelib.errors import Flaw, InvalidRequest, PreconditionFailed
from chalicelib.flows.steps import audit
from chalicelib.store import tenants, users

SAMPLE = 5
"""Users named in a preview; found among the first 200."""

You = Literal["unaffected", "must_enrol", "must_verify", "released"]


@dataclass(frozen=True)
class Preview:
    """What a policy would mean, before it is saved."""

    tally: Tally
    you: You
    sample: list[User]
    policy: Policy


def preview(deps: Deps, caller: Caller, *, mode: Mode, keep_required: bool, enforce_from: int | None) -> Preview:
    """What a policy would mean for the tenant, and for the admin who asks. Raises `InvalidRequest`."""
    after, numbers = reckon(deps, caller.mandate, mode=mode, keep_required=keep_required, enforce_from=enforce_from)
    first = users.page(deps.table, caller.tenant.slug, after=None, limit=200)
    sample = [user for user in first if _must_enrol(user, after)][:SAMPLE]
    return Preview(numbers, _you(caller, after), sample, after)


def reckon(
    deps: Deps, mandate: Mandate, *, mode: Mode, keep_required: bool, enforce_from: int | None
) -> tuple[Policy, Tally]:
    """A policy, and what it would mean in numbers: from the maintained counts, the same few reads for ten users and
    for a hundred thousand."""
    after = _changed(deps, mandate, mode=mode, keep_required=keep_required, enforce_from=enforce_from)
    return after, tally(tenants.counts(deps.table, mandate.tenant.slug), mandate.tenant.policy, after)


def save(
    deps: Deps,
    mandate: Mandate,
    *,
    mode: Mode,
    keep_required: bool,
    enforce_from: int | None,
    if_match: str | None,
) -> Policy:
    """Save, if the policy is still the one that was read. Raises `PreconditionFailed`, `InvalidRequest`."""
    before = mandate.tenant.policy
    if if_match is None or if_match.strip() != f'"{before.version}"':
        raise PreconditionFailed("If-Match must be the ETag of the present policy.")
    after = _changed(deps, mandate, mode=mode, keep_required=keep_required, enforce_from=enforce_from)
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
            was=before.mode,
            kept=after.kept,
            enforce_from=after.enforce_from,
        ),
    )
    return after


def _changed(deps: Deps, mandate: Mandate, *, mode: Mode, keep_required: bool, enforce_from: int | None) -> Policy:
    if keep_required and mode != "individual":
        raise InvalidRequest(flaws=(Flaw("/keep_required", "not_allowed"),))
    return rules.changed(
        mandate.tenant.policy,
        mode=mode,
        keep_required=keep_required,
        enforce_from=enforce_from,
        now=int(deps.now()),
        actor=mandate.actor,
    )


def _must_enrol(user: User, policy: Policy) -> bool:
    return not user.disabled and user.authenticator is None and rules.requires_mfa(user, policy)


def _you(caller: Caller, after: Policy) -> You:
    """What the change means for the admin who asks."""
    was, will = (rules.requires_mfa(caller.user, policy) for policy in (caller.tenant.policy, after))
    if will and caller.user.authenticator is None:
        return "must_enrol"
    if will and caller.session.aal == 1:
        return "must_verify"
    return "released" if was and not will else "unaffected"
