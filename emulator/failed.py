"""The one error here that is for the user to read."""


class Failed(Exception):
    """Something cannot start or go on; the message says why in one sentence."""
