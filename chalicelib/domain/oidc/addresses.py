"""Which e-mail address a provider vouches for, and whether the tenant takes its word."""

from dataclasses import dataclass

from chalicelib.domain import email as emails
from chalicelib.domain.oidc import issuers
from chalicelib.domain.oidc.answers import Document, text
from chalicelib.domain.oidc.refusals import SsoProblem, SsoRefused


@dataclass(frozen=True)
class Trust:
    """What the tenant said about its provider."""

    issuer: str
    is_email_trusted: bool
    """Whether an address counts although the provider does not say that it verified it."""
    domains: tuple[str, ...]
    """The only domains that are matched; none: any."""


def vouched(source: Document, trust: Trust) -> str:
    """The normalised address of a source (ID token or UserInfo). Raises `SsoRefused`.

    `preferred_username` and `upn` are no addresses: anybody in a directory may choose them.
    """
    given = text(source, "email")
    if given is None:
        raise SsoRefused(SsoProblem.NO_EMAIL, "email_missing")
    _require_verified(source, trust)
    try:
        address = emails.normalise(given)
    except ValueError:
        raise SsoRefused(SsoProblem.NO_EMAIL, "email_malformed") from None
    if trust.domains and emails.domain(address) not in trust.domains:
        raise SsoRefused(SsoProblem.NO_USER, "domain_not_allowed")
    return address


def require_organisation(claims: Document, trust: Trust) -> None:
    """At Google, whose issuer is everybody's: the account belongs to an organisation of the tenant's domains."""
    if not issuers.is_google(trust.issuer):
        return
    hosted = text(claims, "hd")
    if hosted is None or hosted.lower() not in trust.domains:
        raise SsoRefused(SsoProblem.NO_USER, "hd_not_allowed")


def _require_verified(source: Document, trust: Trust) -> None:
    """`true` and nothing like it; Entra says it by `xms_edov`, which may be a number or a text."""
    if "email_verified" in source:
        is_verified = source["email_verified"] is True
    elif "xms_edov" in source:
        said = source["xms_edov"]
        is_verified = said == "1" or (isinstance(said, int) and said == 1)
    else:
        is_verified = trust.is_email_trusted and not issuers.is_public(trust.issuer)
    if not is_verified:
        raise SsoRefused(SsoProblem.EMAIL_UNVERIFIED, "email_unverified")
