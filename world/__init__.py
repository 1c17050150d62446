"""A whole Postern in memory: emulated AWS, a clock, a mailbox, an HTTP client; tests and benchmarks share it."""

from world.aws import emulated
from world.gateway import Answer
from world.parts import START, Clock, Mailbox, Randomness
from world.world import ADMIN, PASSWORD, Enrolled, World, build, founded, secret_bytes, settings

__all__ = [
    "ADMIN",
    "PASSWORD",
    "START",
    "Answer",
    "Clock",
    "Enrolled",
    "Mailbox",
    "Randomness",
    "World",
    "build",
    "emulated",
    "founded",
    "secret_bytes",
    "settings",
]
