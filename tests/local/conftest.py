"""A service of their own: these tests set its clock as they like."""

from tests.support.service import service

__all__ = ["service"]
