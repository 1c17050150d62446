"""The secret by which the edge proves itself: which values count, so that one can be replaced without an outage.

Secrets Manager keeps the value and the one before. The function accepts both, the edge sends the newer one, and the
function is deployed before the edge: so no moment comes at which the edge sends what the function does not accept.
"""

from typing import Any

from botocore.exceptions import ClientError


def values(session: Any, secret: str) -> list[str]:
    """What counts, the newer one first."""
    client = session.client("secretsmanager")
    return [value for stage in ("AWSCURRENT", "AWSPREVIOUS") if (value := _value(client, secret, stage))]


def _value(client: Any, secret: str, stage: str) -> str | None:
    try:
        return str(client.get_secret_value(SecretId=secret, VersionStage=stage)["SecretString"])
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        return None
