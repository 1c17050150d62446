"""The records: what they derive, and that they neither bend nor tell."""

from typing import Any

import pytest
from pydantic import ValidationError

from chalicelib.domain.records import Authenticator, User

ROW: dict[str, Any] = {
    "id": "usr_1",
    "tenant": "acme",
    "email": "a@example.com",
    "name": "A",
    "role": "admin",
    "sign_in": "password",
    "password_hash": "$argon2id$very-secret",
    "created_at": 1,
}


@pytest.mark.parametrize(
    ("changes", "status", "can_use_password"),
    [
        ({}, "active", True),
        ({"password_hash": None}, "invited", False),
        ({"disabled": True}, "disabled", False),
        ({"disabled": True, "password_hash": None}, "disabled", False),
        ({"sign_in": "sso", "password_hash": None}, "active", False),
    ],
)
def test_the_status_of_a_user_is_derived(changes: dict[str, Any], status: str, can_use_password: bool) -> None:
    user = User.model_validate({**ROW, **changes})
    assert (user.status, user.can_use_password) == (status, can_use_password)
    assert user.is_password_admin is can_use_password
    assert not user.model_copy(update={"role": "member"}).is_password_admin


@pytest.mark.parametrize("failures", [0, 99, 100, 101])
def test_a_hundred_failures_disable_an_authenticator(failures: int) -> None:
    found = Authenticator(secret=b"s", last_step=1, failures=failures, enrolled_at=1, last_used_at=1)
    assert found.is_disabled is (failures >= 100)


@pytest.mark.parametrize(
    "changes",
    [{"role": "owner"}, {"disabled": "no"}, {"epoch": "0"}, {"created_at": None}, {"authenticator": {"secret": b"s"}}],
)
def test_a_row_that_makes_no_sense_is_refused_and_its_values_stay_out_of_the_error(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        User.model_validate({**ROW, **changes})
    assert "very-secret" not in str(caught.value)
    assert "input_value" not in str(caught.value)


def test_a_record_is_frozen() -> None:
    user = User.model_validate(ROW)
    with pytest.raises(ValidationError):
        user.role = "member"  # type: ignore[misc]
