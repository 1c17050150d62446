"""What the tests in a browser share: one browser, and a fresh visitor for each test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.support.service import Service
from tests.web.chromium import launch
from tests.web.visitor import Visitor, arrive

expect.set_options(timeout=15_000)

Arrive = Callable[..., Visitor]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with launch(playwright) as running:
        yield running


@pytest.fixture
def arriving(browser: Browser, service: Service) -> Iterator[Arrive]:
    """Makes visitors, and looks after each when the test is over."""
    visitors: list[Visitor] = []

    def make(**how: Any) -> Visitor:
        visitors.append(arrive(browser, service, **how))
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.leave()


@pytest.fixture
def visitor(arriving: Arrive) -> Visitor:
    return arriving()
