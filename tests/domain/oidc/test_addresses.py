"""Which addresses a provider's word is taken for."""

from typing import Any

import pytest

from chalicelib.domain.oidc import addresses, issuers
from chalicelib.domain.oidc.addresses import Trust
from chalicelib.domain.oidc.refusals import SsoRefused

OWN = "https://id.example.com"


def trust(issuer: str = OWN, *, trusted: bool = False, domains: tuple[str, ...] = ()) -> Trust:
    return Trust(issuer=issuer, is_email_trusted=trusted, domains=domains)


def problem(source: dict[str, Any], told: Trust) -> tuple[str, str]:
    with pytest.raises(SsoRefused) as caught:
        addresses.vouched(source, told)
    return caught.value.problem, caught.value.reason


@pytest.mark.parametrize(
    "said",
    [
        {"email_verified": True},
        {"xms_edov": True},
        {"xms_edov": 1},
        {"xms_edov": "1"},
        {"email_verified": True, "xms_edov": False},
    ],
)
def test_a_verified_address_counts(said: dict[str, Any]) -> None:
    assert addresses.vouched({"email": "Ann@Example.com", **said}, trust()) == "ann@example.com"


@pytest.mark.parametrize(
    "said",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": 1},
        {"email_verified": None},
        {"email_verified": False, "xms_edov": True},
        {"xms_edov": False},
        {"xms_edov": 0},
        {"xms_edov": "true"},
        {"xms_edov": None},
    ],
)
@pytest.mark.parametrize("trusted", [True, False])
def test_an_address_that_the_provider_does_not_call_verified_never_counts(said: dict[str, Any], trusted: bool) -> None:
    found = problem({"email": "ann@example.com", **said}, trust(trusted=trusted))
    assert found == ("sso_email_unverified", "email_unverified")


def test_silence_counts_where_the_tenant_trusts_its_own_provider() -> None:
    assert addresses.vouched({"email": "ann@example.com"}, trust(trusted=True))
    assert problem({"email": "ann@example.com"}, trust())[0] == "sso_email_unverified"


def test_silence_of_a_provider_for_everybody_never_counts() -> None:
    google = trust(issuers.GOOGLE, trusted=True, domains=("example.com",))
    assert problem({"email": "ann@example.com"}, google)[0] == "sso_email_unverified"


@pytest.mark.parametrize(
    "source",
    [
        {},
        {"email": ""},
        {"email": ["ann@example.com"]},
        {"preferred_username": "ann@example.com", "upn": "ann@example.com"},
        {"email": "ann"},
        {"email": "ann@example.com\n"},
        {"email": "ａnn@example.com"},  # noqa: RUF001 - a look-alike
    ],
)
def test_what_is_no_address_is_none(source: dict[str, Any]) -> None:
    assert problem({**source, "email_verified": True}, trust())[0] == "sso_no_email"


@pytest.mark.parametrize(
    ("address", "is_matched"),
    [
        ("ann@example.com", True),
        ("ann@EXAMPLE.com", True),
        ("ann@xn--bcher-kva.example", True),
        ("ann@sub.example.com", False),
        ("ann@notexample.com", False),
        ("ann@example.com.evil.example", False),
    ],
)
def test_domains_are_compared_whole(address: str, is_matched: bool) -> None:
    told = trust(domains=("example.com", "bücher.example"))
    source = {"email": address, "email_verified": True}
    if is_matched:
        assert addresses.vouched(source, told)
    else:
        assert problem(source, told) == ("sso_no_user", "domain_not_allowed")


@pytest.mark.parametrize(
    ("claims", "is_allowed"), [({"hd": "Example.com"}, True), ({"hd": "evil.example"}, False), ({}, False)]
)
def test_at_google_the_account_belongs_to_an_organisation_of_the_tenant(
    claims: dict[str, Any], is_allowed: bool
) -> None:
    told = trust(issuers.GOOGLE, domains=("example.com",))
    if is_allowed:
        addresses.require_organisation(claims, told)
    else:
        with pytest.raises(SsoRefused) as caught:
            addresses.require_organisation(claims, told)
        assert caught.value.reason == "hd_not_allowed"
    addresses.require_organisation({}, trust())
