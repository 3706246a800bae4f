"""From the form of an AWS query call to parameters typed as botocore's model has them.

Source: AWS query protocol, https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from iamtui.mock.errors import AwsError

Form = Mapping[str, str]
_PROTOCOL_KEYS = frozenset({"Action", "Version"})


def parse_parameters(form: Form, shape: Shape | None) -> dict[str, Any]:
    """The parameters in `form` that `shape` knows; what it does not know is ignored, as by AWS."""
    if not isinstance(shape, StructureShape):
        return {}
    tree = _tree({key: value for key, value in form.items() if key not in _PROTOCOL_KEYS})
    parsed: dict[str, Any] = _structure(tree, shape)
    return parsed


def _tree(form: Form) -> dict[str, Any]:
    """`{"Tags.member.1.Key": "a"}` as `{"Tags": {"member": {"1": {"Key": "a"}}}}`."""
    root: dict[str, Any] = {}
    for key, value in form.items():
        *parents, last = key.split(".")
        node = root
        for parent in parents:
            child = node.setdefault(parent, {})
            if not isinstance(child, dict):
                raise AwsError("MalformedInput", f"Unexpected list element termination at {key}")
            node = child
        node[last] = value
    return root


def _value(node: Any, shape: Shape) -> Any:
    if isinstance(shape, StructureShape):
        return _structure(node, shape)
    if isinstance(shape, ListShape):
        return _list(node, shape)
    if isinstance(shape, MapShape):
        return _map(node, shape)
    return _scalar(node, shape)


def _structure(node: Any, shape: StructureShape) -> dict[str, Any]:
    if not isinstance(node, dict):
        raise AwsError("MalformedInput", "A structure was expected.")
    return {
        name: _value(node[name], member) for name, member in shape.members.items() if name in node
    }


def _list(node: Any, shape: ListShape) -> list[Any]:
    if node == "":
        return []
    members = node.get("member", {}) if isinstance(node, dict) else None
    if not isinstance(members, dict) or not all(number.isdecimal() for number in members):
        raise AwsError("MalformedInput", "A list was expected.")
    return [_value(members[number], shape.member) for number in sorted(members, key=int)]


def _map(node: Any, shape: MapShape) -> dict[str, Any]:
    entries = node.get("entry", {}) if isinstance(node, dict) else None
    if not isinstance(entries, dict):
        raise AwsError("MalformedInput", "A map was expected.")
    parsed: dict[str, Any] = {}
    for entry in entries.values():
        if not isinstance(entry, dict) or not {"key", "value"} <= set(entry):
            raise AwsError("MalformedInput", "A key and its value were expected.")
        parsed[str(_scalar(entry["key"], shape.key))] = _value(entry["value"], shape.value)
    return parsed


def _scalar(node: Any, shape: Shape) -> Any:
    if not isinstance(node, str):
        raise AwsError("MalformedInput", "A value was expected.")
    try:
        if shape.type_name in ("integer", "long"):
            return int(node)
        if shape.type_name == "boolean":
            return {"true": True, "false": False}[node.lower()]
        if shape.type_name == "blob":
            return base64.b64decode(node, validate=True)
    except (ValueError, KeyError, binascii.Error) as error:
        raise AwsError("MalformedInput", f"Not a valid {shape.type_name}.") from error
    return node
