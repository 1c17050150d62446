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
FOUND_OUT = {
    "ApiDomain",
    "AlarmTopicArn",
    "AtOnce",
    "EdgeSecret",
    "EdgeSecrets",
    "KeyArn",
    "Release",
    "Releases",
    "Stamp",
    "TableName",
}
"""Parameters that a deployment knows by itself; all others stand in the stage's file, which may state these too."""
MADE_OF = {"Role": "Role", "Version": "Function", "Deployment": "Api", "RenamingVersion": "Renaming"}
"""What cannot change afterwards, and the resource whose properties it is made of. The role comes first: the function
names it, so that a version is also made of what it may do."""
STAGES = sorted(path.stem for path in (HERE / "stages").glob("*.yaml"))


def parameters(stage: str) -> Parameters:
    """What the stage's file says."""
    given = yaml.safe_load((HERE / "stages" / f"{stage}.yaml").read_text("utf-8"))
    return {"Environment": stage, **{name: str(value) for name, value in given.items()}}


def wanted(template: Template, given: Parameters) -> Parameters:
    """Those of the parameters that a template declares, less `Stamp`. Raises `KeyError` where one is missing."""
    return {name: given[name] for name in template["Parameters"] if name != "Stamp"}


def object_name(content: bytes, suffix: str) -> str:
    """Where a file goes in the bucket of releases: a name made of its content, so that nothing is ever overwritten."""
    return f"{hashlib.sha256(content).hexdigest()[:32]}{suffix}"


def stamp(template: Template, given: Parameters) -> tuple[Template, Parameters]:
    """Name what cannot change by what it is made of; answers the template so, and the parameters with `Stamp`.

    CloudFormation makes a new resource only for a new name, and Lambda refuses a second version of the same content.
    """
    names = {}
    for name, source in MADE_OF.items():
        if name in template["Resources"]:
            names[name] = _digest(template["Resources"][source]["Properties"], given)
            template = _renamed(template, name, f"{name}{names[name]}")
    return template, given | ({"Stamp": names["Version"]} if "Version" in names else {})


def _renamed(template: Template, name: str, stamped: str) -> Template:
    text = json.dumps(template)
    text = text.replace(f'"{name}": {{"Type"', f'"{stamped}": {{"Type"')
    text = text.replace(f'{{"Ref": "{name}"}}', f'{{"Ref": "{stamped}"}}')
    text = text.replace(f'{{"Fn::GetAtt": ["{name}", ', f'{{"Fn::GetAtt": ["{stamped}", ')
    return json.loads(text)  # type: ignore[no-any-return]


def _digest(properties: Any, given: Parameters) -> str:
    text = json.dumps(properties, sort_keys=True)
    used = {name: value for name, value in given.items() if re.search(rf'"Ref": "{name}"|\${{{name}}}', text)}
    return hashlib.sha256(f"{text}{json.dumps(used, sort_keys=True)}".encode()).hexdigest()[:12]
