"""The probe tenant: made once in each environment, its one user's credentials kept where deployers can read them."""

import json
import re
import secrets
import time
from typing import Any

from botocore.exceptions import ClientError

from chalicelib import deps as dependencies
from chalicelib.domain.visitor import Visitor
from chalicelib.flows import tenants
from chalicelib.settings import Settings
from infra.smoke import PERIOD, Probe, Service, call, code, expect, login

VISITOR = Visitor(request_id="deployment", address="127.0.0.1")


class Captured:
    """A `Mailer` that keeps the one mail it is for."""

    text = ""

    def send(self, *, to: str, subject: str, text: str) -> None:  # noqa: ARG002 - the shape of a mailer
        self.text = text


def find_or_create(session: Any, to: Service, settings: Settings) -> Probe:
    """The probe of this environment. The tenant has no data, and its user no right outside it."""
    client, name = session.client("ssm"), f"/postern/{settings.stage}/probe"
    try:
        return Probe(**json.loads(client.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]))
    except ClientError as error:
        if error.response["Error"]["Code"] != "ParameterNotFound":
            raise
    probe = create(to, settings)
    client.put_parameter(Name=name, Type="SecureString", Value=json.dumps(vars(probe)), Overwrite=True)
    return probe


def create(to: Service, settings: Settings) -> Probe:
    """A new one, of a new name: one whose credentials were lost stays behind, and nobody can sign in to it."""
    mail = Captured()
    deps = dependencies.build(settings, mailer=mail)
    slug, password = f"probe-{secrets.token_hex(6)}", secrets.token_urlsafe(32)
    probe = Probe(slug, f"probe@{slug}.example.com", password, "")
    tenants.create(
        deps,
        VISITOR,
        slug=slug,
        name="Probe",
        admin_email=probe.email,
        admin_name="Probe",
        actor="operator:deployment",
    )
    token = re.findall(r"#(\S+)", mail.text)[0]
    reset = call(to, "POST", "/v1/password/reset", {"token": token, "password": password})
    expect(reset, 204, "choosing the probe's password")
    _require_mfa(to, probe)
    return enrol(to, probe)


def _require_mfa(to: Service, probe: Probe) -> None:
    token = expect(login(to, probe), 200, "the probe's first login", next="none")["session"]["token"]
    saved = call(to, "PUT", "/v1/policy", {"mode": "all"}, token, **{"If-Match": '"1"'})
    expect(saved, 200, "asking the probe for a second factor", mode="all")


def enrol(to: Service, probe: Probe) -> Probe:
    """Set up an authenticator for somebody who has only a password yet. Raises `Failed`."""
    answer = expect(login(to, probe), 200, "the first login", next="enrol")
    challenge = {"challenge": answer["challenge"]["token"]}
    begun = expect(call(to, "POST", "/v1/enrolment", challenge), 200, "enrolment")
    digits = code(begun["secret"], int(time.time()) // PERIOD - 1)
    confirmed = call(to, "POST", "/v1/enrolment/confirm", {**challenge, "code": digits})
    expect(confirmed, 200, "confirming enrolment", next="none")
    return Probe(probe.tenant, probe.email, probe.password, begun["secret"])
