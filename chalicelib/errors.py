"""Every way in which a request can fail: the closed list of codes of the HTTP contract.

Flows raise these, and only `http/adapter.py` renders them (RFC 9457). Outward they are coarse;
the exact reason goes to the audit record.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Flaw:
    """One fault of a request: where (a JSON pointer, RFC 6901) and what, never the value."""

    pointer: str
    code: str


class Problem(Exception):
    """A request that ends without what it asked for. Leaves state `status` and `title`; `code` is their name."""

    code: str
    status: int
    title: str
    retry_after: int | None = None
    """Seconds until the same request may succeed."""

    def __init__(
        self,
        detail: str | None = None,
        *,
        flaws: tuple[Flaw, ...] = (),
        retry_after: int | None = None,
        attempts_left: int | None = None,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.flaws = flaws
        self.retry_after = retry_after or self.retry_after
        self.attempts_left = attempts_left
        """Guesses left in the narrowest window; only for someone who has shown a right password."""

    def __init_subclass__(cls) -> None:
        if Problem in cls.__bases__:
            cls.code = "".join("_" + c.lower() if c.isupper() else c for c in cls.__name__).lstrip("_")


class InvalidRequest(Problem):
    status, title = 422, "The request is not in the form that this operation expects."


class TooLarge(Problem):
    status, title = 413, "The request body is too large."


class UnsupportedMediaType(Problem):
    status, title = 415, "The request body must be of the media type that this operation expects."


class InvalidCredentials(Problem):
    status, title = 401, "The e-mail address or the password is wrong."


class ChallengeExpired(Problem):
    status, title = 401, "This sign-in has expired or was completed. Sign in again."


class InvalidCode(Problem):
    status, title = 401, "The code is wrong."


class CodeAlreadyUsed(Problem):
    status, title = 401, "This code was used before. Wait for the next one."


class InvalidRecoveryCode(Problem):
    status, title = 401, "The recovery code is wrong."


class AuthenticatorDisabled(Problem):
    status, title = (
        403,
        "The authenticator is disabled after too many wrong codes. Use the recovery code or ask for a reset.",
    )


class TooManyAttempts(Problem):
    status, title = 429, "Too many attempts. Wait before trying again."


class EnrolmentExpired(Problem):
    status, title = 403, "The time to set up a new authenticator has run out. Ask an administrator for another reset."


class NotSignedIn(Problem):
    status, title = 401, "There is no session, or it has ended."


class StepUpRequired(Problem):
    status, title = 401, "Confirm that it is you before this action."


class Forbidden(Problem):
    status, title = 403, "This is not allowed."

    @classmethod
    def from_elsewhere(cls) -> "Forbidden":
        """A request that would use or set a cookie, and does not come from our own scripts."""
        return cls("Requests with cookies need X-Requested-With, and an Origin that is allowed.")


class NotFound(Problem):
    status, title = 404, "There is nothing here."


class MethodNotAllowed(Problem):
    status, title = 405, "This method is not supported here."


class Conflict(Problem):
    status, title = 409, "The request conflicts with the present state."

    @classmethod
    def over(cls, pointer: str, code: str, detail: str) -> "Conflict":
        """A conflict over one field (`""`: over the whole), named for front ends and told for people."""
        return cls(detail, flaws=(Flaw(pointer, code),))


class PreconditionFailed(Problem):
    status, title = 412, "It was changed in the meantime. Read it again."


class InvalidToken(Problem):
    status, title = 400, "This link is unknown, has expired or was used."


class TryAgain(Problem):
    status, title = 503, "Something that the service relies on did not answer. Nothing was changed; try again."
    retry_after = 1


class Moved(TryAgain):
    """A row changed between its reading and its writing; outward it is `try_again`."""


class InternalError(Problem):
    status, title = 500, "The service failed. Nothing was signed in."


ALL: tuple[type[Problem], ...] = tuple(Problem.__subclasses__())
"""The closed list, in the order of the contract."""
