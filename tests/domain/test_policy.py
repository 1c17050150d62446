"""The policy's whole truth table, against the sentences of the contract written out a second time."""

from itertools import product
from typing import Any, get_args

import pytest

from chalicelib.domain import policy
from chalicelib.domain.records import Authenticator, Mode, Policy, Reset, Role, Rules, Session, SignInMethod, User

NOW = 1_800_000_000
EPOCH = 7
MODES = get_args(Mode)
TOGGLES: dict[str, dict[str, Any]] = {
    "never touched": {},
    "on": {"toggle": True, "toggle_epoch": EPOCH},
    "off": {"toggle": False, "toggle_epoch": EPOCH},
    "on before the mode changed": {"toggle": True, "toggle_epoch": EPOCH - 1},
}
AUTHENTICATOR = Authenticator(secret=b"s", last_step=1, enrolled_at=NOW, last_used_at=NOW)


def a_user(role: Role = "member", sign_in: SignInMethod = "password", **more: Any) -> User:
    given = {"id": "usr_1", "tenant": "acme", "email": "a@example.com", "name": "A", "created_at": NOW}
    return User.model_validate({**given, "role": role, "sign_in": sign_in, **more})


def a_policy(mode: Mode, **more: Any) -> Policy:
    return Policy(mode=mode, epoch=EPOCH, changed_at=NOW, changed_by="usr_1", **more)


def scheduled(mode: Mode, enforce_from: int | None) -> Policy:
    """A policy with a date, before which nobody is asked."""
    return a_policy(mode, enforce_from=enforce_from, until_then=Rules() if enforce_from else None)


def a_reset(until: int) -> Reset:
    return Reset(until=until, policy_epoch=EPOCH)


TABLE = list(product(MODES, get_args(Role), get_args(SignInMethod), TOGGLES, (None, *MODES[:3])))


@pytest.mark.parametrize(("mode", "role", "sign_in", "toggle", "kept"), TABLE)
def test_whom_a_policy_asks(mode: Mode, role: Role, sign_in: SignInMethod, toggle: str, kept: Mode | None) -> None:
    asked_by_mode = {"off": False, "admins": role == "admin", "all": True}
    if sign_in == "sso":
        expected = False
    elif mode != "individual":
        expected = asked_by_mode[mode]
    elif toggle in ("on", "off"):
        expected = toggle == "on"
    else:
        expected = kept is not None and asked_by_mode[kept]
    user = a_user(role, sign_in, **TOGGLES[toggle])
    assert policy.requires_mfa(user, a_policy(mode, kept=kept)) is expected


@pytest.mark.parametrize("enrolled", [None, AUTHENTICATOR])
@pytest.mark.parametrize("mode", MODES)
def test_having_an_authenticator_changes_nothing_about_who_is_asked(mode: Mode, enrolled: Authenticator | None) -> None:
    user = a_user(authenticator=enrolled)
    assert policy.requires_mfa(user, a_policy(mode)) is (mode == "all")


@pytest.mark.parametrize(
    ("mode", "toggle", "has"),
    [
        ("individual", "on", True),
        ("individual", "off", True),
        ("individual", "never touched", False),
        ("individual", "on before the mode changed", False),
        ("all", "on", False),
    ],
)
def test_a_toggle_counts_only_in_its_mode_and_its_epoch(mode: Mode, toggle: str, has: bool) -> None:
    assert policy.has_toggle(a_user(**TOGGLES[toggle]), a_policy(mode)) is has


@pytest.mark.parametrize(("from_now", "is_enforced"), [(None, True), (-1, True), (0, True), (1, False), (86400, False)])
def test_a_policy_is_enforced_from_its_date_on(from_now: int | None, is_enforced: bool) -> None:
    dated = scheduled("all", None if from_now is None else NOW + from_now)
    present = policy.in_force(dated, NOW)
    assert present.mode == ("all" if is_enforced else "off")
    assert policy.requires_mfa(a_user(), present) is is_enforced
    assert policy.required_from(a_user(), dated, NOW) == (None if is_enforced else dated.enforce_from)
    assert policy.required_from(a_user(sign_in="sso"), dated, NOW) is None


@pytest.mark.parametrize("before", MODES)
def test_until_its_date_the_policy_before_it_holds_in_full(before: Mode) -> None:
    until_then = Rules(mode=before, epoch=EPOCH, kept="admins" if before == "individual" else None)
    dated = a_policy("all", enforce_from=NOW + 1).model_copy(update={"epoch": EPOCH + 1, "until_then": until_then})
    assert policy.in_force(dated, NOW) == until_then
    assert policy.in_force(dated, NOW + 1) == dated


STEPS = [
    ("off", None, None, None, "none"),
    ("off", AUTHENTICATOR, None, None, "none"),
    ("all", AUTHENTICATOR, None, None, "verify"),
    ("all", AUTHENTICATOR, None, NOW + 1, "none"),
    ("all", None, None, None, "enrol"),
    ("all", None, None, NOW + 1, "none"),
    ("all", None, NOW + 1, None, "enrol"),
    ("all", None, NOW, None, "expired"),
    ("off", None, NOW, None, "none"),
    ("all", None, NOW, NOW + 1, "none"),
]


@pytest.mark.parametrize(("mode", "authenticator", "reset_until", "enforce_from", "step"), STEPS)
def test_what_follows_a_right_password(
    mode: Mode, authenticator: Authenticator | None, reset_until: int | None, enforce_from: int | None, step: str
) -> None:
    user = a_user(authenticator=authenticator, reset=a_reset(reset_until) if reset_until else None)
    assert policy.next_step(user, policy.in_force(scheduled(mode, enforce_from), NOW), NOW) == step


@pytest.mark.parametrize("clock", [Reset(), Reset(until=NOW, policy_epoch=EPOCH - 1)])
def test_a_reset_whose_clock_does_not_run_under_this_policy_is_never_over(clock: Reset) -> None:
    assert policy.next_step(a_user(reset=clock), a_policy("all"), NOW) == "enrol"


def a_session(age: int, amr: list[str]) -> Session:
    given: dict[str, Any] = {"id": "ses_1", "digest": "d", "tenant": "acme", "user": "usr_1", "epoch": 0}
    given |= {"tenant_epoch": 0, "last_seen_at": NOW}
    times = {"created_at": NOW, "verified_at": NOW - age, "expires_at": NOW + 1}
    return Session.model_validate({**given, **times, "transport": "bearer", "amr": amr, "user_agent": ""})


@pytest.mark.parametrize(
    ("age", "amr", "enrolled", "is_fresh"),
    [
        (0, ["pwd"], False, True),
        (600, ["pwd"], False, True),
        (601, ["pwd"], False, False),
        (0, ["pwd"], True, False),
        (0, ["pwd", "otp"], True, True),
        (600, ["pwd", "otp"], True, True),
        (601, ["pwd", "otp"], True, False),
    ],
)
def test_fresh_is_the_strongest_factor_within_ten_minutes(
    age: int, amr: list[str], enrolled: bool, is_fresh: bool
) -> None:
    user = a_user(authenticator=AUTHENTICATOR if enrolled else None)
    assert policy.is_fresh(a_session(age, amr), user, NOW) is is_fresh


@pytest.mark.parametrize(
    ("mode", "why"),
    [("off", "off"), ("admins", "policy_admins"), ("all", "policy_all"), ("individual", "individual")],
)
def test_the_rule_that_decides_has_a_name(mode: Mode, why: str) -> None:
    assert policy.why(a_user(), a_policy(mode)) == why
    assert policy.why(a_user(sign_in="sso"), a_policy(mode)) == "sso"


DISABLED = AUTHENTICATOR.model_copy(update={"failures": 100})
ALMOST = AUTHENTICATOR.model_copy(update={"failures": 99})


@pytest.mark.parametrize(
    ("mode", "user", "state"),
    [
        ("all", a_user(sign_in="sso"), "identity_provider"),
        ("off", a_user(authenticator=AUTHENTICATOR), "off"),
        ("all", a_user(authenticator=AUTHENTICATOR), "on"),
        ("all", a_user(authenticator=ALMOST), "on"),
        ("all", a_user(authenticator=DISABLED), "disabled"),
        ("all", a_user(), "required_not_enrolled"),
        ("all", a_user(reset=a_reset(NOW)), "reset"),
    ],
)
def test_the_overview_has_one_word_for_each_user(mode: Mode, user: User, state: str) -> None:
    assert policy.mfa_state(user, a_policy(mode)) == state
