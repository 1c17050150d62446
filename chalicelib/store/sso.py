"""Single sign-on as it is stored: a tenant's set-up, sign-ins under way, hand-overs, and who is who at the provider."""

from typing import Any

from chalicelib.domain.oidc.records import Handover, Sso, SsoState, SsoTest
from chalicelib.domain.records import SsoLink, SsoStanding, User
from chalicelib.errors import InvalidToken, Moved, PreconditionFailed
from chalicelib.store import keys
from chalicelib.store.items import Item
from chalicelib.store.table import Table
from chalicelib.store.users import Change
from chalicelib.store.writes import Refusal, Write, delete, put, update


def load(table: Table, slug: str) -> Sso:
    """The tenant's single sign-on; one that was never set up is version 0. Raises `TryAgain`."""
    row = table.get(keys.sso(slug))
    return Sso.model_validate(row) if row else Sso(tenant=slug)


def save(before: Sso, after: Sso, *, refused: Refusal = PreconditionFailed) -> list[Write]:
    """What was set up, in the place of what was read; with it what everyone needs to know, on the tenant's row."""
    sets = after.model_dump(include={"epoch", "active", "draft", "test", "told", "tenant"})
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


def linked(table: Table, slug: str, digest: str) -> str | None:
    """The id of the user whom somebody at the provider is linked to, or `None`. Raises `TryAgain`."""
    row = table.get(keys.sso_link(slug, digest))
    return str(row["user"]) if row else None


def link(user: User, made: SsoLink) -> tuple[Write, Change]:
    """Link a user: one user for somebody at the provider, one link for a user. Refused: `Moved`, to be read again."""
    row = put(
        keys.sso_link(user.tenant, made.digest),
        {"user": user.id},
        when="attribute_not_exists(#pk)",
        refused=Moved,
    )
    return row, linking(made)


def linking(made: SsoLink) -> Change:
    """The user's part of a link; one of an epoch gone by is no link."""
    return Change(
        sets={"sso_link": made.model_dump()},
        when=("attribute_not_exists(#sso_link) OR #sso_link.#epoch < :sso_epoch",),
        values={"sso_epoch": made.epoch},
        refusal=lambda old: Moved() if _is_linked(old, made) else None,
    )


def unlink(user: User) -> list[Write]:
    """Remove what a user's link has at its other end, if there is one; the user's part goes with the user's row."""
    return [delete(keys.sso_link(user.tenant, user.sso_link.digest))] if user.sso_link else []


def _is_linked(old: Item, made: SsoLink) -> bool:
    return bool(old.get("sso_link", {}).get("epoch", -1) >= made.epoch)


def _handover(slug: str, user_id: str, digest: str) -> dict[str, str]:
    return keys.token("HANDOVER", slug, user_id, digest)
