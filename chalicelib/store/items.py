"""Values as DynamoDB writes them: the few types that the records need, both ways."""

from collections.abc import Mapping
from typing import Any

Item = dict[str, Any]
"""A decoded row: plain Python values by attribute name."""


def encode(value: Any) -> dict[str, Any]:
    """A Python value -> an attribute value. `None` inside a mapping is left out: absent and null are one thing."""
    match value:
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case str():
            return {"S": value}
        case bytes():
            return {"B": value}
        case list():
            return {"L": [encode(each) for each in value]}
        case _:
            return {"M": encode_item(value)}


def encode_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """A row -> its attribute values."""
    return {name: encode(value) for name, value in item.items() if value is not None}


def decode(attribute: Mapping[str, Any]) -> Any:
    """An attribute value -> the Python value."""
    ((kind, value),) = attribute.items()
    match kind:
        case "N":
            return int(value)
        case "L":
            return [decode(each) for each in value]
        case "M":
            return decode_item(value)
        case _:
            return value


def decode_item(item: Mapping[str, Any]) -> Item:
    """Attribute values -> the row."""
    return {name: decode(value) for name, value in item.items()}
