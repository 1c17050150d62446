"""The environment of a process that talks to the emulator: the caller's settings stay out, credentials above all."""

import os


def isolate() -> None:
    """Forget every setting of an AWS SDK and every proxy, and stand in others that open nothing."""
    for name in list(os.environ):
        if name.startswith("AWS_") or name.lower().endswith("_proxy"):
            del os.environ[name]
    os.environ.update(
        AWS_ACCESS_KEY_ID="local",
        AWS_SECRET_ACCESS_KEY="local",  # noqa: S106 (what MiniStack takes from anybody)
        AWS_DEFAULT_REGION="us-east-1",
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        AWS_EC2_METADATA_DISABLED="true",
    )


def use_endpoint(url: str) -> None:
    """Send every call of the AWS SDK there."""
    os.environ["AWS_ENDPOINT_URL"] = url
