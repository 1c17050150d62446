"""What every test may ask for: a world in memory, or the running service that all tests of a process share."""

import os
from collections.abc import Iterator

import pytest

os.environ |= {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
os.environ["POWERTOOLS_METRICS_NAMESPACE"] = "Postern"

from tests.support.front_end import Company, SharedClock
from tests.support.service import Service, service
from world import World, build, emulated, founded

__all__ = ["service"]


@pytest.fixture
def world() -> Iterator[World]:
    """A fresh Postern."""
    with founded() as fresh:
        yield fresh


@pytest.fixture
def calls(world: World) -> list[str]:
    """The calls to AWS that are made from here on, such as `GetItem`, in their order."""
    made: list[str] = []
    for client in world.clients:
        client.meta.events.register("before-call", lambda model, **_: made.append(model.name))
    return made


@pytest.fixture(scope="module")
def quiet() -> Iterator[World]:
    """A Postern for all tests of a module, for requests that change nothing; not beside `world`."""
    with emulated():
        yield build()


@pytest.fixture(scope="session")
def clock(service: Service) -> SharedClock:
    return SharedClock(service)


@pytest.fixture
def company(service: Service, clock: SharedClock) -> Company:
    return Company(service, clock)
