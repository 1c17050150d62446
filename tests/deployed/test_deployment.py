"""A deployment, from outside: the sign-in, the role's permissions one by one, the edge, and a bad version."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from infra import smoke, templates
from tests.deployed.conftest import Deployed

pytestmark = pytest.mark.xdist_group("deployed")

ROLE = templates.load("service")["Resources"]["Role"]["Properties"]["Policies"][0]
OUT_OF_REACH = {"TableUnderTheKey", "Logs"}
"""Statements that no emulator asks for: DynamoDB's own use of the key, and the log of the Lambda platform."""
PERMISSIONS = [
    (statement["Sid"], action)
    for statement in ROLE["PolicyDocument"]["Statement"]
    for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    if statement["Sid"] not in OUT_OF_REACH
]


def test_signs_in_with_the_generated_role_alone(deployed: Deployed) -> None:
    token = smoke.sign_in(deployed.at, deployed.another())
    assert smoke.call(deployed.at, "GET", "/v1/session", token=token).body["amr"] == ["pwd", "otp"]


def test_answers_for_itself_where_the_function_never_sees_the_request(deployed: Deployed) -> None:
    reply = smoke.call(deployed.at, "GET", "/v1/no-such-route")
    assert (reply.status, reply.media_type, reply.body["code"]) == (404, "application/problem+json", "not_found")


def test_the_function_and_the_edge_share_a_secret_of_this_environment(deployed: Deployed) -> None:
    session = boto3.Session()
    secret = session.client("secretsmanager").get_secret_value(SecretId="postern-local-edge")["SecretString"]
    function = session.client("lambda").get_function_configuration(FunctionName="postern-local", Qualifier="live")
    assert len(secret) == 43
    assert function["Environment"]["Variables"]["POSTERN_EDGE_SECRET"] == secret


def _login(deployed: Deployed) -> smoke.Reply:
    return smoke.login(deployed.at, deployed.user)


def _guess(deployed: Deployed) -> smoke.Reply:
    challenge = _login(deployed).body["challenge"]["token"]
    return smoke.call(deployed.at, "POST", "/v1/verification", {"challenge": challenge, "code": "000000"})


def _enrol(deployed: Deployed) -> smoke.Reply:
    challenge = deployed.call("POST", "/v1/me/authenticator").body["challenge"]["token"]
    return smoke.call(deployed.at, "POST", "/v1/enrolment", {"challenge": challenge})


def _import(deployed: Deployed) -> smoke.Reply:
    line = b"email,name,role\nbo@example.com,Bo,member\n"
    return deployed.call("POST", "/v1/users/import?dry_run=true", line, **{"Content-Type": "text/csv"})


def _myself(deployed: Deployed) -> str:
    return str(deployed.call("GET", "/v1/session").body["user"]["id"])


def _add_user(deployed: Deployed) -> smoke.Reply:
    new = {"email": f"{token_hex(4)}@example.com", "name": "Bo", "role": "member", "sign_in": "password"}
    return deployed.call("POST", "/v1/users", new)


def _remove_user(deployed: Deployed) -> smoke.Reply:
    user = smoke.expect(_add_user(deployed), 201, "a new user")
    return deployed.call("DELETE", f"/v1/users/{user['id']}")


def _forget(deployed: Deployed) -> smoke.Reply:
    body = {"tenant": deployed.user.tenant, "email": deployed.user.email}
    return smoke.call(deployed.at, "POST", "/v1/password/forgot", body)


STEPS: dict[tuple[str, str], Any] = {
    ("Rows", "dynamodb:BatchGetItem"): (_import, 200),
    ("Rows", "dynamodb:DeleteItem"): (_remove_user, 204),
    ("Rows", "dynamodb:GetItem"): (lambda it: it.call("GET", f"/v1/users/{_myself(it)}"), 200),
    ("Rows", "dynamodb:PutItem"): (_add_user, 201),
    ("Rows", "dynamodb:Query"): (lambda it: it.call("GET", "/v1/users"), 200),
    ("Rows", "dynamodb:UpdateItem"): (_login, 200),
    ("Index", "dynamodb:Query"): (lambda it: it.call("GET", f"/v1/events?user={_myself(it)}"), 200),
    ("Secrets", "kms:Decrypt"): (_guess, 401),
    ("Secrets", "kms:Encrypt"): (_enrol, 200),
    ("Mail", "ses:SendEmail"): (_forget, 202),
}
"""For each permission the request that needs it, and how that is answered."""


@pytest.mark.parametrize(("sid", "action"), PERMISSIONS)
def test_needs_each_permission_of_the_role(deployed: Deployed, sid: str, action: str) -> None:
    request, status = STEPS[sid, action]
    with _without(sid, action):
        assert request(deployed).status == 503
    assert request(deployed).status == status


@contextmanager
def _without(sid: str, action: str) -> Iterator[None]:
    """The function's role, less one permission."""
    session = boto3.Session()  # the default one may be somebody else's
    iam = session.client("iam")
    function = session.client("lambda").get_function_configuration(FunctionName="postern-local", Qualifier="live")
    names = {"RoleName": function["Role"].rpartition("/")[2], "PolicyName": ROLE["PolicyName"]}
    document: Any = iam.get_role_policy(**names)["PolicyDocument"]
    iam.put_role_policy(**names, PolicyDocument=json.dumps(_less(document, sid, action)))
    try:
        yield
    finally:
        iam.put_role_policy(**names, PolicyDocument=json.dumps(document))


def _less(document: Any, sid: str, action: str) -> Any:
    def remaining(statement: Any) -> list[str]:
        actions = [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
        return [each for each in actions if (statement["Sid"], each) != (sid, action)]

    statements = [each | {"Action": remaining(each)} for each in document["Statement"] if remaining(each)]
    assert statements != document["Statement"]
    return document | {"Statement": statements}


@pytest.mark.parametrize("path", ["/", "/acme", "/acme/password-reset"])
def test_serves_the_front_end_for_every_path_of_its(deployed: Deployed, path: str) -> None:
    site = deployed.deployment.stacks.outputs("edge")["Site"]
    boto3.Session().client("s3").put_object(
        Bucket=site, Key="index.html", Body=b"<!doctype html>", ContentType="text/html"
    )
    status, headers, body = _through_the_edge(deployed, path)
    assert (status, body) == (200, b"<!doctype html>")
    assert "require-trusted-types-for 'script'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"


def _through_the_edge(deployed: Deployed, path: str) -> tuple[int, dict[str, str], bytes]:
    host = deployed.deployment.stacks.outputs("edge")["DistributionDomain"]
    connection = HTTPConnection(urlsplit(deployed.address).netloc, timeout=30)
    connection.request("GET", path, headers={"Host": host, "X-Forwarded-Proto": "https"})
    with closing(connection), connection.getresponse() as response:
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()


def test_its_secret_is_replaced_without_a_refusal(deployed: Deployed) -> None:
    secrets = boto3.Session().client("secretsmanager")
    former = secrets.get_secret_value(SecretId="postern-local-edge")["SecretString"]
    secrets.put_secret_value(SecretId="postern-local-edge", SecretString="a" * 43)
    deployed.deployment.find()
    deployed.deployment.service(deployed.build)
    assert _by_the_edge(deployed) == 200  # which sends the former one still
    deployed.deployment.edge(deployed.build)
    assert _by_the_edge(deployed) == 200
    for secret, status in ((former, 200), ("a" * 43, 200), ("of nobody", 403)):
        at = smoke.Service.behind(deployed.at.url, secret)
        assert smoke.call(at, "GET", f"/v1/tenants/{deployed.user.tenant}").status == status


def _by_the_edge(deployed: Deployed) -> int:
    return smoke.call(deployed.deployment.origin, "GET", f"/v1/tenants/{deployed.user.tenant}").status
