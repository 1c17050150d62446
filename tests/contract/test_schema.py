"""The running service keeps to its own OpenAPI document, whatever is sent: as anybody, and as an admin."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.document import DOCUMENT
from tests.support.front_end import Company, SharedClock
from tests.support.service import Service

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def company(service: Service, clock: SharedClock) -> Company:
    company = Company(service, clock)
    company.set_policy("all")
    company.admin.sign_in()
    return company


pytestmark = pytest.mark.no_cover  # everything of ours runs in the service
schema = schemathesis.openapi.from_dict(DOCUMENT)
patient = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@schema.parametrize()
@patient
def test_anybody(case: schemathesis.Case[Any], service: Service) -> None:
    case.call_and_validate(base_url=service.url, checks=CHECKS)


@schema.parametrize()
@patient
def test_an_admin(case: schemathesis.Case[Any], company: Company) -> None:
    headers = {"Authorization": f"Bearer {company.admin.token}"}
    answer = case.call_and_validate(base_url=company.service.url, checks=CHECKS, headers=headers)
    if answer.status_code in {204, 401} and company.admin.call("GET", "/v1/policy").status != 200:
        company.admin.sign_in()
