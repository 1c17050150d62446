"""Postern: sign-in with a password and an authenticator, for many tenants."""

VERSION = "0.2.0"
