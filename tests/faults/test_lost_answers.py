"""An answer that is lost after the write has happened: recognised, and nothing is counted or done twice."""

import pytest

from chalicelib.errors import TryAgain
from chalicelib.store import attempts, events
from chalicelib.store.attempts import Budget
from chalicelib.store.table import CONFLICT_TRIES
from tests.support.injected import failing, losing
from tests.support.people import signed_in
from world import ADMIN, World


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_sign_in_whose_answer_is_lost_has_happened_once(world: World, times: int) -> None:
    admin = world.enrolled_admin()
    challenge = world.login().challenge
    with losing(times=times, operation="TransactWriteItems") as lost:
        answer = world.verify(challenge, world.code(admin.secret))
    assert len(lost) == times
    assert answer.status == 200
    assert world.call("GET", "/v1/session", token=answer.token).status == 200


@pytest.mark.parametrize("times", [1, 2, 3])
def test_an_enrolment_whose_answer_is_lost_shows_its_recovery_code(world: World, times: int) -> None:
    world.set_policy("all")
    challenge = world.login().challenge
    secret = world.call("POST", "/v1/enrolment", {"challenge": challenge}).body["secret"]
    with losing(times=times, operation="TransactWriteItems"):
        answer = world.call("POST", "/v1/enrolment/confirm", {"challenge": challenge, "code": world.code(secret)})
    assert answer.status == 200
    body = {"challenge": world.login().challenge, "recovery_code": answer.body["recovery_code"]}
    assert world.call("POST", "/v1/recovery", body).status == 200


def _budgets(world: World) -> dict[str, Budget]:
    """One of each kind: in a row of its own, and in a user's."""
    user = world.stored(ADMIN)
    return {
        "own row": attempts.passwords("acme", "nobody@example.com"),
        "user's row": attempts.codes("code", "acme", user.id, epoch=user.epoch),
    }


def _spent(world: World, budget: Budget) -> int:
    return int((world.deps.table.get(budget.key) or {})[f"{budget.prefix}n0"])


@pytest.mark.parametrize("where", ["own row", "user's row"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_reservation_whose_answer_is_lost_is_counted_once(world: World, times: int, where: str) -> None:
    budget = _budgets(world)[where]
    with losing(times=times, operation="UpdateItem") as lost:
        taken = attempts.reserve(world.deps.table, budget, now=1000, ident="one")
    assert len(lost) == times
    assert taken.left == budget.windows[0].limit - 1
    assert _spent(world, budget) == 1


@pytest.mark.parametrize("where", ["own row", "user's row"])
def test_an_attempt_whose_return_is_lost_is_given_back_once(world: World, where: str) -> None:
    budget = _budgets(world)[where]
    first = attempts.reserve(world.deps.table, budget, now=1000, ident="one")
    attempts.reserve(world.deps.table, budget, now=1000, ident="two")
    with losing(times=1, operation="UpdateItem"):
        attempts.give_back(world.deps.table, first)
    assert _spent(world, budget) == 1


def test_a_pending_secret_whose_answer_is_lost_is_the_one_that_is_shown(world: World) -> None:
    world.set_policy("all")
    challenge = world.login().challenge
    with losing(times=1, operation="UpdateItem"):
        shown = world.call("POST", "/v1/enrolment", {"challenge": challenge}).body["secret"]
    assert world.enrol(challenge=challenge).secret == shown


def test_a_failed_guess_whose_answer_is_lost_is_counted_once(world: World) -> None:
    admin = world.enrolled_admin()
    challenge = world.login().challenge
    with losing(times=1, operation="TransactWriteItems"):
        answer = world.verify(challenge, world.wrong_code(admin.secret))
    assert (answer.code, answer.body["attempts_left"]) == ("invalid_code", 4)
    authenticator = world.stored(ADMIN).authenticator
    assert authenticator
    assert authenticator.failures == 1


def test_an_event_alone_whose_answer_is_lost_is_written_once(world: World) -> None:
    with losing(times=1, operation="PutItem"):
        assert world.login(password="wrong").code == "invalid_credentials"
    told = events.page(world.deps.table, "acme", user=None, after=None, limit=100)
    assert [event.type for event in told].count("sign_in.failed") == 1


@pytest.mark.parametrize(
    ("code", "reason"),
    [("TransactionCanceledException", "TransactionConflict"), ("TransactionConflictException", "")],
)
def test_a_conflict_is_tried_again_and_then_the_caller_is_asked_to(world: World, code: str, reason: str) -> None:
    admin = world.enrolled_admin()
    challenge = world.login().challenge
    with failing(world, "TransactWriteItems", (400, code), reason=reason) as failed:
        answer = world.verify(challenge, world.code(admin.secret))
    assert (answer.status, answer.code) == (503, "try_again")
    assert len(failed) == CONFLICT_TRIES
    assert world.verify(challenge, world.code(admin.secret)).status == 200


def test_a_conflict_that_passes_goes_unnoticed(world: World) -> None:
    admin = world.enrolled_admin()
    challenge = world.login().challenge
    with failing(world, "TransactWriteItems", (400, "TransactionConflictException"), times=3) as failed:
        answer = world.verify(challenge, world.code(admin.secret))
    assert len(failed) == 3
    assert answer.status == 200


def test_a_throttled_transaction_is_not_a_refused_condition(world: World) -> None:
    admin = world.enrolled_admin()
    challenge = world.login().challenge
    cancelled = (400, "TransactionCanceledException")
    with failing(world, "TransactWriteItems", cancelled, reason="ThrottlingError"):
        assert world.verify(challenge, world.code(admin.secret)).code == "try_again"
    assert world.verify(challenge, world.code(admin.secret)).status == 200


@pytest.mark.parametrize("where", ["own row", "user's row"])
def test_a_conflict_of_a_single_write_is_tried_again(world: World, where: str) -> None:
    budget = _budgets(world)[where]
    with (
        failing(world, "UpdateItem", (400, "TransactionConflictException")) as failed,
        pytest.raises(TryAgain),
    ):
        attempts.reserve(world.deps.table, budget, now=1000, ident="one")
    assert len(failed) == CONFLICT_TRIES


def test_a_request_that_aws_cannot_make_sense_of_is_our_own_fault(world: World) -> None:
    with failing(world, "GetItem", (400, "ValidationException")):
        assert world.login().code == "internal_error"
    with failing(world, "TransactWriteItems", (400, "ValidationException")):
        assert world.login().code == "internal_error"


@pytest.mark.parametrize(("times", "status"), [(1, 201), (1000, 503)])
def test_an_address_that_is_held_when_the_answer_is_lost_is_not_taken(world: World, times: int, status: int) -> None:
    admin = signed_in(world)
    with losing(times=times, operation="PutItem"):
        assert admin.create("bo@example.com").status == status
    assert admin.create("bo@example.com").status == (409 if status == 201 else 201)
