"""Times outward: RFC 3339 in UTC; inward they are whole seconds since the epoch."""

from datetime import UTC, datetime


def rfc3339(seconds: float) -> str:
    """Seconds since the epoch -> `2026-11-24T10:00:00Z` (RFC 3339 section 5.6)."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rfc3339_or_none(seconds: int | None) -> str | None:
    """The same, where there is a time."""
    return None if seconds is None else rfc3339(seconds)
