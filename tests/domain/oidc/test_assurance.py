"""What a provider says of how and when somebody signed in."""

from typing import Any

import pytest

from chalicelib.domain.assurance import aal
from chalicelib.domain.oidc import assurance
from chalicelib.domain.oidc.refusals import SsoProblem, SsoRefused

NOW = 1_800_000_000


@pytest.mark.parametrize(
    ("amr", "methods", "level"),
    [
        (None, ["sso"], 1),
        ("mfa", ["sso"], 1),
        ([], ["sso"], 1),
        (["pwd"], ["sso", "pwd"], 1),
        (["pwd", "pin"], ["sso", "pwd", "pin"], 1),
        (["otp", "hwk", "swk"], ["sso", "otp", "hwk", "swk"], 1),
        (["face", "fpt"], ["sso", "face", "fpt"], 1),
        (["mfa"], ["sso", "mfa"], 2),
        (["pwd", "otp"], ["sso", "pwd", "otp"], 2),
        (["hwk", "pin"], ["sso", "hwk", "pin"], 2),
        (["swk", "face"], ["sso", "swk", "face"], 2),
        (["pwd", "fpt", "pwd"], ["sso", "pwd", "fpt"], 2),
        (["pwd", 5, None, {"otp": 1}, "sms", "rsa", "sso", "MFA"], ["sso", "pwd"], 1),
    ],
)
def test_two_kinds_of_factor_make_level_two(amr: Any, methods: list[str], level: int) -> None:
    found = assurance.methods({} if amr is None else {"amr": amr})
    assert (found, aal(found)) == (methods, level)


@pytest.mark.parametrize(
    ("auth_time", "shown"),
    [(NOW - 5, NOW - 5), (NOW + 500, NOW), (NOW - 0.5, NOW - 1), (-5, 0)],
)
def test_a_factor_is_never_shown_in_the_future(auth_time: Any, shown: int) -> None:
    assert assurance.shown_at({"auth_time": auth_time}, NOW) == shown


@pytest.mark.parametrize(
    "claims", [{}, {"auth_time": "1"}, {"auth_time": True}, {"auth_time": None}, {"auth_time": 1e300}]
)
def test_a_time_that_is_no_number_is_no_time(claims: dict[str, Any]) -> None:
    assert assurance.shown_at(claims, NOW) is None


def test_a_step_up_takes_the_providers_time_with_a_minute_of_tolerance() -> None:
    since = NOW - 100
    claims = {"auth_time": since - 60}
    assert assurance.shown_anew(claims, since=since, now=NOW, trusts_round_trip=False) == since - 60


def test_a_round_trip_counts_where_the_tenant_chose_so() -> None:
    assert assurance.shown_anew({}, since=NOW - 100, now=NOW, trusts_round_trip=True) == NOW


@pytest.mark.parametrize(
    ("claims", "trusts"),
    [({}, False), ({"auth_time": NOW - 161}, False), ({"auth_time": NOW - 161}, True)],
)
def test_an_older_time_or_none_is_not_fresh(claims: dict[str, Any], trusts: bool) -> None:
    with pytest.raises(SsoRefused) as caught:
        assurance.shown_anew(claims, since=NOW - 100, now=NOW, trusts_round_trip=trusts)
    assert caught.value.problem is SsoProblem.NOT_FRESH
