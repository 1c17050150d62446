"""Single sign-on as it is stored: a tenant's set-up, its tests, sign-ins under way, hand-overs."""

from typing import Any

from chalicelib.domain.oidc.records import Handover, Sso, SsoState, SsoTest
from chalicelib.domain.records import SsoStanding
from chalicelib.errors import InvalidToken, Moved, PreconditionFailed
from chalicelib.store import keys
from chalicelib.store.table import Table
from chalicelib.store.writes import VERSION, Refusal, Write, delete, put, update


def load(table: Table, slug: str) -> Sso:
    """The tenant's single sign-on; one that was never set up is version 0. Raises `TryAgain`."""
    row = table.get(keys.sso(slug))
    return Sso.model_validate(row) if row else Sso(tenant=slug)


def save(before: Sso, after: Sso, *, refused: Refusal = PreconditionFailed) -> list[Write]:
    """What was set up, in the place of what was read; with it what everyone needs to know, on the tenant's row."""
    sets = {**after.model_dump(exclude={"version"}), "v": VERSION}
    is_new = before.version == 0
    row = update(
        keys.sso(before.tenant),
        sets=sets,
        adds={"version": 1},
        when="attribute_not_exists(#pk)" if is_new else "#version = :seen",
        values={} if is_new else {"seen": before.version},
        refused=refused,
    )
    if standing(before) == standing(after):
        return [row]
    tenant = update(
        keys.tenant(before.tenant),
        sets={"sso": standing(after).model_dump()},
        when="attribute_exists(#pk)",
        refused=Moved,
    )
    return [row, tenant]


def standing(sso: Sso) -> SsoStanding:
    """What a sign-in page and each request of an SSO session need to know."""
    active = sso.active
    return SsoStanding(is_on=active is not None, epoch=sso.epoch, domains=active.domains if active else [])


def begin_test(sso: Sso, test: SsoTest) -> Write:
    """A test of the draft as it was read; changed meanwhile: `Moved`."""
    return update(
        keys.sso(sso.tenant),
        sets={"test": test.model_dump()},
        when="#draft.#id = :config",
        values={"config": test.config},
        refused=Moved,
    )


def note_test(sso: Sso, test: SsoTest, changes: dict[str, Any]) -> Write:
    """What came of the newest test; another test, or a changed draft, has made it worthless: `Moved`."""
    return update(
        keys.sso(sso.tenant),
        sets={"test": test.model_dump(), **changes},
        when="#test.#id = :test AND #draft.#id = :config",
        values={"test": test.id, "config": test.config},
        refused=Moved,
    )


def note_told(sso: Sso, about: str, *, now: int) -> Write:
    """Admins are about to be mailed about something; of several who want to, one does: `Moved` for the others."""
    was = sso.told.get(about)
    return update(
        keys.sso(sso.tenant),
        sets={f"told.{about}": now},
        when=f"attribute_not_exists(#told.#{about})" if was is None else f"#told.#{about} = :was",
        values={} if was is None else {"was": was},
        refused=Moved,
    )


def begin(state: SsoState) -> Write:
    """A sign-in that goes to the provider."""
    return put(keys.sso_state(state.tenant, state.digest), state.model_dump())


def find(table: Table, slug: str, digest: str, *, now: int) -> SsoState | None:
    """The sign-in that a state of this tenant stands for, or `None` for one unknown, used or old. Raises `TryAgain`."""
    row = table.get(keys.sso_state(slug, digest))
    return SsoState.model_validate(row) if row and row["expires_at"] > now else None


def consume(state: SsoState) -> Write:
    """Use a state; refused for all but the first: `InvalidToken`."""
    key = keys.sso_state(state.tenant, state.digest)
    return delete(key, when="attribute_exists(#pk)", refused=InvalidToken)


def hand_over(handover: Handover) -> Write:
    """A confirmed sign-in that waits for its client."""
    return put(_handover(handover.tenant, handover.user, handover.digest), handover.model_dump())


def find_handover(table: Table, slug: str, user_id: str, digest: str, *, now: int) -> Handover:
    """Raises `InvalidToken` for one unknown, used or old; `TryAgain`."""
    row = table.get(_handover(slug, user_id, digest))
    if row is None or row["expires_at"] <= now:
        raise InvalidToken
    return Handover.model_validate(row)


def take(handover: Handover) -> Write:
    """Use a hand-over; refused for all but the first: `InvalidToken`."""
    key = _handover(handover.tenant, handover.user, handover.digest)
    return delete(key, when="attribute_exists(#pk)", refused=InvalidToken)


def _handover(slug: str, user_id: str, digest: str) -> dict[str, str]:
    return keys.token("HANDOVER", slug, user_id, digest)
