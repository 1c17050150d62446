"""Every AWS call of a flow, as a recording run makes it, fails in turn: no session, and the same person succeeds."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import pytest

from chalicelib import deps as wiring
from tests.support.injected import DENIED, THROTTLED, Silence, failing, losing
from tests.support.people import Person
from world import ADMIN, Answer, Clock, Enrolled, Mailbox, Randomness, World, aws, founded, settings

NEW = "another fine password"
CREATED = "bo@example.com"
State = dict[str, str]
Act = Callable[[World, State], Answer]


@dataclass(frozen=True)
class Flow:
    """A request, what it needs before, and how the same person goes on after it failed."""

    prepare: Callable[[World], State]
    act: Act
    retry: Act


def _admin(mode: Any = "all") -> Callable[[World], State]:
    return lambda world: _state(world.enrolled_admin(mode))


def _state(who: Enrolled) -> State:
    return {"secret": who.secret, "recovery": who.recovery_code, "session": who.token}


def _asked(world: World) -> State:
    on = _state(world.enrolled_admin())
    return on | {"challenge": world.login().challenge}


def _to_enrol(world: World) -> State:
    world.set_policy("all")
    return {"challenge": world.login().challenge}


def _begun(world: World) -> State:
    on = _to_enrol(world)
    return on | {"secret": world.call("POST", "/v1/enrolment", on).body["secret"]}


def _forgotten(world: World) -> State:
    world.pass_time(3600)
    world.call("POST", "/v1/password/forgot", {"tenant": "acme", "email": ADMIN})
    return {"token": world.mailbox.token(ADMIN)}


def _password(world: World) -> State:
    return {"session": world.login().token}


def _before_saving(world: World) -> State:
    on = _password(world)
    return on | {"etag": world.call("GET", "/v1/policy", token=on["session"]).headers["ETag"]}


def _login(world: World, _on: State) -> Answer:
    return world.login()


def _verify(world: World, on: State) -> Answer:
    return world.verify(on["challenge"], world.code(on["secret"]))


def _begin(world: World, on: State) -> Answer:
    return world.call("POST", "/v1/enrolment", {"challenge": on["challenge"]})


def _confirm(world: World, on: State) -> Answer:
    body = {"challenge": on["challenge"], "code": world.code(on["secret"])}
    return world.call("POST", "/v1/enrolment/confirm", body)


def _recover(world: World, on: State) -> Answer:
    body = {"challenge": on["challenge"], "recovery_code": on["recovery"]}
    return world.call("POST", "/v1/recovery", body)


def _step_up(world: World, on: State) -> Answer:
    return world.call("POST", "/v1/session/step-up", {"code": world.code(on["secret"])}, token=on["session"])


def _reset(world: World, on: State) -> Answer:
    return world.call("POST", "/v1/password/reset", {"token": on["token"], "password": NEW})


def _save(world: World, on: State) -> Answer:
    return world.call("PUT", "/v1/policy", {"mode": "all"}, token=on["session"], If_Match=on["etag"])


def _create(world: World, on: State) -> Answer:
    return Person(world, on["session"]).create(CREATED)


def _sign_in(world: World, on: State) -> Answer:
    """Password and next code; who has no authenticator after all sets it up."""
    world.pass_time(30)
    answer = world.login()
    if answer.body["next"] == "verify":
        return world.verify(answer.challenge, world.code(on["secret"]))
    return _confirm(world, _begun(world)) if answer.body["next"] == "enrol" else answer


def _recover_again(world: World, on: State) -> Answer:
    """A recovery code works until an authenticator was bound by it."""
    return _recover(world, on | {"challenge": world.login().challenge})


def _step_up_again(world: World, on: State) -> Answer:
    """With the next code; who has lost the session's new token signs in."""
    world.pass_time(30)
    answer = _step_up(world, on)
    return _sign_in(world, on) if answer.status == 401 else answer


def _reset_again(world: World, on: State) -> Answer:
    """A link that has worked already has set the password."""
    answer = _reset(world, on)
    assert answer.status == 204 or answer.code == "invalid_token", answer.text
    return world.login(password=NEW)


def _save_again(world: World, on: State) -> Answer:
    """Who has saved already, as the version shows, is asked to set an authenticator up."""
    answer = _save(world, on)
    return _sign_in(world, on) if answer.status in {401, 412} else answer


def _create_again(world: World, on: State) -> Answer:
    """A user whom the failed request has created is there, and can be invited."""
    answer = _create(world, on)
    if answer.status == 201:
        return answer
    assert answer.code == "conflict", answer.text
    return world.call("POST", f"/v1/users/{world.stored(CREATED).id}/invite", token=on["session"])


FLOWS = {
    "login": Flow(lambda _: {}, _login, _login),
    "login, to verify": Flow(_admin(), _login, _sign_in),
    "login, to enrol": Flow(lambda world: {"challenge": _to_enrol(world)["challenge"]}, _login, _sign_in),
    "verification": Flow(_asked, _verify, _sign_in),
    "enrolment begun": Flow(_to_enrol, _begin, _begin),
    "enrolment confirmed": Flow(_begun, _confirm, _sign_in),
    "recovery": Flow(_asked, _recover, _recover_again),
    "step-up": Flow(_admin(), _step_up, _step_up_again),
    "password reset": Flow(_forgotten, _reset, _reset_again),
    "policy saved": Flow(_before_saving, _save, _save_again),
    "user created": Flow(_password, _create, _create_again),
}
Fault = Callable[[World, str, int], AbstractContextManager[list[str]]]


def _failing(how: Any) -> Fault:
    return lambda world, operation, after: failing(world, operation, how, after=after)


def _losing(times: int) -> Fault:
    return lambda _, operation, after: losing(times=times, operation=operation, after=after)


FAULTS: dict[str, Fault] = {
    "throttled": _failing(THROTTLED),
    "denied": _failing(DENIED),
    "timed out before": _failing(Silence),
    "timed out after": _losing(1000),
    "timed out after, once": _losing(1),
}
PASSING = "timed out after, once"
"""What the SDK's own repetition hides from everybody."""
READS = {"GetItem", "BatchGetItem", "Query", "Decrypt"}
"""A time-out after one of these is a time-out before it."""


@dataclass(frozen=True)
class Recording:
    """A moment before a request, to which one can go back, and the calls that the request makes."""

    stores: aws.Stores
    now: float
    sent: list[dict[str, str]]
    drawn: int
    on: State
    status: int
    calls: list[tuple[str, int]]
    """The operation of each, and how many of it came before."""

    @contextmanager
    def played(self) -> Iterator[World]:
        with aws.restored(self.stores):
            clock, mailbox = Clock(self.now), Mailbox(list(self.sent))
            deps = wiring.build(settings(), mailer=mailbox, now=clock, random=Randomness(self.drawn))
            wiring.install(deps)
            yield World(deps, clock, mailbox)


@cache
def recorded(name: str) -> Recording:
    flow = FLOWS[name]
    with founded() as world:
        on, made = flow.prepare(world), list[str]()
        drawn = world.deps.random
        assert isinstance(drawn, Randomness)
        before = partial(Recording, aws.kept(), world.clock.now, list(world.mailbox.sent), drawn.drawn, on)
        for client in world.clients:
            client.meta.events.register("before-call", lambda model, **_: made.append(model.name))
        status = flow.act(world, on).status
    return before(status, [(operation, made[:number].count(operation)) for number, operation in enumerate(made)])


def sessions(world: World) -> set[tuple[str, str]]:
    """Each session that there is, by its place and its digest."""
    keys = [(row["pk"]["S"], row["sk"]["S"]) for row in world.clients[0].scan(TableName=aws.TABLE)["Items"]]
    return {key for key in keys if key[0].startswith("SESSION#")}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", FLOWS)
def test_no_failing_call_lets_anybody_in_or_keeps_anybody_out(name: str, fault: str) -> None:
    flow, recording = FLOWS[name], recorded(name)
    assert recording.status < 300
    is_late = fault.startswith("timed out after")
    for operation, after in [call for call in recording.calls if not (is_late and call[0] in READS)]:
        where = f"{operation} number {after + 1}"
        with recording.played() as world:
            before = sessions(world)
            with FAULTS[fault](world, operation, after) as failed:
                answer = flow.act(world, recording.on)
            assert failed, where
            _expect(answer, recording.status, where, is_to_pass=fault == PASSING)
            if answer.status != recording.status:
                opened = sessions(world) - before
                assert not opened or fault == "timed out after", (where, opened)
                assert "session" not in answer.body, where
            if answer.status != recording.status:
                again = flow.retry(world, recording.on)
                assert again.status < 300, (where, answer.text, again.text)


def _expect(answer: Answer, status: int, where: str, *, is_to_pass: bool) -> None:
    if answer.status != status:
        assert not is_to_pass, (where, answer.text)
        assert (answer.status, answer.code) == (503, "try_again"), (where, answer.text)
