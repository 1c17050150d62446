"""OpenID Connect as pure values and rules: what a provider may say, and what we make of it."""
