"""How a single sign-on can end without a session: the closed list that pages know, and the exact reason beside it."""

from enum import StrEnum


class SsoProblem(StrEnum):
    """What the front end is told in `problem=`."""

    OFF = "sso_off"
    DENIED = "sso_denied"
    EXPIRED = "sso_expired"
    FAILED = "sso_failed"
    UNAVAILABLE = "sso_unavailable"
    BUSY = "sso_busy"
    NO_USER = "sso_no_user"
    NO_EMAIL = "sso_no_email"
    EMAIL_UNVERIFIED = "sso_email_unverified"
    OTHER_USER = "sso_other_user"
    NOT_FRESH = "sso_not_fresh"


class SsoRefused(Exception):
    """A single sign-on that ends here. `problem` goes outward, `reason` to the audit record; neither holds a value."""

    def __init__(self, problem: SsoProblem, reason: str, *, retry_after: int = 1) -> None:
        super().__init__(f"{problem}: {reason}")
        self.problem = problem
        self.reason = reason
        self.retry_after = retry_after
        """Seconds until another try may go further."""


class Unfit(Exception):
    """A provider that cannot be set up; `code` is one of the contract's `errors[].code`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def failed(reason: str) -> SsoRefused:
    """An answer came, and it does not verify."""
    return SsoRefused(SsoProblem.FAILED, reason)


_ERRORS = {
    **dict.fromkeys(("access_denied", "login_required", "interaction_required", "consent_required"), SsoProblem.DENIED),
    **dict.fromkeys(("temporarily_unavailable", "server_error"), SsoProblem.UNAVAILABLE),
}


def of_error(error: str) -> SsoRefused:
    """What the provider's `error` means (RFC 6749 section 4.1.2.1; OpenID Connect Core section 3.1.2.6).

    The provider's own word is recorded only where it is one of those that are known: it is a stranger's text.
    """
    known = error if error in _ERRORS else "error"
    return SsoRefused(_ERRORS.get(error, SsoProblem.FAILED), f"provider_{known}")
