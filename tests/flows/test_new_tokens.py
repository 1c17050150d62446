"""A session's new token, asked for twice at the same moment: one is given, and the other request is told why not."""

from chalicelib.deps import Deps
from chalicelib.errors import Conflict, NotSignedIn
from chalicelib.flows import passwords, sessions
from chalicelib.flows.steps.renewal import Renewed
from tests.support.racing import one_winner, race
from world import PASSWORD, World


def test_of_two_changes_of_ones_own_password_at_once_the_slower_is_a_conflict(world: World) -> None:
    token = world.login().token

    def change(deps: Deps, number: int) -> Renewed:
        caller = sessions.authenticate(deps, world.visitor(), token, "bearer")
        return passwords.change(deps, caller, current=PASSWORD, password=f"another fine phrase {number}")

    results = race(world, change)
    one_winner(results, Conflict, NotSignedIn)
    (done,) = [number for number, result in enumerate(results) if isinstance(result, Renewed)]
    assert world.login(password=f"another fine phrase {done}").status == 200
    assert world.call("GET", "/v1/session", token=results[done].token).status == 200


def test_of_two_step_ups_at_once_one_gets_the_token(world: World) -> None:
    token = world.login().token

    def step_up(deps: Deps, number: int) -> Renewed:
        caller = sessions.authenticate(deps, world.visitor(), token, "bearer")
        return sessions.step_up(deps, caller, code=None, password=PASSWORD)

    results = race(world, step_up)
    one_winner(results, NotSignedIn)
    (done,) = [result for result in results if isinstance(result, Renewed)]
    assert world.call("GET", "/v1/session", token=done.token).status == 200
