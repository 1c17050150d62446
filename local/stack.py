"""The table and the key of the local service, made by CloudFormation from the same file as every deployment's."""

from dataclasses import dataclass
from pathlib import Path

import boto3
import yaml
from botocore.exceptions import ClientError

from emulator.failed import Failed

NAME = "postern-local"
TEMPLATE = Path(__file__).resolve().parents[1] / "infra" / "data.yaml"


@dataclass(frozen=True)
class Stack:
    """What the template made."""

    table: str
    key: str


def find() -> Stack | None:
    """The stack that an earlier start made, if any. Raises `Failed` where it was of another schema."""
    client = boto3.client("cloudformation")
    try:
        [stack] = client.describe_stacks(StackName=NAME)["Stacks"]
    except ClientError:
        return None
    if _resources(client.get_template(StackName=NAME)["TemplateBody"]) != _resources(TEMPLATE.read_text("utf-8")):
        raise Failed("infra/data.yaml has changed since the state was made: begin anew with FRESH=1.")
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    return Stack(table=outputs["TableName"], key=outputs["KeyArn"])


def create() -> Stack:
    """Make it, and wait until it is there."""
    client = boto3.client("cloudformation")
    environment = [{"ParameterKey": "Environment", "ParameterValue": "local"}]
    client.create_stack(StackName=NAME, TemplateBody=TEMPLATE.read_text("utf-8"), Parameters=environment)
    client.get_waiter("stack_create_complete").wait(StackName=NAME, WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    made = find()
    if made is None:
        raise LookupError(NAME)
    return made


def _resources(template: str) -> object:
    return yaml.safe_load(template)["Resources"]
