"""The templates as they are deployed: those of this folder, with what is better known elsewhere put in."""

import json
from pathlib import Path
from typing import Any

import yaml

from infra.refusals import gateway_responses

HERE = Path(__file__).parent
STACKS = ("data", "ground", "service", "edge")
Template = dict[str, Any]


def load(name: str) -> Template:
    """One template of this folder."""
    template: Template = yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))
    return template


def service(chalice: Template, *, runtime: str, architecture: str) -> Template:
    """The service's template, with the routes of the template that Chalice wrote."""
    template = load("service")
    resources = template["Resources"]
    resources["Function"]["Properties"] |= {"Runtime": runtime, "Architectures": [architecture]}
    api = resources["Api"]["Properties"]
    api["Body"] = _routes(chalice["Resources"]["RestAPI"]["Properties"]["DefinitionBody"])
    api["Body"]["info"]["title"] = api["Name"]  # an import takes its name from here
    resources["Dashboard"]["Properties"]["DashboardBody"] = {"Fn::Sub": json.dumps(_dashboard())}
    return template


def _routes(body: Any) -> Any:
    """Chalice calls the newest code of the function; every route is to call the alias, which a canary moves."""
    text = json.dumps(body)
    rewritten = text.replace("${APIHandler.Arn}", "${Alias}")
    if "APIHandler" in rewritten or "${Alias}" not in rewritten:
        raise ValueError("Chalice names the function in a way that is not known here")
    return json.loads(rewritten) | {"x-amazon-apigateway-gateway-responses": gateway_responses()}


def _dashboard() -> dict[str, Any]:
    widgets = yaml.safe_load((HERE / "dashboard.yaml").read_text("utf-8"))
    return {"widgets": [_widget(number, widget) for number, widget in enumerate(widgets)]}


def _widget(number: int, widget: dict[str, Any]) -> dict[str, Any]:
    place = {"x": number % 2 * 12, "y": number // 2 * 6, "width": 12, "height": 6}
    return {"type": "metric", **place, "properties": {"region": "${AWS::Region}", "period": 60, **widget}}
