"""What the statement around a place says already, for completions that fit the rest of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from iamtui.policy.json_positions import JsonArray, JsonMember, JsonObject, JsonValue, Text, scan


@dataclass(frozen=True, slots=True)
class Around:
    """The names in the objects around a place, without the one that is being typed there.

    `innermost` are those of the object that the place is in, `below` those of the object that
    belongs to the name being typed. `actions` are the patterns of the statement, `federated` its
    identity providers.
    """

    document: tuple[str, ...]
    statement: tuple[str, ...]
    innermost: tuple[str, ...]
    below: tuple[str, ...]
    actions: tuple[str, ...]
    federated: tuple[str, ...]


def around(text: str, offset: int) -> Around:
    """Read what stands around the place `offset` of a half-typed policy."""
    objects = list(_objects(scan(text).value, offset))
    outer = objects[0] if objects else None
    statement = objects[1] if len(objects) > 1 else None
    innermost = objects[-1] if objects else None
    principal = _member(statement, "Principal")
    federated = principal if isinstance(principal, JsonObject) else None
    return Around(
        document=_names(outer, offset),
        statement=_names(statement, offset),
        innermost=_names(innermost, offset),
        below=_names(_below(innermost, offset), offset),
        actions=_strings(_member(statement, "Action")),
        federated=_strings(_member(federated, "Federated")),
    )


def _objects(value: JsonValue | None, offset: int) -> Iterator[JsonObject]:
    """The objects that hold a place, from the outside in."""
    while value is not None and value.start < offset <= value.end:
        children: list[JsonValue] = []
        if isinstance(value, JsonObject):
            yield value
            children = [member.value for member in value.members if member.value is not None]
        elif isinstance(value, JsonArray):
            children = list(value.items)
        value = next((child for child in reversed(children) if child.start < offset), None)


def _names(value: JsonObject | None, offset: int) -> tuple[str, ...]:
    keys = [member.key for member in _members(value)]
    return tuple(key.value for key in keys if not key.start < offset <= key.end)


def _below(value: JsonObject | None, offset: int) -> JsonObject | None:
    for member in _members(value):
        if member.key.start < offset <= member.key.end:
            return member.value if isinstance(member.value, JsonObject) else None
    return None


def _member(value: JsonObject | None, name: str) -> JsonValue | None:
    return next((member.value for member in _members(value) if member.key.value == name), None)


def _members(value: JsonObject | None) -> tuple[JsonMember, ...]:
    return () if value is None else value.members


def _strings(value: JsonValue | None) -> tuple[str, ...]:
    items = value.items if isinstance(value, JsonArray) else (value,)
    return tuple(item.value for item in items if isinstance(item, Text))
