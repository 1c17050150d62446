"""`accounts.py PASSWORD`: reads names and secrets as JSON, and makes for each an account with a time-based token.

The password is the PIN of the token, as privacyIDEA has it unless told otherwise; hashed once and the hash copied.
"""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(os.environ["PEER_FOLDER"])
os.environ["PRIVACYIDEA_CONFIGFILE"] = str(Path(__file__).with_name("pi.cfg"))
if not (FOLDER / "encKey").exists():
    for step in ("create_enckey", "create_audit_keys", "create_tables"):
        manage = Path(sys.executable).with_name("pi-manage")
        subprocess.run([manage, "setup", step], check=True, stdout=sys.stderr)

from privacyidea.lib.policies.actions import PolicyAction
from privacyidea.lib.policy import SCOPE, set_policy
from privacyidea.lib.realm import set_default_realm, set_realm
from privacyidea.lib.resolver import save_resolver
from privacyidea.lib.token.lifecycle import init_token
from privacyidea.lib.user import User
from privacyidea.models import db
from server import application

accounts = json.load(sys.stdin)
people = FOLDER / "people"
lines = [f"{name}:x:{1000 + number}:1000:{name}:/:/bin/false" for number, (name, _) in enumerate(accounts)]
people.write_text("\n".join(lines) + "\n")
with application.app_context():
    save_resolver({"resolver": "people", "type": "passwdresolver", "fileName": str(people)})
    set_realm("people", [{"name": "people"}])
    set_default_realm("people")
    set_policy("sign-in", scope=SCOPE.WEBUI, action=f"{PolicyAction.LOGINMODE}=privacyIDEA")
    pin_hash = None
    for name, secret in accounts:
        key = base64.b32decode(secret).hex()
        made = init_token({"type": "totp", "otpkey": key, "hashlib": "sha1"}, User(name, "people"))
        if pin_hash is None:
            made.set_pin(sys.argv[1])
            pin_hash = made.token.pin_hash
        made.token.pin_hash = pin_hash
    db.session.commit()
