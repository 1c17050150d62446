"""Links: which user somebody at an identity provider is; one row for each, and the other half on the user's row."""

from chalicelib.domain.records import SsoLink, User
from chalicelib.errors import Moved
from chalicelib.store import keys
from chalicelib.store.items import Item
from chalicelib.store.table import Table
from chalicelib.store.users import Change
from chalicelib.store.writes import Write, delete, put


def find(table: Table, slug: str, digest: str) -> str | None:
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
