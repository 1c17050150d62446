"""The closed list of what the audit record can say: `subject.action`."""

from enum import StrEnum


class EventType(StrEnum):
    """One value for each kind of event; `DESCRIPTIONS` says what it means."""

    SIGN_IN_SUCCEEDED = "sign_in.succeeded"
    SIGN_IN_FAILED = "sign_in.failed"
    VERIFICATION_FAILED = "verification.failed"
    RECOVERY_SUCCEEDED = "recovery.succeeded"
    RECOVERY_FAILED = "recovery.failed"
    STEP_UP_SUCCEEDED = "step_up.succeeded"
    STEP_UP_FAILED = "step_up.failed"
    AUTHENTICATOR_ENROLLED = "authenticator.enrolled"
    AUTHENTICATOR_RESET = "authenticator.reset"
    RECOVERY_CODE_REPLACED = "recovery_code.replaced"
    PASSWORD_RESET_REQUESTED = "password.reset_requested"  # noqa: S105
    PASSWORD_SET = "password.set"  # noqa: S105
    SESSION_ENDED = "session.ended"
    SESSIONS_ENDED = "sessions.ended"
    POLICY_CHANGED = "policy.changed"
    TENANT_CREATED = "tenant.created"
    TENANT_CHANGED = "tenant.changed"
    USER_CREATED = "user.created"
    USER_CHANGED = "user.changed"
    USER_DELETED = "user.deleted"
    USER_INVITED = "user.invited"
    USER_EXPORTED = "user.exported"
    USER_ERASED = "user.erased"
    THROTTLE_CLEARED = "throttle.cleared"
    USER_LINKED = "user.linked"
    USER_UNLINKED = "user.unlinked"
    SSO_CHANGED = "sso.changed"
    SSO_TESTED = "sso.tested"
    SSO_ACTIVATED = "sso.activated"
    SSO_REMOVED = "sso.removed"
    KEY_ROTATED = "key.rotated"


DESCRIPTIONS: dict[EventType, str] = {
    EventType.SIGN_IN_SUCCEEDED: "A session was opened.",
    EventType.SIGN_IN_FAILED: "A password was refused; `reason` says why.",
    EventType.VERIFICATION_FAILED: "A code was refused at sign-in or enrolment; `reason` says why.",
    EventType.RECOVERY_SUCCEEDED: "A recovery code was accepted, and a new authenticator may be set up.",
    EventType.RECOVERY_FAILED: "A recovery code was refused.",
    EventType.STEP_UP_SUCCEEDED: "A signed-in user showed a factor anew.",
    EventType.STEP_UP_FAILED: "A signed-in user showed a wrong code or password.",
    EventType.AUTHENTICATOR_ENROLLED: "An authenticator was bound; `reason` says on what occasion.",
    EventType.AUTHENTICATOR_RESET: "An admin or operator unbound an authenticator.",
    EventType.RECOVERY_CODE_REPLACED: "A user asked for a new recovery code; the old one stopped.",
    EventType.PASSWORD_RESET_REQUESTED: "Somebody asked for a password reset mail.",
    EventType.PASSWORD_SET: "A password was set; `via` says by an invitation, a reset or the user.",
    EventType.SESSION_ENDED: "A session was ended by its user.",
    EventType.SESSIONS_ENDED: "A user ended all other sessions, or an admin all of a user's.",
    EventType.POLICY_CHANGED: "The tenant's policy was saved.",
    EventType.TENANT_CREATED: "A tenant was created.",
    EventType.TENANT_CHANGED: "Settings of the tenant were changed.",
    EventType.USER_CREATED: "A user was created.",
    EventType.USER_CHANGED: "A user was edited; `changed` names the fields.",
    EventType.USER_DELETED: "A user was deleted.",
    EventType.USER_INVITED: "An invitation was mailed.",
    EventType.USER_EXPORTED: "An operator exported all that is kept of a user.",
    EventType.USER_ERASED: "An operator erased a user; what remains of the record names nobody.",
    EventType.THROTTLE_CLEARED: "An operator emptied a user's budgets of attempts.",
    EventType.USER_LINKED: "A user signed in through the identity provider for the first time.",
    EventType.USER_UNLINKED: "An admin undid the link between a user and the identity provider.",
    EventType.SSO_CHANGED: "A provider was saved as a draft of single sign-on.",
    EventType.SSO_TESTED: "The draft of single sign-on was tested; `problem` and `reason` say why it failed.",
    EventType.SSO_ACTIVATED: "Single sign-on was activated.",
    EventType.SSO_REMOVED: "Single sign-on was removed; its sessions and links ended.",
    EventType.KEY_ROTATED: "An operator rotated the key of the environment.",
}
