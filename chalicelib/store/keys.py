"""The keys of the table, all of them. None is made from raw input: slugs and ids have a shape, the rest are digests."""

import hashlib

from chalicelib.store.writes import Key


def tenant(slug: str) -> Key:
    return {"pk": f"TENANT#{slug}", "sk": "TENANT"}


def admins(slug: str) -> Key:
    """Who administers the tenant."""
    return {"pk": f"TENANT#{slug}", "sk": "ADMINS"}


def user(slug: str, user_id: str) -> Key:
    """A user lies within the tenant's partition: another tenant's id finds nothing, by construction."""
    return {"pk": f"TENANT#{slug}", "sk": f"USER#{user_id}"}


def count(slug: str, cell: str) -> Key:
    return {"pk": f"TENANT#{slug}", "sk": f"COUNT#{cell}"}


def event(slug: str, shard: int, event_id: str) -> Key:
    return {"pk": f"EVENTS#{slug}#{shard}", "sk": event_id}


def address(slug: str, email: str) -> Key:
    """Which user of the tenant has this (normalised) e-mail address."""
    return {"pk": f"EMAIL#{_digest(slug, email)}", "sk": "EMAIL"}


def token(kind: str, slug: str, user_id: str, digest: str) -> Key:
    """A token of one kind is unknown to every other kind; those of a user lie together."""
    return {"pk": f"{kind}#{slug}#{user_id}", "sk": digest}


def budget(kind: str, *subject: str) -> Key:
    """The attempts of one kind made by, or against, one subject."""
    return {"pk": f"BUDGET#{kind}#{_digest(*subject)}", "sk": "BUDGET"}


def sso(slug: str) -> Key:
    """The tenant's single sign-on as it is set up."""
    return {"pk": f"TENANT#{slug}", "sk": "SSO"}


def sso_state(slug: str, digest: str) -> Key:
    """A sign-in under way; another tenant's state finds nothing, by construction."""
    return {"pk": f"SSO_STATE#{slug}#{digest}", "sk": "SSO_STATE"}


def sso_link(slug: str, digest: str) -> Key:
    """Which user somebody at the identity provider is."""
    return {"pk": f"SSO_LINK#{slug}#{digest}", "sk": "SSO_LINK"}


def signing() -> Key:
    """The key with which this environment signs."""
    return {"pk": "KEY#signing", "sk": "KEY"}


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
