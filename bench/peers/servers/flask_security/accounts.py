"""`accounts.py PASSWORD`: reads names and secrets as JSON, and makes an account with an authenticator for each."""

import json
import sys

from flask_security import hash_password
from server import app, db, users

with app.app_context():
    password = hash_password(sys.argv[1])
    totp = app.security.totp_factory
    for name, secret in json.load(sys.stdin):
        user = users.create_user(email=name, password=password)
        sealed = totp._totp(key=secret, new=False).to_json(encrypt=True)
        users.tf_set(user, "authenticator", totp_secret=sealed)
    db.session.commit()
