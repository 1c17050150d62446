"""CloudFormation: a stack is changed by a change set, which is shown before it is carried out."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import ClientError, WaiterError

from infra.release import Parameters, Template, object_name

NEVER_MADE = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED"}
"""What a stack is called whose first creation failed: begun, and never there; it has to go before the next try."""
Confirm = Callable[[str, list[str]], bool]
"""Asked with the stack's name and one line for each change."""


class Declined(Exception):
    """Nobody confirmed the change set."""


class Refused(Exception):
    """CloudFormation could not make the stack as the template says; says why."""


class Stacks:
    """The stacks of one environment in one region, `postern-<environment>-<name>`."""

    def __init__(self, session: Any, environment: str, confirm: Confirm, *, region: str | None = None) -> None:
        self._client = session.client("cloudformation", region_name=region)
        self._s3 = session.client("s3")
        self._prefix = f"postern-{environment}"
        self._confirm = confirm
        self._wait = {"Delay": 1 if environment == "local" else 5, "MaxAttempts": 720}

    def apply(
        self, name: str, template: Template, given: Parameters, *, bucket: str | None = None, asks: bool = True
    ) -> Parameters:
        """Make the stack as the template says, and answer its outputs. Raises `Declined`, `Refused`."""
        stack = f"{self._prefix}-{name}"
        status = self.status(name)
        if status in NEVER_MADE:
            self._remove(stack)
        kind = "CREATE" if status in NEVER_MADE | {None} else "UPDATE"
        change = self._client.create_change_set(
            StackName=stack,
            ChangeSetName=f"deploy-{time.time_ns()}",
            ChangeSetType=kind,
            Capabilities=["CAPABILITY_IAM"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()],
            **self._body(template, bucket),
        )["Id"]
        if self._is_ready(change):
            if asks:
                self._ask(stack, change)
            self._carry_out(stack, change, kind)
        return self.outputs(name)

    def state(self, name: str) -> dict[str, Any] | None:
        """The stack as CloudFormation describes it; `None` where there is none."""
        try:
            found = self._client.describe_stacks(StackName=f"{self._prefix}-{name}")["Stacks"]
        except ClientError as error:
            if error.response["Error"]["Code"] == "ValidationError":
                return None
            raise
        return next((stack for stack in found if stack["StackStatus"] != "REVIEW_IN_PROGRESS"), None)

    def status(self, name: str) -> str | None:
        """Its status; `None` where there is no stack."""
        return (self.state(name) or {}).get("StackStatus")

    def cancel(self, name: str) -> None:
        """End an update that is under way, as a canary is, and wait until CloudFormation has undone it."""
        if self.status(name) == "UPDATE_IN_PROGRESS":
            self._client.cancel_update_stack(StackName=f"{self._prefix}-{name}")
        if (self.status(name) or "").endswith("_IN_PROGRESS"):
            waiter = self._client.get_waiter("stack_rollback_complete")
            waiter.wait(StackName=f"{self._prefix}-{name}", WaiterConfig=self._wait)

    def outputs(self, name: str) -> Parameters:
        """What the stack says of itself."""
        state = self.state(name) or {}
        return {output["OutputKey"]: output["OutputValue"] for output in state.get("Outputs", [])}

    def protect(self, name: str) -> None:
        """Let nobody delete the stack by mistake."""
        self._client.update_termination_protection(StackName=f"{self._prefix}-{name}", EnableTerminationProtection=True)

    def _body(self, template: Template, bucket: str | None) -> dict[str, str]:
        """The template itself, or, where it may be too long for that, where it lies."""
        text = json.dumps(template)
        if bucket is None:
            return {"TemplateBody": text}
        key = object_name(text.encode(), ".json")
        self._s3.put_object(Bucket=bucket, Key=key, Body=text.encode())
        return {"TemplateURL": f"https://s3.{self._s3.meta.region_name}.amazonaws.com/{bucket}/{key}"}

    def _is_ready(self, change: str) -> bool:
        """Whether there is anything to do."""
        try:
            self._client.get_waiter("change_set_create_complete").wait(ChangeSetName=change, WaiterConfig=self._wait)
        except WaiterError:
            found = self._client.describe_change_set(ChangeSetName=change)
            if not any(words in found.get("StatusReason", "") for words in ("didn't contain", "No updates")):
                raise
            self._client.delete_change_set(ChangeSetName=change)
            return False
        return True

    def _ask(self, stack: str, change: str) -> None:
        if not self._confirm(stack, list(self._lines(change))):
            self._client.delete_change_set(ChangeSetName=change)
            raise Declined(stack)

    def _carry_out(self, stack: str, change: str, kind: str) -> None:
        self._client.execute_change_set(ChangeSetName=change)
        waiter = self._client.get_waiter(f"stack_{kind.lower()}_complete")
        try:
            waiter.wait(StackName=stack, WaiterConfig=self._wait)
        except WaiterError:
            raise Refused("\n".join(self._reasons(stack))) from None

    def _remove(self, stack: str) -> None:
        self._client.delete_stack(StackName=stack)
        self._client.get_waiter("stack_delete_complete").wait(StackName=stack, WaiterConfig=self._wait)

    def _reasons(self, stack: str) -> Iterator[str]:
        """What failed, newest first, with CloudFormation's words."""
        for event in self._client.describe_stack_events(StackName=stack)["StackEvents"][:100]:
            if event["ResourceStatus"].endswith("_FAILED"):
                yield f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"

    def _lines(self, change: str) -> Iterator[str]:
        for page in self._client.get_paginator("describe_change_set").paginate(ChangeSetName=change):
            for each in (each["ResourceChange"] for each in page["Changes"]):
                replaced = "  REPLACED" if each.get("Replacement") == "True" else ""
                yield f"{each['Action']:<8}{each['LogicalResourceId']}  {each['ResourceType']}{replaced}"
