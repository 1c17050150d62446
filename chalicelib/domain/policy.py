"""Whom a policy asks for a second factor, and what that makes of a sign-in."""

from typing import Literal

from chalicelib.domain.records import Mode, Policy, Role, Rules, Session, User

FRESH_SECONDS = 600
"""How long a shown factor opens the actions that ask for a fresh one (OWASP ASVS 5.0, 7.5.3)."""

MfaState = Literal["off", "required_not_enrolled", "on", "identity_provider", "reset", "disabled"]
Why = Literal["off", "policy_all", "policy_admins", "individual", "sso"]
Step = Literal["none", "verify", "enrol", "expired"]


def in_force(policy: Policy, now: float) -> Rules:
    """The rules that hold at this moment: those from before the last save, until its date has come."""
    is_ahead = policy.enforce_from is not None and now < policy.enforce_from
    return policy.until_then if policy.until_then and is_ahead else policy


def requires_mfa(user: User, rules: Rules) -> bool:
    """Whether the rules ask this user for a second factor. SSO users are never asked: their identity provider asks."""
    if user.sign_in == "sso":
        return False
    return is_toggled(user, rules) if rules.mode == "individual" else asks(rules.mode, user.role)


def is_toggled(user: User, rules: Rules) -> bool:
    """The user's switch: an explicit one of this epoch, else what was kept from the mode before, else off."""
    if has_toggle(user, rules):
        return user.toggle
    return rules.kept is not None and user.sign_in != "sso" and asks(rules.kept, user.role)


def has_toggle(user: User, rules: Rules) -> bool:
    """Whether the user has an explicit switch of this epoch."""
    return rules.mode == "individual" and user.toggle_epoch == rules.epoch


def changed(
    policy: Policy, *, mode: Mode, keep_required: bool, enforce_from: int | None, now: int, actor: str
) -> Policy:
    """The policy after a save.

    Another mode is another epoch, which discards all toggles; the mode in force keeps them. A date in the future leaves
    the rules in force as they are until then.
    """
    present = in_force(policy, now)
    is_same = mode == present.mode
    return Policy(
        mode=mode,
        epoch=present.epoch if is_same else max(policy.epoch, present.epoch) + 1,
        kept=present.kept if is_same else present.mode if keep_required else None,
        enforce_from=enforce_from,
        until_then=Rules.model_validate(present.model_dump()) if enforce_from else None,
        version=policy.version + 1,
        changed_at=now,
        changed_by=actor,
    )


def with_toggle(user: User, before: User, rules: Rules, wanted: bool | None) -> User:
    """The user with an explicit toggle: what is wanted, else what it was before the change.

    In mode `individual` every change of a user makes the toggle explicit, so that what was kept from the mode before
    neither gains nor loses anyone by it.
    """
    toggle = is_toggled(before, rules) if wanted is None else wanted
    return user.model_copy(update={"toggle": toggle, "toggle_epoch": rules.epoch})


def required_from(user: User, policy: Policy, now: float) -> int | None:
    """When the second factor will be asked for, where that is still to come (seconds since the epoch)."""
    is_new = requires_mfa(user, policy) and not requires_mfa(user, in_force(policy, now))
    return policy.enforce_from if is_new else None


def next_step(user: User, rules: Rules, now: float) -> Step:
    """What follows a right password."""
    if not requires_mfa(user, rules):
        return "none"
    if user.authenticator:
        return "verify"
    return "expired" if is_reset_over(user, rules, now) else "enrol"


def reset_until(user: User, rules: Rules) -> int | None:
    """When the time to set up anew after a reset runs out; `None` where no clock runs under these rules."""
    is_running = user.reset is not None and user.reset.policy_epoch == rules.epoch and requires_mfa(user, rules)
    return user.reset.until if user.reset and is_running else None


def is_reset_over(user: User, rules: Rules, now: float) -> bool:
    """Whether the time to set up anew after a reset has run out."""
    until = reset_until(user, rules)
    return until is not None and now >= until


def can_get_in(user: User, rules: Rules, now: float) -> bool:
    """Whether an admin with a password gets as far as administering; the recovery code counts as a way."""
    return user.is_password_admin and next_step(user, rules, now) != "expired"


def is_fresh(session: Session, user: User, now: float) -> bool:
    """Whether the strongest factor that the user has was shown within the last ten minutes."""
    until = fresh_until(session, user)
    return until is not None and now <= until


def fresh_until(session: Session, user: User) -> int | None:
    """Until when the session opens what asks for a fresh factor; `None` where the strongest is to be shown."""
    is_strongest = session.aal == 2 or user.authenticator is None
    return session.verified_at + FRESH_SECONDS if is_strongest and session.verified_at is not None else None


def why(user: User, rules: Rules) -> Why:
    """Which rule decides for this user."""
    if user.sign_in == "sso":
        return "sso"
    names: dict[Mode, Why] = {"off": "off", "admins": "policy_admins", "all": "policy_all", "individual": "individual"}
    return names[rules.mode]


def mfa_state(user: User, rules: Rules) -> MfaState:
    """One word for the overview of users."""
    if user.sign_in == "sso":
        return "identity_provider"
    if not requires_mfa(user, rules):
        return "off"
    if user.authenticator:
        return "disabled" if user.authenticator.is_disabled else "on"
    return "reset" if user.reset else "required_not_enrolled"


def asks(mode: Mode, role: Role) -> bool:
    """Whether a mode asks for a second factor of everyone in a role."""
    return mode == "all" or (mode == "admins" and role == "admin")
