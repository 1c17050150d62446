"""E-mail addresses: one spelling for each mailbox, used for every look-up."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

MAX_CHARACTERS = 254
"""RFC 5321 section 4.5.3.1.3."""


def normalise(address: str) -> str:
    """The address in lower case, its domain in Unicode IDNA form.

    Raises `ValueError` for what is no address and for look-alikes: text that NFKC changes, such as
    full-width letters, could else name two users at once.
    """
    if len(address) > MAX_CHARACTERS or unicodedata.normalize("NFKC", address) != address:
        raise ValueError("not an e-mail address")
    try:
        return validate_email(address, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise ValueError("not an e-mail address") from None
