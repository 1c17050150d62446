"""A sealed secret opens only where it belongs: this environment, tenant, user and purpose."""

import pytest

from chalicelib.errors import InternalError, Problem, TryAgain
from chalicelib.store.vault import Vault
from world import ADMIN, World, secret_bytes

PLACE = {"tenant": "acme", "user": "usr_1", "purpose": "totp"}


@pytest.mark.parametrize("moved", [{}, {"tenant": "globex"}, {"user": "usr_2"}, {"purpose": "other"}])
def test_what_was_sealed_opens_in_its_own_place_only(world: World, moved: dict[str, str]) -> None:
    sealed = world.deps.vault.seal(b"secret", **PLACE)
    if not moved:
        assert world.deps.vault.open(sealed, **PLACE) == b"secret"
    else:
        with pytest.raises(InternalError):
            world.deps.vault.open(sealed, **{**PLACE, **moved})


def test_another_environment_does_not_open_it(world: World) -> None:
    elsewhere = Vault(world.clients[1], world.deps.settings.key, "production")
    with pytest.raises(InternalError):
        elsewhere.open(world.deps.vault.seal(b"secret", **PLACE), **PLACE)


@pytest.mark.parametrize("sealed", [b"", b"plain", b"\x00" * 200])
def test_what_was_never_sealed_opens_nowhere(world: World, sealed: bytes) -> None:
    with pytest.raises((InternalError, TryAgain)) as caught:
        world.deps.vault.open(sealed, **PLACE)
    assert isinstance(caught.value, Problem)


def test_a_secret_moved_to_another_users_row_signs_nobody_in(world: World) -> None:
    """Somebody who can write to the table gives the admin an authenticator of their own."""
    admin = world.enrolled_admin()
    world.user("eve@example.com")
    eve = world.enrol("eve@example.com")
    mine = world.stored("eve@example.com").authenticator
    assert mine
    world.change_user(ADMIN, **{"authenticator.secret": mine.secret})
    world.pass_time(30)
    answer = world.verify(world.login().challenge, world.code(eve.secret))
    assert (answer.status, answer.code) == (500, "internal_error")
    assert admin.secret not in answer.text


def test_the_table_holds_the_secret_sealed_only(world: World) -> None:
    admin = world.enrolled_admin()
    rows = repr(world.clients[0].scan(TableName="postern-test")["Items"])
    assert admin.secret not in rows
    assert repr(secret_bytes(admin.secret))[2:-1] not in rows
