"""Many requests at the same moment: no more guesses than allowed, and one winner."""

from collections import Counter
from typing import Any

from chalicelib.deps import Deps
from chalicelib.domain.outcomes import Challenged, SignedIn
from chalicelib.errors import (
    AuthenticatorDisabled,
    CodeAlreadyUsed,
    InvalidCode,
    InvalidRecoveryCode,
    TooManyAttempts,
)
from chalicelib.flows import enrolment, login, passwords, recovery, sessions, verification
from tests.support.racing import one_winner, race, together
from world import ADMIN, PASSWORD, World

NEW = "another fine password"


def kinds(results: list[Any]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def test_a_hundred_parallel_guesses_against_a_limit_of_five_let_five_through(world: World) -> None:
    admin = world.enrolled_admin()
    challenge, wrong = world.login().challenge, world.wrong_code(admin.secret)

    def guess(_: int) -> SignedIn:
        return verification.verify(world.deps, world.visitor(), token=challenge, code=wrong)

    assert kinds(together(100, guess)) == {InvalidCode.__name__: 5, TooManyAttempts.__name__: 95}
    assert world.stored(ADMIN).authenticator.failures == 5  # type: ignore[union-attr]


def test_of_parallel_guesses_exactly_one_is_the_hundredth_and_is_mailed(world: World) -> None:
    admin = world.enrolled_admin()
    world.change_user(ADMIN, **{"authenticator.failures": 97})
    token, wrong = world.login().challenge, world.wrong_code(admin.secret)

    def guess(_: int) -> SignedIn:
        return verification.verify(world.deps, world.visitor(), token=token, code=wrong)

    assert kinds(together(5, guess)) == {InvalidCode.__name__: 3, AuthenticatorDisabled.__name__: 2}
    assert world.stored(ADMIN).authenticator.failures == 100  # type: ignore[union-attr]
    assert len([mail for mail in world.mailbox.sent if "100 wrong codes in a row" in mail["text"]]) == 1


def test_parallel_guesses_on_many_challenges_share_one_budget(world: World) -> None:
    admin = world.enrolled_admin()
    tokens = [world.login().challenge for _ in range(20)]
    wrong = world.wrong_code(admin.secret)

    def guess(number: int) -> SignedIn:
        return verification.verify(world.deps, world.visitor(), token=tokens[number], code=wrong)

    assert kinds(together(20, guess)) == {InvalidCode.__name__: 5, TooManyAttempts.__name__: 15}


def test_parallel_guesses_at_a_password_share_one_budget(world: World) -> None:
    def guess(_: int) -> SignedIn | Challenged:
        given = {"slug": "acme", "email": ADMIN, "password": "wrong", "transport": "bearer"}
        return login.login(world.deps, world.visitor(), **given)  # type: ignore[arg-type]

    assert kinds(together(30, guess)) == {"InvalidCredentials": 10, TooManyAttempts.__name__: 20}


def test_parallel_guesses_at_a_recovery_code_share_one_budget(world: World) -> None:
    world.enrolled_admin()
    challenge = world.login().challenge

    def guess(number: int) -> Challenged:
        return recovery.recover(world.deps, world.visitor(), token=challenge, code=f"{number:025}")

    assert kinds(together(20, guess)) == {InvalidRecoveryCode.__name__: 5, TooManyAttempts.__name__: 15}


def test_guesses_that_meet_the_end_of_a_window_do_not_double_the_next(world: World) -> None:
    admin = world.enrolled_admin()
    challenge, wrong = world.login().challenge, world.wrong_code(admin.secret)
    for _ in range(5):
        world.verify(challenge, wrong)
    world.pass_time(300)
    token, wrong = world.login().challenge, world.wrong_code(admin.secret)

    def guess(_: int) -> SignedIn:
        return verification.verify(world.deps, world.visitor(), token=token, code=wrong)

    assert kinds(together(30, guess)) == {InvalidCode.__name__: 5, TooManyAttempts.__name__: 25}


def test_one_code_in_twenty_parallel_requests_opens_one_session(world: World) -> None:
    admin = world.enrolled_admin()
    world.call("DELETE", "/v1/me/sessions", token=admin.token)
    tokens, code = [world.login().challenge for _ in range(20)], world.code(admin.secret)

    def sign_in(number: int) -> SignedIn:
        return verification.verify(world.deps, world.visitor(), token=tokens[number], code=code)

    found = kinds(together(20, sign_in))
    assert found["SignedIn"] == 1
    assert set(found) <= {"SignedIn", CodeAlreadyUsed.__name__, TooManyAttempts.__name__}
    assert len(world.call("GET", "/v1/me/sessions", token=admin.token).body["items"]) == 2


def test_a_code_that_steps_two_sessions_up_at_once_steps_one_up(world: World) -> None:
    admin = world.enrolled_admin()
    token = world.sign_in(admin).token
    world.pass_time(30)
    callers = [sessions.authenticate(world.deps, world.visitor(), each, "bearer") for each in (admin.token, token)]
    code = world.code(admin.secret)

    def act(deps: Deps, number: int) -> Any:
        return sessions.step_up(deps, callers[number], code=code, password=None)

    one_winner(race(world, act), CodeAlreadyUsed)


def test_parallel_requests_for_a_reset_mail_tell_nothing_about_who_exists(world: World) -> None:
    world.pass_time(3600)
    for email in (ADMIN, "nobody@example.com"):

        def ask(deps: Deps, _: int, email: str = email) -> None:
            passwords.forgot(deps, world.visitor(), slug="acme", email=email)

        assert race(world, ask) == [None, None]
    assert world.login(ADMIN, PASSWORD).status == 200


def test_the_pending_secret_asked_for_twice_at_once_is_one_secret(world: World) -> None:
    world.set_policy("all")
    token = world.login().challenge
    found = together(10, lambda _: enrolment.begin(world.deps, token=token).secret)
    assert len(set(found)) == 1
