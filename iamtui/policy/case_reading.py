"""The parts of a policy case: its request and its policies, from JSON values with places."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from iamtui.errors import UsageError
from iamtui.policy.json_positions import JsonArray, JsonObject, JsonScalar, JsonValue, Text
from iamtui.policy.layers import Layers, NamedPolicy, Policies
from iamtui.policy.principal import Principal
from iamtui.policy.request import Request
from iamtui.policy.variables import Unknown

Members: TypeAlias = dict[str, JsonValue]


class UnreadableCase(UsageError):
    """A policy case is not written as it should be."""


def members(value: JsonValue | None, name: str) -> Members:
    """The members of an object, those that are null left out; raises UnreadableCase."""
    if not isinstance(value, JsonObject):
        raise UnreadableCase(f"{name} is not a JSON object.")
    return {
        member.key.value: member.value
        for member in value.members
        if member.value is not None
        and not (isinstance(member.value, JsonScalar) and member.value.text == "null")
    }


def read_request(fields: Members, now: datetime | None) -> Request:
    """The request of a case; raises UnreadableCase."""
    request = members(fields.get("request"), "The request")
    arn = _string(request, "principal")
    try:
        principal = Principal.parse(arn)
    except ValueError:
        raise UnreadableCase(f"{arn[:200]!r} is not the ARN of a principal.") from None
    context = members(request["context"], "The context") if "context" in request else {}
    account = request.get("resourceAccount")
    return Request(
        principal=principal,
        action=_string(request, "action"),
        resource=_string(request, "resource"),
        context={key: _context_value(key, value) for key, value in context.items()},
        resource_account=None if account is None else _scalar(account, "resourceAccount"),
        now=now,
    )


def _string(fields: Members, name: str) -> str:
    value = fields.get(name)
    if isinstance(value, Text) and value.value:
        return value.value
    raise UnreadableCase(f"The request has no {name}.")


def _scalar(value: JsonValue, name: str) -> str:
    if isinstance(value, Text):
        return value.value
    if isinstance(value, JsonScalar) and value.text != "null":
        return value.text
    raise UnreadableCase(f"{name[:200]} is neither a text nor a number.")


def _context_value(key: str, value: JsonValue) -> str | tuple[str, ...]:
    if isinstance(value, JsonArray):
        return tuple(_scalar(item, key) for item in value.items)
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
        value = self._fields.get(name)
        return None if value is None else self._policy(name, value)

    def several(self, name: str) -> Policies:
        value = self._fields.get(name)
        return () if value is None else self._list(name, value)

    def levels(self, name: str) -> tuple[Policies, ...]:
        value = self._fields.get(name)
        if value is None:
            return ()
        if not isinstance(value, JsonArray):
            raise UnreadableCase(f"{name} is not a list of levels.")
        levels = enumerate(value.items)
        return tuple(self._list(f"{name}[{index}]", level) for index, level in levels)

    def resource_policy(self, name: str) -> NamedPolicy | Unknown | None:
        value = self._fields.get(name)
        if isinstance(value, Text) and value.value == Unknown.UNKNOWN.value:
            return Unknown.UNKNOWN
        return self.one(name)

    def _list(self, name: str, value: JsonValue) -> Policies:
        if not isinstance(value, JsonArray):
            raise UnreadableCase(f"{name} is not a list of policies.")
        items = enumerate(value.items)
        return tuple(self._policy(f"{name}[{index}]", item) for index, item in items)

    def _policy(self, name: str, value: JsonValue) -> NamedPolicy:
        """A policy is written as an object, or as a string that holds its text."""
        if isinstance(value, Text):
            return NamedPolicy.of(name, value.value)
        if isinstance(value, JsonObject):
            return NamedPolicy.of(name, self._line[value.start : value.end])
        raise UnreadableCase(f"{name} is not a policy document.")
