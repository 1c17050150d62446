"""How strongly and when somebody signed in, by what the provider says of it."""

from chalicelib.domain.assurance import Method
from chalicelib.domain.oidc.answers import Document, texts, whole
from chalicelib.domain.oidc.refusals import SsoProblem, SsoRefused

METHODS: dict[str, Method] = {"pwd": "pwd", "pin": "pin", "otp": "otp", "hwk": "hwk", "swk": "swk"}
METHODS |= {"face": "face", "fpt": "fpt", "mfa": "mfa"}
"""Of RFC 8176 those that say something about assurance."""
EARLIER = 60
"""Seconds that an `auth_time` may lie before the start of the step-up that it answers."""


def methods(claims: Document) -> list[Method]:
    """`amr` of the session: `sso`, then what the provider says, each once."""
    said = [METHODS[each] for each in texts(claims, "amr") or [] if each in METHODS]
    return ["sso", *dict.fromkeys(said)]


def shown_at(claims: Document, now: float) -> int | None:
    """When the user last showed a factor to the provider: never in the future, `None` where it does not say."""
    at = whole(claims, "auth_time")
    return None if at is None else max(0, min(at, int(now)))


def shown_anew(claims: Document, *, since: int, now: float, trusts_round_trip: bool) -> int:
    """When the factor of a step-up that began at `since` was shown. Raises `SsoRefused` where it was not shown anew.

    A provider that sends no `auth_time` is believed only where the tenant chose so.
    """
    at = shown_at(claims, now)
    if at is None and trusts_round_trip:
        return int(now)
    if at is None:
        raise SsoRefused(SsoProblem.NOT_FRESH, "auth_time_missing")
    if at < since - EARLIER:
        raise SsoRefused(SsoProblem.NOT_FRESH, "auth_time_old")
    return at
