"""The AWS account that a command is about to change: whose it is, and where; asked before anything is done."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import click

from infra import emulator


@contextmanager
def of(stage: str) -> Iterator[str | None]:
    """The account of a stage; answers the emulator's address where it is one. `local` is empty, and ends with it."""
    if stage == "local":
        with emulator.running() as address:
            yield address
    else:
        yield None


def agree(stage: str, *, yes: bool) -> Any:
    """The SDK's session, once somebody has agreed to change that account in that region. Raises `ClickException`."""
    session = boto3.Session()
    if not session.region_name:
        raise click.ClickException("No region is set, so nothing was touched: set AWS_DEFAULT_REGION.")
    who = session.client("sts").get_caller_identity()
    click.echo(f"{stage}: account {who['Account']}, region {session.region_name}, as {who['Arn']}")
    if not yes and not click.confirm("Go on?"):
        raise click.ClickException("Nothing was touched.")
    return session
