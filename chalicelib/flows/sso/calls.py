"""Calling a tenant's provider: through the gate, so that one that hangs keeps nobody else waiting."""

from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.deps import Deps
from chalicelib.domain.oidc.refusals import SsoProblem, SsoRefused
from chalicelib.store import attempts, gate
from chalicelib.store.gate import Shut
from chalicelib.store.web import Visit


@contextmanager
def calling(deps: Deps, slug: str) -> Iterator[Visit]:
    """Run the body as one of three visits at once. Raises `SsoRefused` where nobody may call now, `TryAgain`."""
    with told():
        place = gate.enter(deps.table, slug, now=int(deps.now()))
    has_failed = False
    try:
        yield deps.web.visit()
    except SsoRefused as refused:
        has_failed = refused.problem is SsoProblem.UNAVAILABLE
        raise
    finally:
        gate.leave(deps.table, place, now=int(deps.now()), has_failed=has_failed)


@contextmanager
def told() -> Iterator[None]:
    """A shut gate is `SsoRefused`."""
    try:
        yield
    except Shut as shut:
        problem = SsoProblem.UNAVAILABLE if shut.is_paused else SsoProblem.BUSY
        raise SsoRefused(problem, "paused" if shut.is_paused else "crowded", retry_after=shut.seconds) from None


def take_turn(deps: Deps, slug: str) -> None:
    """Count a saving or a test, whatever comes of it: an address that is typed in may be anybody's.

    Raises `TooManyAttempts`, `TryAgain`.
    """
    attempts.reserve(deps.table, attempts.sso_setups(slug), now=int(deps.now()), ident=deps.random(6).hex())
