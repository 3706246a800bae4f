"""One API call that writes: service, operation, parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = str | int | bool | Sequence[str] | Sequence[Mapping[str, str]]
Parameters: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Call:
    """A call as boto3 takes it: `operation` and the keys of `parameters` in AWS's spelling."""

    operation: str
    parameters: Parameters
    service: str = "iam"


def text(parameters: Parameters, name: str) -> str:
    """The parameter `name`, which AWS's model says is a string; KeyError where it is missing."""
    value = parameters[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is not a string")
    return value


def texts(parameters: Parameters, name: str) -> tuple[str, ...]:
    """The parameter `name`, which AWS's model says is a list of strings."""
    value = parameters[name]
    if isinstance(value, (str, int)):
        raise TypeError(f"{name} is not a list")
    return tuple(item for item in value if isinstance(item, str))


def tags_of(parameters: Parameters) -> dict[str, str]:
    """The parameter `Tags`, a list of `{"Key": …, "Value": …}`, as a dictionary."""
    value = parameters["Tags"]
    if isinstance(value, (str, int)):
        raise TypeError("Tags is not a list")
    return {tag["Key"]: tag["Value"] for tag in value if isinstance(tag, Mapping)}
