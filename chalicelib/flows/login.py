"""Login: e-mail and password, and what the policy makes of a right one."""

from contextlib import suppress

from chalicelib.deps import Deps
from chalicelib.domain.event_types import EventType
from chalicelib.domain.outcomes import Challenged, SignedIn
from chalicelib.domain.records import Transport, Way
from chalicelib.domain.return_to import judged
from chalicelib.domain.visitor import Visitor
from chalicelib.errors import InvalidCredentials, TooManyAttempts, TryAgain
from chalicelib.flows.proofs import password as proof
from chalicelib.flows.proofs.guess import Subject
from chalicelib.flows.steps import arrival
from chalicelib.store import attempts, browsers, logins
from chalicelib.store.attempts import Budget


def login(
    deps: Deps,
    visitor: Visitor,
    *,
    slug: str,
    email: str,
    password: str,
    transport: Transport,
    return_to: str | None = None,
) -> SignedIn | Challenged:
    """Sign in as far as the password goes; `email` is normalised, `return_to` is a wish that is judged here.

    Raises `InvalidCredentials`, alike and after the same work for every cause (SECURITY, rule 7);
    `TooManyAttempts` before any hash; `EnrolmentExpired` after a right password only.
    """
    now = int(deps.now())
    source = attempts.source(visitor.address, deps.settings.address_attempts)
    found = logins.look_up(deps.table, slug, email, source, now=now)
    browser = browsers.recognise(deps.signer, visitor.known_browser, found.user, now=now)
    subject = Subject(
        visitor=visitor, tenant=slug, user=found.user.id if found.user else None, failure=EventType.SIGN_IN_FAILED
    )
    budget = attempts.passwords(slug, email, browser)
    try:
        with proof.prove(deps, subject, found.tenant, found.user, budget, password) as (shown, user, tenant):
            way = Way(transport, browser, return_to and _judged(deps, slug, return_to))
            return arrival.receive(deps, visitor, tenant, user, way, amr=["pwd"], change=shown.change)
    except InvalidCredentials:
        _count_failure(deps, source)
        raise


def _judged(deps: Deps, slug: str, return_to: str) -> str:
    return judged(return_to, origins=deps.settings.return_origins) or f"/{slug}"


def _count_failure(deps: Deps, source: Budget) -> None:
    """The budget of a source counts failures alone: most requests from a company's address are right."""
    with suppress(TooManyAttempts, TryAgain):
        attempts.reserve(deps.table, source, now=int(deps.now()), ident=deps.random(6).hex())
