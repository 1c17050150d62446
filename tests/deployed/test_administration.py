"""The administration of a tenant, over the gateway and the real function, with the generated role alone."""

import re
import time
from secrets import token_hex
from typing import Any

import pytest

from chalicelib.handlers import ROUTES
from chalicelib.http.endpoint import Access
from infra import probe, smoke
from tests.deployed.conftest import Deployed

pytestmark = pytest.mark.xdist_group("deployed")

CSV = {"Content-Type": "text/csv"}


class Admin:
    """A signed-in admin, and the routes that they have used."""

    def __init__(self, deployed: Deployed) -> None:
        self.user = deployed.another()
        self.used: set[tuple[str, str]] = set()
        self._at = deployed.at
        self.token = smoke.sign_in(deployed.at, self.user)

    def does(self, status: int, method: str, route: str, body: Any = None, *, of: str = "", **headers: str) -> Any:
        """One request, which must be answered so; answers the body."""
        self.used.add((method, route))
        path = route.replace("{id}", of)
        reply = smoke.call(self._at, method, path, body, self.token, **headers)
        return smoke.expect(reply, status, f"{method} {path}")


@pytest.fixture
def admin(deployed: Deployed) -> Admin:
    return Admin(deployed)


def test_administers_with_the_generated_role_alone(deployed: Deployed, admin: Admin) -> None:
    version = admin.does(200, "GET", "/v1/policy")["version"]
    policy = {"mode": "individual", "keep_required": True}
    assert admin.does(200, "POST", "/v1/policy/preview", policy)["already_enrolled"] == 1
    admin.does(200, "PUT", "/v1/policy", policy, **{"If-Match": f'"{version}"'})

    admin.does(200, "PATCH", "/v1/tenant", {"support_contact": "help@example.com"})
    assert admin.does(200, "GET", "/v1/tenant")["support_contact"] == "help@example.com"

    user, member = _join(deployed, admin)
    admin.does(200, "PATCH", "/v1/users/{id}", {"mfa_required": True}, of=user)
    member = probe.enrol(deployed.at, member)
    assert admin.does(200, "GET", "/v1/users/{id}", of=user)["mfa"]["enrolled"] is True
    smoke.sign_in(deployed.at, member)
    admin.does(204, "DELETE", "/v1/users/{id}/sessions", of=user)
    admin.does(204, "POST", "/v1/users/{id}/reset", {"reason": "lost phone"}, of=user)
    smoke.expect(smoke.login(deployed.at, member), 200, "the login after a reset", next="enrol")
    admin.does(200, "POST", "/v1/users/import", b"email,name,role\ncy@example.com,Cy,member\n", **CSV)
    assert len(admin.does(200, "GET", "/v1/users")["items"]) == 3
    admin.does(200, "GET", "/v1/users/export")
    admin.does(204, "DELETE", "/v1/users/{id}", of=user)

    kinds = {event["type"] for event in admin.does(200, "GET", "/v1/events")["items"]}
    assert {"policy.changed", "user.invited", "authenticator.reset", "user.deleted"} <= kinds
    admin.does(200, "GET", "/v1/events/export.csv")
    admin.does(200, "GET", "/v1/events/export.jsonl")
    wanted = {Access.ADMIN, Access.ADMIN_FRESH}
    routes = {(route.method, route.path) for route in ROUTES if route.access in wanted}
    assert {(method, path) for method, path in routes - admin.used if "sso" not in path} == set()  # no provider here


def _join(deployed: Deployed, admin: Admin) -> tuple[str, smoke.Probe]:
    """A new member, invited twice, who has chosen a password by the mailed link."""
    member = smoke.Probe(admin.user.tenant, f"{token_hex(4)}@example.com", token_hex(16), "")
    new = {"email": member.email, "name": "Bo", "role": "member", "sign_in": "password"}
    user = admin.does(201, "POST", "/v1/users", new)["id"]
    admin.does(202, "POST", "/v1/users/{id}/invite", of=user)
    sent = smoke.call(smoke.Service(deployed.address), "GET", "/_ministack/ses/messages").body["messages"]
    texts = [mail["BodyText"] for mails in sent.values() for mail in mails if mail["To"] == [member.email]]
    token = re.findall(r"#(\S+)", texts[-1])[0]
    chosen = smoke.call(deployed.at, "POST", "/v1/password/reset", {"token": token, "password": member.password})
    smoke.expect(chosen, 204, "choosing a password")
    return user, member


def test_an_admin_looks_after_their_own_account_with_the_generated_role_alone(admin: Admin) -> None:
    challenge = admin.does(200, "POST", "/v1/me/authenticator")["challenge"]["token"]
    secret = admin.does(200, "POST", "/v1/enrolment", {"challenge": challenge})["secret"]
    code = smoke.code(secret, int(time.time()) // smoke.PERIOD)
    confirmed = admin.does(200, "POST", "/v1/enrolment/confirm", {"challenge": challenge, "code": code})
    admin.token = confirmed["session"]["token"]
    assert admin.does(200, "POST", "/v1/me/recovery-code")["recovery_code"]
    changed = admin.does(
        200, "PUT", "/v1/me/password", {"current": admin.user.password, "password": "another fine one"}
    )
    admin.token = changed["token"]
    [session] = admin.does(200, "GET", "/v1/me/sessions")["items"]
    admin.does(204, "DELETE", "/v1/me/sessions/{id}", of=session["id"])
