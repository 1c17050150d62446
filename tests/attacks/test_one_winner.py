"""One winner, however often two try at the same moment: 200 rounds for each of the things that are to be used once."""

from collections.abc import Iterator

import pytest

from chalicelib.deps import Deps
from chalicelib.domain import recovery_code, totp
from chalicelib.domain.outcomes import Challenged, SignedIn
from chalicelib.domain.records import Way
from chalicelib.errors import (
    ChallengeExpired,
    CodeAlreadyUsed,
    InvalidToken,
)
from chalicelib.flows import enrolment, passwords, recovery, verification
from chalicelib.flows.steps import mail, second_step
from tests.support.racing import one_winner, race
from world import ADMIN, World, build, emulated

ROUNDS = 200


@pytest.fixture(scope="module")
def arena() -> Iterator[World]:
    """A world for all rounds, with the admin enrolled."""
    with emulated():
        yield build()


def challenged(world: World) -> str:
    """The token of a new challenge for the admin, who has shown the password."""
    user = world.stored(ADMIN)
    made = second_step.to_verify(world.deps, world.tenant(), user, Way("bearer"), amr=["pwd"])
    return made.token


def test_a_code_used_twice_at_once_opens_one_session_in_every_round(arena: World) -> None:
    admin = arena.enrolled_admin()
    for _ in range(ROUNDS):
        arena.reap()
        tokens, code = [challenged(arena), challenged(arena)], arena.code(admin.secret)

        def act(deps: Deps, number: int, tokens: list[str] = tokens, code: str = code) -> SignedIn:
            return verification.verify(deps, arena.visitor(), token=tokens[number], code=code)

        one_winner(race(arena, act), CodeAlreadyUsed)
    arena.change_user(ADMIN, authenticator=None)


def test_a_challenge_used_twice_at_once_opens_one_session_in_every_round(arena: World) -> None:
    """With two different codes that are both right, so that the challenge alone decides."""
    admin = arena.enrolled_admin()
    for _ in range(ROUNDS):
        arena.reap()
        token, codes = challenged(arena), [arena.code(admin.secret), arena.code(admin.secret, 1)]

        def act(deps: Deps, number: int, token: str = token, codes: list[str] = codes) -> SignedIn:
            return verification.verify(deps, arena.visitor(), token=token, code=codes[number])

        one_winner(race(arena, act), ChallengeExpired, CodeAlreadyUsed)
    arena.change_user(ADMIN, authenticator=None)


def test_a_recovery_code_used_twice_at_once_binds_one_authenticator_in_every_round(arena: World) -> None:
    code = arena.enrolled_admin().recovery_code
    for _ in range(ROUNDS):
        arena.reap()
        verify = [challenged(arena), challenged(arena)]
        digits = recovery_code.read(code) or ""
        enrol = [recovery.recover(arena.deps, arena.visitor(), token=each, code=digits).token for each in verify]
        secrets = [totp.secret_text(enrolment.begin(arena.deps, token=each).secret) for each in enrol]

        def act(deps: Deps, number: int, enrol: list[str] = enrol, secrets: list[str] = secrets) -> SignedIn:
            return enrolment.confirm(deps, arena.visitor(), token=enrol[number], code=arena.code(secrets[number]))

        results = race(arena, act)
        one_winner(results, ChallengeExpired)
        code = next(str(result.recovery_code) for result in results if isinstance(result, SignedIn))
    arena.change_user(ADMIN, authenticator=None)


def test_a_recovery_code_with_one_challenge_used_twice_at_once_gives_one_enrolment(arena: World) -> None:
    digits = recovery_code.read(arena.enrolled_admin().recovery_code) or ""
    for _ in range(ROUNDS // 4):
        arena.reap()
        token = challenged(arena)

        def act(deps: Deps, number: int, token: str = token) -> Challenged:
            return recovery.recover(deps, arena.visitor(), token=token, code=digits)

        one_winner(race(arena, act), ChallengeExpired)
    arena.change_user(ADMIN, authenticator=None)


@pytest.mark.parametrize("kind", ["invitation", "reset"])
def test_a_mailed_token_used_twice_at_once_sets_one_password_in_every_round(arena: World, kind: str) -> None:
    for number in range(ROUNDS):
        arena.reap()
        user = arena.stored(ADMIN)
        stored = user.password_hash if kind == "reset" else None
        token, kept = mail.new_link(arena.deps, "acme", user.id, tenant_epoch=0, seconds=mail.INVITATION_SECONDS)
        arena.change_user(ADMIN, password_token=kept.model_dump(), password_hash=stored)
        chosen = [f"the first choice {number}", f"the other choice {number}"]

        def act(deps: Deps, number: int, token: str = token, chosen: list[str] = chosen) -> None:
            passwords.reset(deps, arena.visitor(), token=token, password=chosen[number])

        results = race(arena, act)
        one_winner(results, InvalidToken)
        winner = next(choice for choice, result in zip(chosen, results, strict=True) if result is None)
        assert arena.login(password=winner).status == 200
