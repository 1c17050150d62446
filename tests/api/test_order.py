"""Which answer comes first, where several would fit."""

from chalicelib.store.attempts import MINUTES
from tests.support.people import authenticator
from world import Answer, World


def _spent(world: World, challenge: str, wrong: str) -> Answer:
    """A wrong code once the budget is empty."""
    for _ in range(5):
        world.verify(challenge, wrong)
    return world.verify(challenge, wrong)


def test_shape_then_challenge_then_throttle_then_code(world: World) -> None:
    admin = world.enrolled_admin()
    challenge, wrong = world.login().challenge, world.wrong_code(admin.secret)
    assert _spent(world, challenge, wrong).code == "too_many_attempts"
    assert world.verify("unknown", "12345").code == "invalid_request"
    assert world.verify("unknown", wrong).code == "challenge_expired"
    right = world.verify(challenge, world.code(admin.secret))
    assert (right.status, right.code) == (429, "too_many_attempts")
    assert right.headers["Retry-After"] == str(right.body["retry_after"]) == str(MINUTES)
    assert "attempts_left" not in right.body


def test_a_refused_shape_comes_before_the_freshness_that_a_route_asks_for(world: World) -> None:
    token = world.login().token
    world.pass_time(601)
    assert world.call("POST", "/v1/users", {"email": "nobody"}, token=token).code == "invalid_request"
    assert world.call("PUT", "/v1/me/password", {}, token=token).code == "invalid_request"


def test_every_401_says_how_to_sign_in(world: World) -> None:
    admin = world.enrolled_admin()
    challenge = world.login().challenge
    used = world.code(admin.secret)
    assert world.verify(challenge, used).status == 200
    again = world.login().challenge
    recovery = {"challenge": again, "recovery_code": "0" * 25}
    answers = {
        "invalid_credentials": world.login(password="wrong"),
        "challenge_expired": world.verify("unknown", "123456"),
        "invalid_code": world.verify(again, world.wrong_code(admin.secret)),
        "code_already_used": world.verify(again, used),
        "invalid_recovery_code": world.call("POST", "/v1/recovery", recovery),
        "not_signed_in": world.call("GET", "/v1/session"),
    }
    for code, answer in answers.items():
        assert (answer.status, answer.code) == (401, code)
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_disabled_authenticator_is_told_only_once_the_challenge_is_known(world: World) -> None:
    world.set_policy("all")
    world.user("bo@example.com", authenticator=authenticator(failures=100))
    challenge = world.login("bo@example.com").challenge
    assert world.verify("unknown", "123456").code == "challenge_expired"
    refused = world.verify(challenge, "123456")
    assert (refused.status, refused.code) == (403, "authenticator_disabled")
