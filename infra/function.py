"""What Lambda calls: the application, with its settings read and its clients made while Lambda starts the process.

Lambda gives a starting process two cores for ten seconds, and SnapStart keeps what they made; nothing is called yet.
"""

from app import app as handler
from chalicelib import deps

__all__ = ["handler"]

deps.current()
