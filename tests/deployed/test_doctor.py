"""The check before a deployment, on an emulated account: what is missing is named, and what is there is found."""

from typing import Any

import boto3
import pytest

from infra import doctor, emulator, release
from tests.deployed.conftest import Deployed

pytestmark = pytest.mark.xdist_group("deployed")


def _looked(given: release.Parameters) -> dict[str, doctor.Finding]:
    return {finding.what: finding for finding in doctor.findings(boto3.Session(), given)}


def test_names_what_an_empty_account_lacks_and_finds_it_once_it_is_there(deployed: Deployed) -> None:
    given = release.parameters("prod")
    with emulator.running():
        before = _looked(given)
        arn = _prepare(given["Domain"])
        after = _looked(given | {"CertificateArn": arn, "Concurrency": "10"})
    missing = {what for what, finding in before.items() if not finding.is_good}
    assert missing >= {"certificate", "DNS", "CloudTrail"}
    assert {what: finding.said for what, finding in after.items() if not finding.is_good} == {}


def _prepare(domain: str) -> str:
    session: Any = boto3.Session()
    session.client("route53").create_hosted_zone(Name=domain.partition(".")[2], CallerReference="test")
    session.client("s3").create_bucket(Bucket="trail")
    session.client("cloudtrail").create_trail(Name="all", S3BucketName="trail")
    arn: str = session.client("acm").request_certificate(DomainName=domain)["CertificateArn"]
    return arn


def test_says_how_to_ask_for_more_where_the_account_is_young(deployed: Deployed) -> None:
    found = _looked(release.parameters("prod") | {"Concurrency": "900"})["Lambda"]
    assert not found.is_good
    assert "request-service-quota-increase" in found.said


def test_says_where_the_stages_file_and_ses_differ(deployed: Deployed) -> None:
    assert _looked(release.parameters("prod"))["SES"].is_good
    assert not _looked(release.parameters("prod") | {"SesSandbox": "yes"})["SES"].is_good
