"""The parts of a policy case: its request and its policies, from JSON values with their texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import TypeAlias

from iamtui.errors import UsageError
from iamtui.policy.json_slices import Json, Number, Slice
from iamtui.policy.layers import Layers, NamedPolicy, Policies
from iamtui.policy.principal import Principal
from iamtui.policy.request import Request
from iamtui.policy.variables import Unknown

Members: TypeAlias = Mapping[str, Slice]


class UnreadableCase(UsageError):
    """A policy case is not written as it should be."""


def read_request(fields: Members, now: datetime | None) -> Request:
    """The request of a case; raises UnreadableCase."""
    found = fields.get("request")
    request = _object(None if found is None else found.value, "The request")
    arn = _string(request, "principal")
    try:
        principal = _principal(arn)
    except ValueError:
        raise UnreadableCase(f"{arn[:200]!r} is not the ARN of a principal.") from None
    given = request.get("context")
    context = {} if given is None else _object(given, "The context")
    account = request.get("resourceAccount")
    return Request(
        principal=principal,
        action=_action(request),
        resource=_string(request, "resource"),
        context={
            key: _context_value(key, value) for key, value in context.items() if value is not None
        },
        resource_account=None if account is None else _scalar(account, "resourceAccount"),
        now=now,
    )


@lru_cache(maxsize=4096)
def _principal(arn: str) -> Principal:
    """The same principal makes many requests."""
    return Principal.parse(arn)


def _object(value: Json | list[Slice], name: str) -> dict[str, Json]:
    if isinstance(value, dict):
        return value
    raise UnreadableCase(f"{name} is not a JSON object.")


def _string(fields: dict[str, Json], name: str) -> str:
    value = fields.get(name)
    if isinstance(value, str) and value:
        return value
    raise UnreadableCase(f"The request has no {name}.")


def _action(fields: dict[str, Json]) -> str:
    """One action: a pattern of many has not one verdict."""
    action = _string(fields, "action")
    service, _, name = action.partition(":")
    if not service or not name or "*" in action or "?" in action:
        raise UnreadableCase(f"{action[:200]!r} is not one action, such as s3:GetObject.")
    return action


def _scalar(value: Json, name: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Number):
        return value.text
    if isinstance(value, bool):
        return "true" if value else "false"
    raise UnreadableCase(f"{name[:200]} is neither a text nor a number.")


def _context_value(key: str, value: Json) -> str | tuple[str, ...]:
    if isinstance(value, list):
        return tuple([_scalar(item, key) for item in value])
    return _scalar(value, key)


def read_layers(fields: Members, line: str) -> Layers:
    """The policies of a case, as they are written in its line; raises UnreadableCase."""
    reader = _Reader(fields, line)
    return Layers(
        identity=reader.several("identityPolicies"),
        groups=reader.several("groupPolicies"),
        boundary=reader.one("permissionsBoundary"),
        session=reader.several("sessionPolicies") or None,
        scps=reader.levels("scps"),
        rcps=reader.levels("rcps"),
        resource_policy=reader.resource_policy("resourcePolicy"),
    )


class _Reader:
    def __init__(self, fields: Members, line: str) -> None:
        self._fields = fields
        self._line = line

    def one(self, name: str) -> NamedPolicy | None:
        found = self._present(name)
        return None if found is None else self._policy(name, found)

    def several(self, name: str) -> Policies:
        found = self._present(name)
        return () if found is None else self._list(name, found)

    def levels(self, name: str) -> tuple[Policies, ...]:
        found = self._present(name)
        if found is None:
            return ()
        if not isinstance(found.value, list):
            raise UnreadableCase(f"{name} is not a list of levels.")
        levels = enumerate(found.value)
        return tuple([self._list(f"{name}[{index}]", level) for index, level in levels])

    def resource_policy(self, name: str) -> NamedPolicy | Unknown | None:
        found = self._present(name)
        if found is not None and found.value == Unknown.UNKNOWN.value:
            return Unknown.UNKNOWN
        return None if found is None else self._policy(name, found)

    def _present(self, name: str) -> Slice | None:
        """The member of that name, unless it is null."""
        found = self._fields.get(name)
        return None if found is None or found.value is None else found

    def _list(self, name: str, found: Slice) -> Policies:
        if not isinstance(found.value, list):
            raise UnreadableCase(f"{name} is not a list of policies.")
        policies = enumerate(found.value)
        return tuple([self._policy(f"{name}[{index}]", each) for index, each in policies])

    def _policy(self, name: str, found: Slice) -> NamedPolicy:
        """A policy is written as an object, or as a string that holds its text."""
        if isinstance(found.value, str):
            return NamedPolicy.of(name, found.value)
        if isinstance(found.value, dict):
            return NamedPolicy.of(name, self._line[found.start : found.end])
        raise UnreadableCase(f"{name} is not a policy document.")
