"""The table and the key of the local service on MiniStack, made by CloudFormation from every deployment's file."""

from dataclasses import dataclass

import boto3
import yaml
from botocore.exceptions import ClientError

from emulator.failed import Failed
from local.table import NAME, OTHER_SCHEMA, TEMPLATE


@dataclass(frozen=True)
class Stack:
    """What the template made."""

    table: str
    key: str


def find() -> Stack | None:
    """The stack that an earlier start made, if any. Raises `Failed` where it was of another schema."""
    made = look_up()
    if made:
        before = boto3.client("cloudformation").get_template(StackName=NAME)["TemplateBody"]
        if _resources(before) != _resources(TEMPLATE.read_text("utf-8")):
            raise Failed(OTHER_SCHEMA)
    return made


def look_up() -> Stack | None:
    """The stack that an earlier start made, if any, whatever its schema."""
    try:
        [stack] = boto3.client("cloudformation").describe_stacks(StackName=NAME)["Stacks"]
    except ClientError:
        return None
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    return Stack(table=outputs["TableName"], key=outputs["KeyArn"])


def create() -> Stack:
    """Make it, and wait until it is there."""
    client = boto3.client("cloudformation")
    environment = [{"ParameterKey": "Environment", "ParameterValue": "local"}]
    client.create_stack(StackName=NAME, TemplateBody=TEMPLATE.read_text("utf-8"), Parameters=environment)
    client.get_waiter("stack_create_complete").wait(StackName=NAME, WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    made = look_up()
    if made is None:
        raise LookupError(NAME)
    return made


def _resources(template: str) -> object:
    return yaml.safe_load(template)["Resources"]
