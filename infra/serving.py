"""What serves: the version of the function that the alias names, and what each version was deployed from.

A version stays when the next one comes, so going back is one call and takes a second.
"""

import json
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from infra.release import Parameters, Template, object_name

SECRET = {"EdgeSecret", "EdgeSecrets"}
"""Parameters that are read anew at each deployment, and kept nowhere else."""


@dataclass(frozen=True)
class Deployed:
    """What the service stack was brought to, with a version."""

    template: Template
    given: Parameters
    before: int | None
    """The version that served until then."""


class Serving:
    """The alias of one environment's function."""

    def __init__(self, session: Any, stage: str, bucket: str) -> None:
        self._lambda = session.client("lambda")
        self._s3 = session.client("s3")
        self._bucket = bucket
        self._alias = {"FunctionName": f"postern-{stage}", "Name": "live"}

    def version(self) -> int | None:
        """The version that gets the traffic; `None` where nothing was ever deployed."""
        try:
            return int(self._lambda.get_alias(**self._alias)["FunctionVersion"])
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
            return None

    def send_to(self, version: int) -> None:
        """Give that version all traffic, at once."""
        alone: dict[str, Any] = {"AdditionalVersionWeights": {}}
        self._lambda.update_alias(**self._alias, FunctionVersion=str(version), RoutingConfig=alone)

    def remember(self, version: int, deployed: Deployed) -> None:
        """Keep what a version that passed its test was deployed from."""
        text = json.dumps(deployed.template).encode()
        template = object_name(text, ".json")
        given = {name: value for name, value in deployed.given.items() if name not in SECRET}
        note = {"template": template, "given": given, "before": deployed.before}
        self._s3.put_object(Bucket=self._bucket, Key=template, Body=text)
        self._s3.put_object(Bucket=self._bucket, Key=f"good/{version}.json", Body=json.dumps(note).encode())

    def recall(self, version: int) -> Deployed | None:
        """What `remember` was told; `None` where it was not."""
        if version not in self._good():
            return None
        note = self._read(f"good/{version}.json")
        return Deployed(self._read(note["template"]), note["given"], note["before"])

    def before(self, version: int) -> int | None:
        """What served before that version; for one that never passed its test, the newest older one that did."""
        deployed = self.recall(version)
        return deployed.before if deployed else max((good for good in self._good() if good < version), default=None)

    def _good(self) -> set[int]:
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix="good/")
        names = [each["Key"] for page in pages for each in page.get("Contents", [])]
        return {int(name.removeprefix("good/").removesuffix(".json")) for name in names}

    def forget_old(self, kept: int = 5) -> None:
        """Delete all versions but the newest few: with SnapStart each one costs by the hour."""
        pages = self._lambda.get_paginator("list_versions_by_function").paginate(
            FunctionName=self._alias["FunctionName"]
        )
        numbers = [int(each["Version"]) for page in pages for each in page["Versions"] if each["Version"] != "$LATEST"]
        for number in sorted(numbers)[:-kept]:
            if number != self.version():
                self._lambda.delete_function(FunctionName=self._alias["FunctionName"], Qualifier=str(number))
                self._s3.delete_object(Bucket=self._bucket, Key=f"good/{number}.json")

    def _read(self, key: str) -> Any:
        return json.loads(self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read())
