"""A Flask application with Flask-Security-Too, set up as its documents say for a front end of one's own (JSON)."""

import os
from pathlib import Path

from flask import Flask, jsonify
from flask_security import Security, SQLAlchemyUserDatastore, auth_required, current_user
from flask_security.models import fsqla_v3
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event

FOLDER = Path(os.environ["PEER_FOLDER"])
KEY = (FOLDER / "key").read_text()

app = Flask(__name__)
app.config |= {
    "SECRET_KEY": KEY,
    "SECURITY_PASSWORD_SALT": KEY[:32],
    "SQLALCHEMY_DATABASE_URI": f"sqlite:///{FOLDER / 'db.sqlite3'}",
    "SECURITY_TWO_FACTOR": True,
    "SECURITY_TWO_FACTOR_REQUIRED": True,
    "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "SECURITY_TOTP_SECRETS": {"1": KEY[:32]},
    "SECURITY_TOTP_ISSUER": "bench",
    "SECURITY_SEND_MAIL": False,
    "WTF_CSRF_ENABLED": False,
}
if os.environ["PEER_COST"] == "equal":
    options = {"argon2__memory_cost": 19 * 1024, "argon2__time_cost": 2, "argon2__parallelism": 1}
    app.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"] = options

db = SQLAlchemy(app)
fsqla_v3.FsModels.set_db_info(db)


class Role(db.Model, fsqla_v3.FsRoleMixin):
    """As the documents have it."""


class User(db.Model, fsqla_v3.FsUserMixin):
    """As the documents have it."""


class WebAuthn(db.Model, fsqla_v3.FsWebAuthnMixin):
    """The user's model refers to it."""


users = SQLAlchemyUserDatastore(db, User, Role, WebAuthn)
app.security = Security(app, users)

with app.app_context():

    @event.listens_for(db.engine, "connect")
    def _set_up(connection, _):
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    db.create_all()


@app.get("/me")
@auth_required("session")
def me():
    """Who is signed in."""
    return jsonify(email=current_user.email)
