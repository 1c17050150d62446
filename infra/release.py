"""A release: the packaged templates with what only a deployment knows."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import yaml

Template = dict[str, Any]
Parameters = dict[str, str]
HERE = Path(__file__).parent
STAGES = sorted(path.stem for path in (HERE / "stages").glob("*.yaml"))


def parameters(stage: str) -> Parameters:
    """What the stage's file says."""
    given = yaml.safe_load((HERE / "stages" / f"{stage}.yaml").read_text("utf-8"))
    return {"Environment": stage, **{name: str(value) for name, value in given.items()}}


def wanted(template: Template, given: Parameters) -> Parameters:
    """Those of the parameters that a template declares. Raises `KeyError` where one is missing."""
    return {name: given[name] for name in template["Parameters"]}


def object_name(content: bytes, suffix: str) -> str:
    """Where a file goes in the bucket of releases: a name made of its content, so that nothing is ever overwritten."""
    return f"{hashlib.sha256(content).hexdigest()[:32]}{suffix}"


def stamp(template: Template, given: Parameters) -> Template:
    """Name the function's version and the API's deployment by what they are made of: neither can change afterwards.

    CloudFormation makes a new one only for a new name, and Lambda refuses a second version of the same content.
    """
    resources = template["Resources"]
    names = {
        "Version": f"Version{_digest(resources['Function']['Properties'], given)}",
        "Deployment": f"Deployment{_digest(resources['Api']['Properties'], given)}",
    }
    text = json.dumps(template)
    for name, stamped in names.items():
        text = text.replace(f'"{name}": {{"Type"', f'"{stamped}": {{"Type"')
        text = text.replace(f'{{"Ref": "{name}"}}', f'{{"Ref": "{stamped}"}}')
        text = text.replace(f'{{"Fn::GetAtt": ["{name}", ', f'{{"Fn::GetAtt": ["{stamped}", ')
    return json.loads(text)  # type: ignore[no-any-return]


def _digest(properties: Any, given: Parameters) -> str:
    text = json.dumps(properties, sort_keys=True)
    used = {name: value for name, value in given.items() if re.search(rf'"Ref": "{name}"|\${{{name}}}', text)}
    return hashlib.sha256(f"{text}{json.dumps(used, sort_keys=True)}".encode()).hexdigest()[:12]
