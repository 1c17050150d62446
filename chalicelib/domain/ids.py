"""Server-made ids: prefixed, sortable by the time they were made, impossible to guess the neighbours of."""

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U; sorts as the bytes that it encodes."""


def base32(value: int, length: int) -> str:
    """The number in `length` Crockford digits, most significant first."""
    return "".join(CROCKFORD[value >> 5 * place & 31] for place in reversed(range(length)))


def new_id(prefix: str, now: float, entropy: bytes) -> str:
    """`<prefix>_<26 digits>`: 48 bits of milliseconds, then 80 bits of entropy (10 bytes), like a ULID."""
    return f"{prefix}_{base32(int(now * 1000) << 80 | int.from_bytes(entropy), 26).lower()}"
