"""The one error of the local service that is for its user to read."""


class Failed(Exception):
    """It cannot start or go on; says why in one sentence."""
