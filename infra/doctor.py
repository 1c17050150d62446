"""`python -m infra.doctor STAGE`: what can be checked before STAGE is deployed; changes nothing.

An account of its own is young: it runs ten functions at once, and SES mails to nobody that it does not know.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import click
from botocore.exceptions import ClientError

from infra import account, release
from infra.deployment import EDGE_REGION
from infra.release import Parameters

UNRESERVED = 100
"""Requests at once that Lambda keeps for the account's other functions, whatever is reserved."""
ASK_FOR_MORE = (
    "To ask for more: aws service-quotas request-service-quota-increase --service-code lambda "
    "--quota-code L-B99A9384 --desired-value"
)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    is_good: bool
    said: str
    """What was found, and what helps where that is not good."""


def findings(session: Any, given: Parameters) -> Iterator[Finding]:
    """Look at everything; what may not be looked at is a finding too."""
    for what, check in CHECKS.items():
        try:
            is_good, said = check(session, given)
        except ClientError as error:
            is_good, said = False, str(error)
        yield Finding(what, is_good, said)


def _quota(session: Any, given: Parameters) -> tuple[bool, str]:
    limit = session.client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    needed = int(given["Concurrency"]) + UNRESERVED
    return limit >= needed, f"{limit} requests at once, {needed} needed. {ASK_FOR_MORE} {max(needed, 1000)}"


def _certificate(session: Any, given: Parameters) -> tuple[bool, str]:
    client = session.client("acm", region_name=EDGE_REGION)
    found = client.describe_certificate(CertificateArn=given["CertificateArn"])["Certificate"]
    names = {found["DomainName"], *found.get("SubjectAlternativeNames", [])}
    wildcard = f"*.{given['Domain'].partition('.')[2]}"
    is_good = found["Status"] == "ISSUED" and bool(names & {given["Domain"], wildcard})
    return is_good, f"{found['Status']} for {', '.join(sorted(names))}; ISSUED for {given['Domain']} is needed"


def _zone(session: Any, given: Parameters) -> tuple[bool, str]:
    pages = session.client("route53").get_paginator("list_hosted_zones").paginate()
    zones = [zone["Name"].rstrip(".") for page in pages for zone in page["HostedZones"]]
    found = [zone for zone in zones if f".{given['Domain']}".endswith(f".{zone}")]
    return bool(
        found
    ), f"{', '.join(found) or 'no hosted zone here'} for {given['Domain']}; DNS kept elsewhere serves as well"


def _mail(session: Any, given: Parameters) -> tuple[bool, str]:
    is_out = session.client("sesv2").get_account().get("ProductionAccessEnabled", False)
    is_said = given["SesSandbox"] == "yes"
    told = (
        "out of the sandbox"
        if is_out
        else "in the sandbox: it mails to verified addresses alone, and IAM asks for them"
    )
    return is_out != is_said, f"{told}; the stage's file says SesSandbox: {given['SesSandbox']}"


def _trail(session: Any, given: Parameters) -> tuple[bool, str]:  # noqa: ARG001 - every check is called alike
    trails = session.client("cloudtrail").describe_trails()["trailList"]
    return bool(trails), f"{len(trails)} trails; without one nobody is told that somebody disables the key"


Check = Callable[[Any, Parameters], tuple[bool, str]]
CHECKS: dict[str, Check] = {
    "Lambda": _quota,
    "certificate": _certificate,
    "DNS": _zone,
    "SES": _mail,
    "CloudTrail": _trail,
}


@click.command()
@click.argument("stage", type=click.Choice(release.STAGES))
def main(stage: str) -> None:
    """Check the account for STAGE; exit code 1 where something is missing."""
    with account.of(stage):
        session = account.agree(stage, yes=True)
        found = list(findings(session, release.parameters(stage)))
    for finding in found:
        click.echo(f"{'ok' if finding.is_good else 'LOOK':<5}{finding.what}: {finding.said}")
    if not all(finding.is_good for finding in found):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
