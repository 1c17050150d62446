"""MiniStack as a whole AWS account for the environment `local`, and what has to be told to it apart.

`python -m infra.emulator` serves one until Ctrl-C; with its address in `ACCOUNT`, commands use that one.
"""

import contextlib
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from emulator import environment
from emulator.ministack import Ministack
from infra.release import Template
from infra.smoke import Service

SERVICES = (
    "acm,apigateway,backup,cloudformation,cloudfront,cloudtrail,cloudwatch,dynamodb,events,iam,kms,lambda,logs,"
    "route53,s3,secretsmanager,ses,sns,ssm,sts"
)
ADMINISTRATOR = "test"
"""The access key that MiniStack takes for the account's own."""


class Account(Ministack):
    """An account with every service that the templates name, whose IAM policies are enforced."""

    def _environment(self) -> dict[str, str]:
        more = {"SERVICES": SERVICES, "PERSIST_STATE": "0", "AUTH": "true", "AWS_ACCESS_KEY_ID": ADMINISTRATOR}
        return {**super()._environment(), **more}


@contextmanager
def running() -> Iterator[str]:
    """An empty account, or the one in `ACCOUNT`; answers its address, where the AWS SDK of this process goes."""
    before = dict(os.environ)
    environment.isolate()
    os.environ["AWS_ACCESS_KEY_ID"] = ADMINISTRATOR
    try:
        if given := before.get("ACCOUNT"):
            environment.use_endpoint(given)
            yield given
        else:
            yield from _started()
    finally:
        os.environ.clear()
        os.environ.update(before)


def _started() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="postern-") as folder, (Path(folder) / "lock").open("w") as lock:
        account = Account(Path(folder) / "state", lock=lock.fileno())
        account.start()
        environment.use_endpoint(account.url)
        try:
            yield account.url
        finally:
            account.stop()


def api_url(url: str, api: str) -> str:
    """Where MiniStack serves an API."""
    return f"{url}/restapis/{api}/api/_user_request_"


def through_the_edge(url: str, domain: str) -> Service:
    """Where MiniStack serves a distribution: at its own address, by the host that is asked for."""
    return Service(url, {"Host": domain, "X-Forwarded-Proto": "https"})


def adapted(template: Template) -> Template:
    """A template without what MiniStack does not know: condition keys of KMS, the identity a mail is from, and alarms
    that reckon. The tests of the template's text hold what is left out here.
    """
    copy = deepcopy(template)
    for name in [name for name, each in copy["Resources"].items() if "Metrics" in each.get("Properties", {})]:
        del copy["Resources"][name]
    if "Role" in copy["Resources"]:
        _adapt_role(copy["Resources"]["Role"]["Properties"]["Policies"][0]["PolicyDocument"])
    return copy


def adapted_edge(template: Template, url: str, api: str) -> Template:
    """The edge, in front of where MiniStack really serves the API: at its own address, without TLS."""
    copy, address = deepcopy(template), urlsplit(url)
    [origin] = [each for each in _origins(copy) if each["Id"] == "api"]
    origin["DomainName"] = address.hostname
    origin["OriginPath"] = urlsplit(api_url(url, api)).path
    origin["CustomOriginConfig"] = {"OriginProtocolPolicy": "http-only", "HTTPPort": address.port}
    return copy


def _origins(template: Template) -> list[dict[str, Any]]:
    origins: list[dict[str, Any]] = template["Resources"]["Distribution"]["Properties"]["DistributionConfig"]["Origins"]
    return origins


def _adapt_role(document: Any) -> None:
    document["Statement"] = [each for each in document["Statement"] if each["Sid"] != "TableUnderTheKey"]
    for statement in document["Statement"]:
        statement.pop("Condition", None)
        if statement["Sid"] == "Mail":
            statement["Resource"] = "*"


def teach(session: Any, template: Template, api: str) -> None:
    """MiniStack leaves the gateway's own answers in the API's description unread: give them one by one."""
    client = session.client("apigateway")
    answers = template["Resources"]["Api"]["Properties"]["Body"]["x-amazon-apigateway-gateway-responses"]
    for kind, answer in answers.items():
        given = {name: answer[name] for name in ("responseParameters", "responseTemplates")}
        client.put_gateway_response(restApiId=api, responseType=kind, statusCode=str(answer["statusCode"]), **given)
    client.create_deployment(restApiId=api, stageName="api")


if __name__ == "__main__":
    with running() as address, contextlib.suppress(KeyboardInterrupt):
        print(f"ACCOUNT={address}", flush=True)  # noqa: T201 - the one thing to know
        signal.pause()
