"""The templates' text, for what emulators leave out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from chalicelib import errors
from chalicelib.handlers import ROUTES
from chalicelib.settings import Settings
from infra import package, release, sdk, templates

pytestmark = pytest.mark.xdist_group("package")  # one build for all

Resources = dict[str, Any]


def test_cfn_lint_finds_nothing(build: Path) -> None:
    files = [str(build / f"{name}.json") for name in templates.STACKS]
    linter = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run([linter, "--regions", "eu-west-1", "--", *files], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("stage", release.STAGES)
def test_each_stage_gives_every_parameter_and_no_other(stage: str) -> None:
    declared = {name for stack in templates.STACKS for name in templates.load(stack)["Parameters"]}
    assert set(release.parameters(stage)) == declared - release.FOUND_OUT


def test_table_is_protected_backed_up_encrypted_and_forgets(resources: Resources) -> None:
    table = resources["Table"]
    assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")
    properties = table["Properties"]
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert properties["DeletionProtectionEnabled"] is True
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert properties["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    key = {"Fn::GetAtt": ["Key", "Arn"]}
    assert properties["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}


def test_key_is_kept_and_rotated(resources: Resources) -> None:
    key = resources["Key"]
    assert (key["DeletionPolicy"], key["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")
    assert key["Properties"]["EnableKeyRotation"] is True
    assert key["Properties"]["PendingWindowInDays"] == 30


def test_role_reaches_one_table_one_key_one_sender_and_one_log(resources: Resources) -> None:
    statements = {each["Sid"]: each for each in _role(resources)}
    arns = {sid: json.dumps(each["Resource"]) for sid, each in statements.items()}
    assert arns["Rows"].endswith(':table/${TableName}"}')
    assert arns["Index"].endswith(':table/${TableName}/index/by_owner"}')
    assert arns["Secrets"] == arns["TableUnderTheKey"] == '{"Ref": "KeyArn"}'
    assert statements["Mail"]["Resource"][0]["Fn::Sub"].endswith(":identity/${MailDomain}")
    assert arns["Logs"].endswith(':log-group:/aws/lambda/postern-${Environment}:*"}')
    assert set(statements) == {"Rows", "Index", "Secrets", "TableUnderTheKey", "Mail", "Logs"}


def test_role_allows_what_the_store_calls_and_no_more(resources: Resources) -> None:
    allowed = {sid: set(_actions(each)) for each in _role(resources) if (sid := each["Sid"])}
    not_actions = {"DescribeEndpoints", "TransactWriteItems"}  # allowed by the writes within
    assert allowed["Rows"] == {f"dynamodb:{name}" for name in sdk.OPERATIONS["dynamodb"] - not_actions}
    assert allowed["Secrets"] == {f"kms:{name}" for name in sdk.OPERATIONS["kms"]}
    assert allowed["Mail"] == {f"ses:{name}" for name in sdk.OPERATIONS["sesv2"]}


def _actions(statement: dict[str, Any]) -> list[str]:
    actions = statement["Action"]
    return [actions] if isinstance(actions, str) else actions


def test_role_uses_the_key_for_its_own_environment_only(resources: Resources) -> None:
    statements = {each["Sid"]: each for each in _role(resources)}
    environment = {"kms:EncryptionContext:environment": {"Ref": "Environment"}}
    assert statements["Secrets"]["Condition"] == {"StringEquals": environment}
    through = statements["TableUnderTheKey"]["Condition"]["StringEquals"]
    assert through["kms:ViaService"] == {"Fn::Sub": "dynamodb.${AWS::Region}.${AWS::URLSuffix}"}


def test_role_has_no_action_for_everything(resources: Resources) -> None:
    for statement in _role(resources):
        assert all(not action.endswith(":*") for action in _actions(statement))
        assert statement["Resource"] != "*"


def _role(resources: Resources) -> list[dict[str, Any]]:
    return list(resources["Role"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"])


def test_function_has_its_settings_and_size(resources: Resources, build: Path) -> None:
    properties = resources["Function"]["Properties"]
    assert properties["Architectures"] == ["arm64"]
    assert properties["Runtime"] == f"python{package.PYTHON[0]}.{package.PYTHON[1]}"
    assert 0 < properties["Timeout"] < 29  # the gateway's own limit
    assert properties["TracingConfig"] == {"Mode": "PassThrough"}
    variables = properties["Environment"]["Variables"]
    required = {f"POSTERN_{name.upper()}" for name, field in Settings.model_fields.items() if field.is_required()}
    assert required <= set(variables)
    assert variables["PYDANTIC_DISABLE_PLUGINS"] == "1"
    assert resources["Stage"]["Properties"]["TracingEnabled"] is False


def test_logs_end(resources: Resources) -> None:
    groups = [each for each in resources.values() if each["Type"] == "AWS::Logs::LogGroup"]
    assert len(groups) == 2
    assert all(each["Properties"]["RetentionInDays"] == {"Ref": "LogDays"} for each in groups)


def test_every_route_calls_the_alias(resources: Resources) -> None:
    paths = resources["Api"]["Properties"]["Body"]["paths"]
    assert set(paths) == {route.path for route in ROUTES}
    for methods in paths.values():
        for method in methods.values():
            uri = method["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"]
            assert uri.endswith("/functions/${Alias}/invocations")
    assert resources["Permission"]["Properties"]["FunctionName"] == {"Ref": "Alias"}


def test_gateway_answers_in_the_words_of_the_contract(resources: Resources) -> None:
    answers = resources["Api"]["Properties"]["Body"]["x-amazon-apigateway-gateway-responses"]
    known = {problem.code: problem.status for problem in errors.ALL}
    for answer in answers.values():
        body = json.loads(answer["responseTemplates"]["application/json"])
        assert known[body["code"]] == body["status"] == answer["statusCode"]
        headers = {
            name.removeprefix("gatewayresponse.header."): at for name, at in answer["responseParameters"].items()
        }
        assert headers["Content-Type"] == "'application/problem+json'"
        assert headers["Cache-Control"] == "'no-store'"
        assert headers["X-Content-Type-Options"] == "'nosniff'"
        assert headers["X-Request-Id"] == "context.requestId"
    codes = {
        kind: json.loads(answer["responseTemplates"]["application/json"])["code"] for kind, answer in answers.items()
    }
    assert codes["MISSING_AUTHENTICATION_TOKEN"] == "not_found"
    assert codes["REQUEST_TOO_LARGE"] == "too_large"
    assert codes["UNSUPPORTED_MEDIA_TYPE"] == "unsupported_media_type"
    assert codes["THROTTLED"] == "too_many_attempts"
    assert "gatewayresponse.header.Retry-After" in answers["THROTTLED"]["responseParameters"]


def test_what_hashes_or_guesses_is_throttled_on_its_own(resources: Resources) -> None:
    settings = {each["ResourcePath"]: each for each in resources["Stage"]["Properties"]["MethodSettings"]}
    known = {"/" + path.lstrip("/").replace("/", "~1") for path in resources["Api"]["Properties"]["Body"]["paths"]}
    assert {path.replace("/~1", "/") for path in settings if path != "/*"} <= known
    for route in ("login", "verification", "recovery", "password~1forgot", "password~1reset"):
        assert "ThrottlingRateLimit" in settings[f"/~1v1~1{route}"]
    assert settings["/*"]["DataTraceEnabled"] is False  # it would log bodies


@pytest.mark.parametrize(
    ("namespace", "metric"),
    [
        ("AWS/ApiGateway", "5XXError"),
        ("AWS/ApiGateway", "Latency"),
        ("AWS/Lambda", "Errors"),
        ("AWS/Lambda", "Throttles"),
        ("AWS/DynamoDB", "ReadThrottleEvents"),
        ("AWS/DynamoDB", "WriteThrottleEvents"),
        ("Postern", "Answers"),
        ("Postern", {"Fn::Sub": "KeyThrottles-${Environment}"}),
        ("Postern", {"Fn::Sub": "ColdStarts-${Environment}"}),
        ("Postern", {"Fn::Sub": "GatewayThrottles-${Environment}"}),
        ("AWS/ApiGateway", "Count"),
        ("AWS/CloudFront", "5xxErrorRate"),
        ("AWS/CertificateManager", "DaysToExpiry"),
        ("AWS/SES", "Reputation.BounceRate"),
        ("AWS/SES", "Reputation.ComplaintRate"),
    ],
)
def test_somebody_is_told(resources: Resources, namespace: str, metric: Any) -> None:
    alarms = [each["Properties"] for each in resources.values() if each["Type"] == "AWS::CloudWatch::Alarm"]
    telling = [alarm for alarm in alarms if "AlarmActions" in alarm]
    found = [alarm for alarm in telling if (namespace, metric) in _looks_at(alarm)]
    assert found
    assert all(alarm["AlarmActions"] in ([{"Ref": "AlarmTopicArn"}], [{"Ref": "EdgeAlarms"}]) for alarm in found)


def _looks_at(alarm: dict[str, Any]) -> list[tuple[str, Any]]:
    reckoned = [each["MetricStat"]["Metric"] for each in alarm.get("Metrics", []) if "MetricStat" in each]
    return [(metric["Namespace"], metric["MetricName"]) for metric in reckoned or [alarm]]


def test_somebody_is_told_when_the_key_is_in_danger(resources: Resources) -> None:
    rule = resources["KeyInDanger"]["Properties"]
    assert rule["EventPattern"]["detail"]["eventName"] == ["DisableKey", "ScheduleKeyDeletion"]
    assert rule["Targets"] == [{"Id": "alarms", "Arn": {"Ref": "Alarms"}}]


def test_a_canary_turns_back_by_itself(resources: Resources) -> None:
    group = resources["CanaryGroup"]["Properties"]
    assert group["AutoRollbackConfiguration"]["Enabled"] is True
    assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
    watched = {alarm["Name"]["Ref"] for alarm in group["AlarmConfiguration"]["Alarms"]}
    assert watched == {"NewCrashes", "NewFailures", "NewSlow"}
    condition, update, _ = resources["Alias"]["UpdatePolicy"]["Fn::If"]
    assert (condition, list(update)) == ("MovesByCanary", ["CodeDeployLambdaAliasUpdate"])
    assert "Canary10Percent" in release.parameters("prod")["Canary"]


def test_dashboard_is_json_with_all_its_widgets(resources: Resources) -> None:
    body = json.loads(resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])
    assert len(body["widgets"]) == len(yaml.safe_load((templates.HERE / "dashboard.yaml").read_text()))


def test_edge_speaks_tls_only_and_sets_the_policy_of_the_front_end(resources: Resources) -> None:
    config = resources["Distribution"]["Properties"]["DistributionConfig"]
    assert config["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert config["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "redirect-to-https"
    for api, pattern in zip(config["CacheBehaviors"], ("/v1/*", "/.well-known/*"), strict=True):
        assert (api["PathPattern"], api["ViewerProtocolPolicy"]) == (pattern, "https-only")
        assert api["TargetOriginId"] == "api"
    headers = resources["SiteHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert headers["ContentSecurityPolicy"]["ContentSecurityPolicy"] == (
        "default-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )


def test_a_version_is_named_by_what_it_is_made_of(build: Path) -> None:
    template, given = json.loads((build / "service.json").read_text()), release.parameters("prod")
    given |= {"Release": "a.zip", "TableName": "n", "KeyArn": "k", "Releases": "b", "AlarmTopicArn": "t"}
    given |= {"EdgeSecrets": "new old", "AtOnce": "no"}
    assert _names(template, given) == _names(template, given)
    others = ({"Release": "b.zip"}, {"WebUrl": "https://elsewhere.example.com"}, {"EdgeSecrets": "newer new"})
    versions = {_names(template, given | other)[0] for other in ({}, *others)}
    assert len(versions) == 4
    deployments = {_names(template, given | other)[1] for other in ({}, *others)}
    assert len(deployments) == 1
    assert _names(template, given | {"AtOnce": "yes"}) == _names(template, given)


def _names(template: release.Template, given: release.Parameters) -> tuple[str, str]:
    stamped, parameters = release.stamp(template, given)
    resources = stamped["Resources"]
    [version] = [name for name, each in resources.items() if each["Type"] == "AWS::Lambda::Version"]
    [deployment] = [name for name, each in resources.items() if each["Type"] == "AWS::ApiGateway::Deployment"]
    assert resources["Alias"]["Properties"]["FunctionVersion"] == {"Fn::GetAtt": [version, "Version"]}
    assert resources["Stage"]["Properties"]["DeploymentId"] == {"Ref": deployment}
    assert version == f"Version{parameters['Stamp']}"
    return version, deployment


def test_every_suppression_says_why(resources: Resources) -> None:
    for name, resource in resources.items():
        for skipped in resource.get("Metadata", {}).get("checkov", {}).get("skip", []):
            assert len(skipped["comment"]) > 30, (name, skipped)
