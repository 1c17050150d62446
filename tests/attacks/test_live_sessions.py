"""Live sessions: all of them are seen, each can be ended, and shorter lifetimes count for them too."""

from chalicelib.domain.records import Session
from chalicelib.store import sessions
from tests.support.people import Person, fill, signed_in
from world import ADMIN, World


def test_more_than_a_hundred_ended_sessions_hide_no_live_one(world: World) -> None:
    old, present = signed_in(world), signed_in(world)
    in_hand = present.get("/v1/session")["id"]
    found = sessions.load(world.deps.table, present.token, now=int(world.clock.now))
    assert found
    fill(world, (sessions.create(_ended(found.session, number)) for number in range(150)))
    listed = present.get("/v1/me/sessions")["items"]
    assert {item["id"] for item in listed} == {old.get("/v1/session")["id"], in_hand}
    assert [item["id"] for item in listed if item["current"]] == [in_hand]
    other = next(item["id"] for item in listed if not item["current"])
    assert present.call("DELETE", f"/v1/me/sessions/{other}").status == 204
    assert old.call("GET", "/v1/session").code == "not_signed_in"
    assert present.call("DELETE", f"/v1/me/sessions/{in_hand}").status == 204
    assert present.call("GET", "/v1/session").code == "not_signed_in"


def _ended(session: Session, number: int) -> Session:
    """A newer one, which an epoch gone by has ended."""
    return session.model_copy(update={"id": f"ses_z{number:025}", "digest": f"{number:064}", "epoch": -1})


def _shorten(world: World, **changes: int) -> None:
    assert signed_in(world).call("PATCH", "/v1/tenant", changes).status == 200


def test_a_shorter_idle_time_ends_live_sessions_too(world: World) -> None:
    person = signed_in(world)
    _shorten(world, session_idle_seconds=900)
    world.pass_time(899)
    world.user("bo@example.com")
    assert Person(world, person.token).call("GET", "/v1/session").status == 200
    world.pass_time(900)
    assert person.call("GET", "/v1/session").code == "not_signed_in"


def test_a_shorter_absolute_time_ends_live_sessions_too(world: World) -> None:
    person = signed_in(world)
    _shorten(world, session_absolute_seconds=3600)
    for _ in range(3):
        world.pass_time(1199)
        assert person.call("GET", "/v1/session").status == 200
    world.pass_time(3)
    assert person.call("GET", "/v1/session").code == "not_signed_in"


def test_what_a_session_says_of_its_end_is_when_it_ends(world: World) -> None:
    person = signed_in(world)
    _shorten(world, session_absolute_seconds=3600, session_idle_seconds=900)
    shown = person.get("/v1/session")
    listed = next(each for each in person.get("/v1/me/sessions")["items"] if each["current"])
    assert shown["expires_at"] == listed["expires_at"] == "2027-01-15T09:00:00Z"
    assert shown["idle_expires_at"] == "2027-01-15T08:15:00Z"
    assert shown["user"]["email"] == ADMIN
