"""Whom a policy asks for a second factor, and what that makes of a sign-in."""

from typing import Literal

from chalicelib.domain.records import Mode, Policy, Role, Session, User

FRESH_SECONDS = 600
"""How long a shown factor opens the actions that ask for a fresh one (OWASP ASVS 5.0, 7.5.3)."""

MfaState = Literal["off", "required_not_enrolled", "on", "identity_provider", "reset", "disabled"]
Why = Literal["off", "policy_all", "policy_admins", "individual", "sso"]
Step = Literal["none", "verify", "enrol", "expired"]


def requires_mfa(user: User, policy: Policy) -> bool:
    """Whether the policy asks this user for a second factor, now or from `enforce_from` on.

    Never who signs in through SSO: the identity provider does it.
    """
    if user.sign_in == "sso":
        return False
    return is_toggled(user, policy) if policy.mode == "individual" else asks(policy.mode, user.role)


def is_toggled(user: User, policy: Policy) -> bool:
    """The user's switch: an explicit one of this epoch, else what was kept from the mode before, else off."""
    if has_toggle(user, policy):
        return user.toggle
    return policy.kept is not None and user.sign_in != "sso" and asks(policy.kept, user.role)


def has_toggle(user: User, policy: Policy) -> bool:
    """Whether the user has an explicit switch of this epoch."""
    return policy.mode == "individual" and user.toggle_epoch == policy.epoch


def changed(
    policy: Policy, *, mode: Mode, keep_required: bool, enforce_from: int | None, now: int, actor: str
) -> Policy:
    """The policy after a save. Another mode is another epoch, which discards all toggles; the same mode keeps them."""
    is_same = mode == policy.mode
    return Policy(
        mode=mode,
        epoch=policy.epoch if is_same else policy.epoch + 1,
        kept=policy.kept if is_same else policy.mode if keep_required else None,
        enforce_from=enforce_from,
        version=policy.version + 1,
        changed_at=now,
        changed_by=actor,
    )


def with_toggle(user: User, before: User, policy: Policy, wanted: bool | None) -> User:
    """The user with an explicit toggle: what is wanted, else what it was before the change.

    In mode `individual` every change of a user makes the toggle explicit, so that what was kept from the mode before
    neither gains nor loses anyone by it.
    """
    toggle = is_toggled(before, policy) if wanted is None else wanted
    return user.model_copy(update={"toggle": toggle, "toggle_epoch": policy.epoch})


def is_enforced(policy: Policy, now: float) -> bool:
    """Whether the policy's date, if it has one, has come."""
    return policy.enforce_from is None or now >= policy.enforce_from


def must_verify(user: User, policy: Policy, now: float) -> bool:
    """Whether a session of this user needs assurance level 2 at this moment."""
    return is_enforced(policy, now) and requires_mfa(user, policy)


def required_from(user: User, policy: Policy, now: float) -> int | None:
    """When the second factor will be asked for, where that is still to come (seconds since the epoch)."""
    return policy.enforce_from if requires_mfa(user, policy) and not is_enforced(policy, now) else None


def next_step(user: User, policy: Policy, now: float) -> Step:
    """What follows a right password."""
    if not must_verify(user, policy, now):
        return "none"
    if user.authenticator:
        return "verify"
    return "expired" if reset_has_expired(user, now) else "enrol"


def reset_has_expired(user: User, now: float) -> bool:
    """Whether the time to set up anew after a reset has run out."""
    return user.reset_until is not None and now >= user.reset_until


def is_fresh(session: Session, user: User, now: float) -> bool:
    """Whether the strongest factor that the user has was shown within the last ten minutes."""
    shown = session.aal == 2 or user.authenticator is None
    return shown and now - session.verified_at <= FRESH_SECONDS


def why(user: User, policy: Policy) -> Why:
    """Which rule decides for this user."""
    if user.sign_in == "sso":
        return "sso"
    names: dict[Mode, Why] = {"off": "off", "admins": "policy_admins", "all": "policy_all", "individual": "individual"}
    return names[policy.mode]


def mfa_state(user: User, policy: Policy) -> MfaState:
    """One word for the overview of users."""
    if user.sign_in == "sso":
        return "identity_provider"
    if not requires_mfa(user, policy):
        return "off"
    if user.authenticator:
        return "disabled" if user.authenticator.is_disabled else "on"
    return "required_not_enrolled" if user.reset_until is None else "reset"


def asks(mode: Mode, role: Role) -> bool:
    """Whether a mode asks for a second factor of everyone in a role."""
    return mode == "all" or (mode == "admins" and role == "admin")
