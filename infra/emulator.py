"""MiniStack as a whole AWS account for the environment `local`, and what has to be told to it apart."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from infra.release import Template
from local import environment
from local.ministack import Ministack

SERVICES = (
    "apigateway,cloudformation,cloudfront,cloudwatch,dynamodb,iam,kms,lambda,logs,s3,secretsmanager,ses,sns,ssm,sts"
)


class Account(Ministack):
    """An account with every service that the templates name; `is_strict` makes it enforce IAM policies."""

    def __init__(self, folder: Path, *, lock: int, is_strict: bool) -> None:
        super().__init__(folder, lock=lock)
        self._is_strict = is_strict

    def _environment(self) -> dict[str, str]:
        more = {"SERVICES": SERVICES, "PERSIST_STATE": "0", "AUTH": "true" if self._is_strict else "false"}
        return {**super()._environment(), **more, "AWS_ACCESS_KEY_ID": "test"}


@contextmanager
def running(*, is_strict: bool = False) -> Iterator[str]:
    """An empty account; answers its address, where the AWS SDK of this process goes from now on."""
    environment.isolate()
    os.environ["AWS_ACCESS_KEY_ID"] = "test"  # MiniStack's administrator
    with tempfile.TemporaryDirectory(prefix="postern-") as folder, (Path(folder) / "lock").open("w") as lock:
        account = Account(Path(folder) / "state", lock=lock.fileno(), is_strict=is_strict)
        account.start()
        environment.use_endpoint(account.url)
        try:
            yield account.url
        finally:
            account.stop()


def api_url(url: str, api: str) -> str:
    """Where MiniStack serves an API."""
    return f"{url}/restapis/{api}/api/_user_request_"


def teach(session: Any, template: Template, api: str) -> None:
    """MiniStack leaves the gateway's own answers in the API's description unread: give them one by one."""
    client = session.client("apigateway")
    answers = template["Resources"]["Api"]["Properties"]["Body"]["x-amazon-apigateway-gateway-responses"]
    for kind, answer in answers.items():
        given = {name: answer[name] for name in ("responseParameters", "responseTemplates")}
        client.put_gateway_response(restApiId=api, responseType=kind, statusCode=str(answer["statusCode"]), **given)
    client.create_deployment(restApiId=api, stageName="api")
