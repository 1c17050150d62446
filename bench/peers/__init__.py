"""Postern beside its peers: the same sign-in, on each of them, on one machine."""
