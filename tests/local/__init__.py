"""The local service, from outside where possible."""
