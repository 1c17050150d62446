"""E-mail addresses: one spelling for each mailbox, used for every look-up."""

import re
import unicodedata

MAX_CHARACTERS = 254
"""RFC 5321 section 4.5.3.1.3."""
_ATOM, _LABEL = "[a-z0-9_+'-]{1,64}", "[a-z0-9](?:[a-z0-9]|-(?!-)){0,61}[a-z0-9]|[a-z0-9]"
_PLAIN = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:(?:{_LABEL})\.)+[a-z]{{2,63}}")
"""What nearly every address is: ASCII, no quotes, no dash before another (as in IDNA's `xn--`)."""
SPECIAL = {"arpa", "invalid", "local", "localhost", "onion", "test"}
"""Top-level domains in which no mail arrives (RFC 6761); the local service takes some of them out."""


def normalise(address: str) -> str:
    """The address in lower case, its domain in Unicode IDNA form.

    Raises `ValueError` for what is no address and for look-alikes: text that NFKC changes, such as full-width letters,
    could else name two users at once. Only an unusual address needs the library, which takes 65 ms of CPU to import.
    """
    if len(address) > MAX_CHARACTERS or unicodedata.normalize("NFKC", address) != address:
        raise ValueError("not an e-mail address")
    plain = address.lower()
    if _PLAIN.fullmatch(plain) and plain.rpartition(".")[2] not in SPECIAL:
        return plain
    return _unusual(address)


def _unusual(address: str) -> str:
    import email_validator

    email_validator.SPECIAL_USE_DOMAIN_NAMES[:] = SPECIAL
    try:
        return email_validator.validate_email(address, check_deliverability=False).normalized.lower()
    except email_validator.EmailNotValidError:
        raise ValueError("not an e-mail address") from None


def domain(address: str) -> str:
    """The domain of a normalised address."""
    return address.rpartition("@")[2]


def normalise_domain(given: str) -> str:
    """A domain in the form that `domain` gives. Raises `ValueError` for what is none."""
    if "@" in given:
        raise ValueError("not a domain")
    return domain(normalise(f"a@{given}"))
