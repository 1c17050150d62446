"""Lets people of `.test` and `.localhost` sign up: a front end's own tests use those, and nobody can own them."""

from chalicelib.domain import email

FOR_TESTS = {"test", "localhost"}
"""RFC 6761 sections 6.2 and 6.3."""


def accept_those_for_tests() -> None:
    """From now on no address of this process is refused for such an ending."""
    email.SPECIAL.difference_update(FOR_TESTS)
