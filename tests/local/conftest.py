"""What the tests of the local service share."""

from tests.service import service

__all__ = ["service"]
