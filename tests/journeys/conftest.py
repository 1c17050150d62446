"""What the journeys share: one running service, one clock, a company for each journey."""

import pytest

from tests.front_end import Company, SharedClock
from tests.service import Service, service

__all__ = ["service"]


@pytest.fixture(scope="session")
def clock(service: Service) -> SharedClock:
    return SharedClock(service)


@pytest.fixture
def company(service: Service, clock: SharedClock) -> Company:
    return Company(service, clock)
