"""Ids: a tenant's slug, and those that the service makes, which sort by time and tell nothing of their neighbours."""

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U; sorts as the bytes that it encodes."""
SLUG = r"[a-z0-9](?:-?[a-z0-9])*"
"""The name of a tenant: a-z, 0-9 and single dashes between them, 3 to 40 characters."""
ID = r"[a-z]{3}_[0-9a-z]{26}"
USER_ID = r"usr_[0-9a-z]{26}"


def base32(value: int, length: int) -> str:
    """The number in `length` Crockford digits, most significant first."""
    return "".join(CROCKFORD[value >> 5 * place & 31] for place in reversed(range(length)))


def new_id(prefix: str, now: float, entropy: bytes) -> str:
    """`<prefix>_<26 digits>`: 48 bits of milliseconds, then 80 bits of entropy (10 bytes), like a ULID."""
    return f"{prefix}_{base32(int(now * 1000) << 80 | int.from_bytes(entropy), 26).lower()}"
