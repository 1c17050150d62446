"""MiniStack as a whole AWS account for the environment `local`, and what has to be told to it apart."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

from emulator import environment
from emulator.ministack import Ministack
from infra.release import Template

SERVICES = (
    "apigateway,cloudformation,cloudfront,cloudwatch,dynamodb,events,iam,kms,lambda,logs,"
    "s3,secretsmanager,ses,sns,ssm,sts"
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
    """An empty account; answers its address, where the AWS SDK of this process goes for as long as it runs."""
    before = dict(os.environ)
    environment.isolate()
    os.environ["AWS_ACCESS_KEY_ID"] = ADMINISTRATOR
    with tempfile.TemporaryDirectory(prefix="postern-") as folder, (Path(folder) / "lock").open("w") as lock:
        account = Account(Path(folder) / "state", lock=lock.fileno())
        account.start()
        environment.use_endpoint(account.url)
        try:
            yield account.url
        finally:
            account.stop()
            os.environ.clear()
            os.environ.update(before)


def api_url(url: str, api: str) -> str:
    """Where MiniStack serves an API."""
    return f"{url}/restapis/{api}/api/_user_request_"


def adapted(template: Template) -> Template:
    """The function's role without what MiniStack cannot match: condition keys of KMS, and the identity a mail is from.

    The tests of the template's text hold what is left out here.
    """
    copy = deepcopy(template)
    document = copy["Resources"]["Role"]["Properties"]["Policies"][0]["PolicyDocument"]
    document["Statement"] = [each for each in document["Statement"] if each["Sid"] != "TableUnderTheKey"]
    for statement in document["Statement"]:
        statement.pop("Condition", None)
        if statement["Sid"] == "Mail":
            statement["Resource"] = "*"
    return copy


def teach(session: Any, template: Template, api: str) -> None:
    """MiniStack leaves the gateway's own answers in the API's description unread: give them one by one."""
    client = session.client("apigateway")
    answers = template["Resources"]["Api"]["Properties"]["Body"]["x-amazon-apigateway-gateway-responses"]
    for kind, answer in answers.items():
        given = {name: answer[name] for name in ("responseParameters", "responseTemplates")}
        client.put_gateway_response(restApiId=api, responseType=kind, statusCode=str(answer["statusCode"]), **given)
    client.create_deployment(restApiId=api, stageName="api")
