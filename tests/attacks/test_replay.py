"""A code that was seen is worth nothing: only later time steps are accepted (RFC 6238 section 5.2)."""

from world import World


def test_a_code_signs_in_once(world: World) -> None:
    admin = world.enrolled_admin()
    code = world.code(admin.secret)
    assert world.verify(world.login().challenge, code).status == 200
    again = world.verify(world.login().challenge, code)
    assert (again.status, again.code) == (401, "code_already_used")
    assert again.body["attempts_left"] == 4


def test_the_code_of_the_enrolment_is_used_up(world: World) -> None:
    world.set_policy("all")
    admin = world.enrol()
    assert world.verify(world.login().challenge, world.code(admin.secret)).code == "code_already_used"
    assert world.verify(world.login().challenge, world.code(admin.secret, 1)).status == 200


def test_an_earlier_step_within_the_tolerance_is_used_up_by_a_later_one(world: World) -> None:
    admin = world.enrolled_admin()
    world.pass_time(60)
    assert world.verify(world.login().challenge, world.code(admin.secret)).status == 200
    assert world.verify(world.login().challenge, world.code(admin.secret, -1)).code == "code_already_used"


def test_a_code_of_the_future_uses_up_the_present_one(world: World) -> None:
    admin = world.enrolled_admin()
    assert world.verify(world.login().challenge, world.code(admin.secret, 1)).status == 200
    assert world.verify(world.login().challenge, world.code(admin.secret)).code == "code_already_used"


def test_a_code_that_signed_in_does_not_step_up_and_the_other_way_round(world: World) -> None:
    admin = world.enrolled_admin()
    code = {"code": world.code(admin.secret)}
    token = world.verify(world.login().challenge, **code).token
    assert world.call("POST", "/v1/session/step-up", code, token=token).code == "code_already_used"
    world.pass_time(30)
    code = {"code": world.code(admin.secret)}
    assert world.call("POST", "/v1/session/step-up", code, token=token).status == 200
    assert world.verify(world.login().challenge, **code).code == "code_already_used"


def test_a_replayed_code_does_not_disable_the_authenticator(world: World) -> None:
    admin = world.enrolled_admin()
    world.change_user(admin.email, **{"authenticator.failures": 99})
    code = world.code(admin.secret, -1)
    assert world.verify(world.login().challenge, code).code == "code_already_used"
    assert world.verify(world.login().challenge, world.code(admin.secret)).status == 200


def test_codes_outside_the_tolerance_are_wrong(world: World) -> None:
    admin = world.enrolled_admin()
    world.pass_time(300)
    for steps in (-2, 2):
        assert world.verify(world.login().challenge, world.code(admin.secret, steps)).code == "invalid_code"
