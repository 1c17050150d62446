"""The AWS SDK as it is shipped: the version that the tests ran with, describing only what the service calls.

Lambda brings an SDK of its own, of a version that changes unasked. Botocore reads a description of each service from
JSON, megabytes of it, most of it about operations that nobody here calls; with only those that are, the first client
is made in a fifth of the time (docs/deployment.md has the figures).
"""

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

PACKAGES = ("botocore", "jmespath", "python-dateutil", "six", "urllib3")
OPERATIONS = {
    "dynamodb": {
        "BatchGetItem",
        "DeleteItem",
        "DescribeEndpoints",
        "GetItem",
        "PutItem",
        "Query",
        "TransactWriteItems",
        "UpdateItem",
    },
    "kms": {"Decrypt", "Encrypt"},
    "sesv2": {"SendEmail"},
}
"""What `chalicelib/store/` calls, and DynamoDB's endpoint discovery, which the SDK looks for by itself."""
ENDPOINTS = {"dynamodb", "kms", "email"}
WHOLE = ("partitions.json", "sdk-default-configuration.json", "_retry.json")


def pins(development: str, shipped: str) -> str:
    """The SDK's lines of the development pins, hashes and all, but for those that are shipped anyway."""
    blocks = [block for block in development.replace("\n    ", "\0    ").splitlines() if "==" in block]
    wanted = [b for b in blocks if b.split("==")[0] in PACKAGES and f"\n{b.split('==')[0]}==" not in f"\n{shipped}"]
    return "\n".join(wanted).replace("\0", "\n") + "\n"


def trim(package: Path) -> None:
    """Cut down the botocore of an unpacked package."""
    data = package / "botocore" / "data"
    kept = {name: _service(data, name, operations) for name, operations in OPERATIONS.items()}
    endpoints = _endpoints(_read(data / "endpoints.json"))
    whole = {name: _read(data / name) for name in WHOLE}
    shutil.rmtree(data)
    for name, (version, files) in kept.items():
        for file, content in files.items():
            _write(data / name / version / file, content)
    _write(data / "endpoints.json", endpoints)
    for file, content in whole.items():
        _write(data / file, content)


def _service(data: Path, name: str, operations: set[str]) -> tuple[str, dict[str, Any]]:
    folder = max((data / name).iterdir())
    files = {"service-2.json": _cut(_read(folder / "service-2.json"), operations)}
    return folder.name, files | {"endpoint-rule-set-1.json": _read(folder / "endpoint-rule-set-1.json")}


def _cut(model: dict[str, Any], operations: set[str]) -> dict[str, Any]:
    """The service's model with just those operations, the shapes that they reach, and no prose."""
    kept = {name: model["operations"][name] for name in sorted(operations)}
    reached: set[str] = set()
    waiting = _shapes(kept)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting |= _shapes(model["shapes"][name])
    shapes = {name: shape for name, shape in model["shapes"].items() if name in reached}
    return _silent({**model, "operations": kept, "shapes": shapes})  # type: ignore[no-any-return]


def _shapes(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["shape"]} if isinstance(value.get("shape"), str) else set()
        return own.union(*(_shapes(each) for each in value.values()))
    return set().union(*(_shapes(each) for each in value)) if isinstance(value, list) else set()


def _silent(value: Any) -> Any:
    if isinstance(value, dict):
        is_prose = isinstance(value.get("documentation"), str)
        return {key: _silent(each) for key, each in value.items() if not (is_prose and key == "documentation")}
    return [_silent(each) for each in value] if isinstance(value, list) else value


def _endpoints(endpoints: dict[str, Any]) -> dict[str, Any]:
    for partition in endpoints["partitions"]:
        partition["services"] = {name: at for name, at in partition["services"].items() if name in ENDPOINTS}
    return endpoints


def _read(path: Path) -> Any:
    packed = path.with_suffix(".json.gz")
    return json.loads(gzip.decompress(packed.read_bytes()) if packed.exists() else path.read_bytes())


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, separators=(",", ":")), "utf-8")
