"""What the real AWS minds and no emulator does: each was wrong once, and found in AWS's own documents."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from infra import release, templates

pytestmark = pytest.mark.xdist_group("package")  # one build for all

Resources = dict[str, Any]
REFUSED_BY_CLOUDFRONT = re.compile(
    "(X-Edge-|X-Amz-|X-Cache|Proxy-)|(Host|Authorization|Connection|Cookie|Via|TE)$", re.IGNORECASE
)
STATEFUL = {"Table", "Key", "Releases", "Mail", "Backups", "GatewayLogRole", "GatewayAccount"}


def _distribution(resources: Resources) -> Any:
    return resources["Distribution"]["Properties"]["DistributionConfig"]


def test_cloudfront_takes_the_name_of_the_secrets_header(resources: Resources) -> None:
    [api] = [origin for origin in _distribution(resources)["Origins"] if origin["Id"] == "api"]
    [header] = api["OriginCustomHeaders"]
    assert not REFUSED_BY_CLOUDFRONT.match(header["HeaderName"])


def test_the_application_reads_the_secret_where_the_edge_writes_it(resources: Resources) -> None:
    [api] = [origin for origin in _distribution(resources)["Origins"] if origin["Id"] == "api"]
    [header] = api["OriginCustomHeaders"]
    source = (templates.HERE.parent / "chalicelib" / "http" / "admission.py").read_text()
    assert f'"{header["HeaderName"].lower()}"' in source


def test_eventbridge_publishes_by_a_statement_without_a_condition(resources: Resources) -> None:
    statements = resources["AlarmsPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    of_events = [each for each in statements if "events.amazonaws.com" in json.dumps(each["Principal"])]
    assert of_events
    assert not any("Condition" in each for each in of_events)
    assert all("Condition" in each for each in statements if each not in of_events)


def _run(script: str, call: str) -> Any:
    node = shutil.which("node")
    assert node, "Node runs the functions of the edge"
    program = f"{script}\nPromise.resolve({call}).then((it) => console.log(JSON.stringify(it)))"
    done = subprocess.run([node, "-e", program], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _renamed(resources: Resources, headers: dict[str, str]) -> dict[str, str]:
    given = {name: [{"key": name, "value": value}] for name, value in headers.items()}
    event = {"Records": [{"cf": {"response": {"status": "401", "headers": given}}}]}
    answer = _run(resources["Renaming"]["Properties"]["Code"]["ZipFile"], f"exports.handler({json.dumps(event)})")
    return {name: entries[0]["value"] for name, entries in answer["headers"].items()}


def test_www_authenticate_gets_its_name_back(resources: Resources) -> None:
    challenge = 'Bearer error="insufficient_user_authentication"'
    found = _renamed(resources, {"x-amzn-remapped-www-authenticate": challenge, "etag": '"1"'})
    assert found == {"www-authenticate": challenge, "etag": '"1"'}
    assert _renamed(resources, {"etag": '"1"'}) == {"etag": '"1"'}


def test_it_gets_it_back_where_cloudfront_has_an_event_for_answers_of_400_and_above(resources: Resources) -> None:
    for behaviour in _distribution(resources)["CacheBehaviors"]:
        [function] = behaviour["LambdaFunctionAssociations"]
        assert function == {"EventType": "origin-response", "LambdaFunctionARN": {"Ref": "RenamingVersion"}}
        assert {each["EventType"] for each in behaviour["FunctionAssociations"]} == {"viewer-request"}
    properties = resources["Renaming"]["Properties"]
    assert not {"Environment", "VpcConfig", "Architectures", "ReservedConcurrentExecutions"} & set(properties)
    assert properties["MemorySize"] <= 128


def _seen(resources: Resources, uri: str) -> Any:
    event = {
        "viewer": {"ip": "2001:db8::1"},
        "request": {"uri": uri, "headers": {"x-viewer-address": {"value": "a lie"}}},
    }
    return _run(resources["Viewer"]["Properties"]["FunctionCode"], f"handler({json.dumps(event)})")


@pytest.mark.parametrize(
    ("uri", "becomes"),
    [
        ("/v1/login", "/v1/login"),
        ("/.well-known/openid-configuration", "/.well-known/openid-configuration"),
        ("/acme/password-reset", "/index.html"),
        ("/", "/index.html"),
        ("/assets/main-abc.js", "/assets/main-abc.js"),
        ("/v1x/login", "/index.html"),
    ],
)
def test_the_visitors_address_is_always_the_edges_word(resources: Resources, uri: str, becomes: str) -> None:
    request = _seen(resources, uri)
    assert request["headers"]["x-viewer-address"] == {"value": "2001:db8::1"}
    assert request["uri"] == becomes


def test_what_has_state_is_kept_once_it_was_made_and_not_before(resources: Resources) -> None:
    kept = {name for name, each in resources.items() if each.get("DeletionPolicy")}
    assert kept >= STATEFUL
    assert {resources[name]["DeletionPolicy"] for name in kept} == {"RetainExceptOnCreate"}


def test_nothing_that_may_fail_is_made_after_the_table_that_cannot_be_deleted(resources: Resources) -> None:
    assert resources["Table"]["Properties"]["DeletionProtectionEnabled"] is True
    assert set(templates.load("data")["Resources"]) - {"Table"} <= {"Key", *resources["Table"]["DependsOn"]}


def test_versions_and_their_roles_outlive_the_next_deployment(resources: Resources) -> None:
    for name in ("Version", "Role"):
        policies = resources[name]["DeletionPolicy"], resources[name]["UpdateReplacePolicy"]
        assert policies == ("RetainExceptOnCreate", "Retain")


def _stamped(build: Path, **more: str) -> tuple[Resources, release.Parameters]:
    template, given = json.loads((build / "service.json").read_text()), release.parameters("prod")
    given |= {
        "Release": "a.zip",
        "KeyArn": "k",
        "Releases": "b",
        "AlarmTopicArn": "t",
        "EdgeSecrets": "s",
        "AtOnce": "no",
    }
    stamped, parameters = release.stamp(template, given | {"TableName": "postern-prod"} | more)
    return stamped["Resources"], parameters


def test_a_restored_table_comes_with_a_role_of_its_own_so_that_the_old_version_keeps_the_old_one(build: Path) -> None:
    roles = []
    for table in ("postern-prod", "postern-prod-restored"):
        resources, _ = _stamped(build, TableName=table)
        [role] = [name for name in resources if re.fullmatch("Role[0-9a-f]{12}", name)]
        assert resources["Function"]["Properties"]["Role"] == {"Fn::GetAtt": [role, "Arn"]}
        roles.append(role)
    assert len(set(roles)) == 2


def test_what_heals_does_not_wait_for_a_canary(resources: Resources) -> None:
    conditions = templates.load("service")["Conditions"]
    wanted = [{"Condition": "HasCanary"}, {"Fn::Equals": [{"Ref": "AtOnce"}, "no"]}]
    assert conditions["MovesByCanary"] == {"Fn::And": wanted}
    assert resources["Alias"]["UpdatePolicy"]["Fn::If"][0] == "MovesByCanary"


def test_a_canary_is_judged_by_the_new_version_alone(resources: Resources, build: Path) -> None:
    for name in ("NewCrashes", "NewSlow"):
        dimensions = {each["Name"]: each["Value"] for each in resources[name]["Properties"]["Dimensions"]}
        assert dimensions["ExecutedVersion"] == {"Fn::GetAtt": ["Version", "Version"]}
    assert resources["NewFailures"]["Properties"]["Dimensions"] == [{"Name": "release", "Value": {"Ref": "Stamp"}}]
    variables = resources["Function"]["Properties"]["Environment"]["Variables"]
    assert variables["POSTERN_RELEASE"] == {"Ref": "Stamp"}
    assert set(resources["Alias"]["DependsOn"]) == {"NewCrashes", "NewFailures", "NewSlow"}
    _, parameters = _stamped(build)
    assert re.fullmatch("[0-9a-f]{12}", parameters["Stamp"])


def test_nobody_is_woken_by_a_single_request(resources: Resources) -> None:
    for name, each in resources.items():
        if each["Type"] != "AWS::CloudWatch::Alarm":
            continue
        alarm = each["Properties"]
        if "ExtendedStatistic" in alarm:
            assert alarm["EvaluateLowSampleCountPercentile"] == "ignore", name
        if alarm.get("MetricName") in ["Errors", "Throttles", "ReadThrottleEvents", "WriteThrottleEvents"]:
            assert alarm["Threshold"] >= 2, name
        if "Metrics" in alarm:
            assert re.search(r"IF\(\w+ >= \d+,", alarm["Metrics"][-1]["Expression"]), name


@pytest.mark.parametrize("operation", ["Decrypt", "Encrypt"])
def test_throttling_by_the_key_is_counted_for_sealing_and_opening(resources: Resources, operation: str) -> None:
    filters = [each["Properties"] for each in resources.values() if each["Type"] == "AWS::Logs::MetricFilter"]
    line = f'"ThrottlingException" "calling the {operation} operation"'
    [found] = [each for each in filters if each["FilterPattern"] == line]
    assert found["MetricTransformations"][0]["MetricName"] == {"Fn::Sub": "KeyThrottles-${Environment}"}


def test_one_laptop_cannot_shut_a_route_for_everybody(resources: Resources) -> None:
    for setting in resources["Stage"]["Properties"]["MethodSettings"]:
        assert setting["ThrottlingRateLimit"] in ({"Ref": "SteadyRate"}, {"Ref": "SignInRate"})
    assert int(release.parameters("prod")["SignInRate"]) >= 500


def test_the_function_is_bounded_where_no_rate_bounds_the_sum(resources: Resources) -> None:
    bound = resources["Function"]["Properties"]["ReservedConcurrentExecutions"]
    assert bound == {"Fn::If": ["HasBound", {"Ref": "Concurrency"}, {"Ref": "AWS::NoValue"}]}
    assert int(release.parameters("prod")["Concurrency"]) > 0


def test_metrics_for_each_method_which_cost_and_which_nobody_reads_are_off(resources: Resources) -> None:
    assert {each["MetricsEnabled"] for each in resources["Stage"]["Properties"]["MethodSettings"]} == {False}


def test_the_log_of_the_gateway_claims_no_visitors_address(resources: Resources) -> None:
    line = json.loads(resources["Stage"]["Properties"]["AccessLogSetting"]["Format"])
    assert "address" not in line
    assert line["edge_address"] == "$context.identity.sourceIp"
    assert line["request_id"] == "$context.requestId"


def test_in_the_sandbox_of_ses_the_recipient_is_allowed_too(resources: Resources) -> None:
    statements = resources["Role"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    [mail] = [each["Resource"] for each in statements if each["Sid"] == "Mail"]
    condition, everybody, nothing = mail[1]["Fn::If"]
    assert condition == "IsInSandbox"
    assert everybody["Fn::Sub"].endswith(":identity/*")
    assert nothing == {"Ref": "AWS::NoValue"}
    assert release.parameters("dev")["SesSandbox"] == "yes"
    assert release.parameters("prod")["SesSandbox"] == "no"


def test_clients_are_made_and_snapshots_taken_before_the_first_request(resources: Resources) -> None:
    properties = resources["Function"]["Properties"]
    assert properties["Handler"] == "function.handler"
    assert properties["SnapStart"] == {"ApplyOn": {"Fn::If": ["HasSnapStart", "PublishedVersions", "None"]}}
    assert "deps.current()" in (templates.HERE / "function.py").read_text()


def test_copies_go_to_another_vault_only_where_there_is_one(resources: Resources) -> None:
    backups = {name: each for name, each in resources.items() if each["Type"].startswith("AWS::Backup::")}
    assert {each["Condition"] for each in backups.values()} == {"HasBackups"}
    [rule] = backups["BackupPlan"]["Properties"]["BackupPlan"]["BackupPlanRule"]
    assert rule["CopyActions"][0]["DestinationBackupVaultArn"] == {"Ref": "BackupVaultArn"}
