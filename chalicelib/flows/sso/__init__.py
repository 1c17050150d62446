"""Single sign-on by OpenID Connect, in the order of the protocol: start, callback, and what the admin sets up."""
