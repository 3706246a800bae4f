"""From one JSON value to one Statement, or to the reasons why it has no meaning."""

from __future__ import annotations

from typing import TypeAlias

from iamtui.policy.document import Condition, Effect, PrincipalEntry, Statement
from iamtui.policy.grammar import ELEMENTS, EXCLUSIVE, PRINCIPAL_KINDS
from iamtui.policy.json_positions import (
    JsonArray,
    JsonObject,
    JsonScalar,
    JsonValue,
    Problem,
    Text,
)
from iamtui.policy.operators import written_operator

Elements: TypeAlias = dict[str, JsonValue]


class Unreadable(Exception):
    """The statement has no meaning that can be relied on."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


def read_statement(index: int, value: JsonValue, warnings: list[Problem]) -> Statement:
    """Read one statement; adds to `warnings`; raises Unreadable with at least one problem."""
    return _StatementReader(value, warnings).statement(index)


class _StatementReader:
    def __init__(self, value: JsonValue, warnings: list[Problem]) -> None:
        self.value = value
        self.warnings = warnings
        self.problems: list[Problem] = []

    def statement(self, index: int) -> Statement:
        value = self.value
        if not isinstance(value, JsonObject):
            raise Unreadable([Problem("A statement is an object", value.start)])
        elements = self._elements(value)
        self._check_presence(elements)
        statement = Statement(
            index=index,
            sid=self._sid(elements),
            effect=self._effect(elements),
            actions=self._texts(elements, "Action"),
            not_actions=self._texts(elements, "NotAction"),
            resources=self._texts(elements, "Resource"),
            not_resources=self._texts(elements, "NotResource"),
            principals=self._principals(elements, "Principal"),
            not_principals=self._principals(elements, "NotPrincipal"),
            conditions=self._conditions(elements),
            start=value.start,
            end=value.end,
        )
        if self.problems:
            raise Unreadable(self.problems)
        return statement

    def _error(self, message: str, offset: int) -> None:
        self.problems.append(Problem(message, offset))

    def _elements(self, value: JsonObject) -> Elements:
        elements: Elements = {}
        for member in value.members:
            name = member.key.value
            if name not in ELEMENTS:
                self._error(f"A statement has no element {name[:40]!r}", member.key.start)
            elif member.value is not None:
                elements[name] = member.value
        return elements

    def _check_presence(self, elements: Elements) -> None:
        start = self.value.start
        for one, other in EXCLUSIVE:
            if one in elements and other in elements:
                self._error(f"{one} and {other} exclude each other", elements[other].start)
        if "Effect" not in elements:
            self._error("Effect is missing", start)
        if "Action" not in elements and "NotAction" not in elements:
            self._error("Action or NotAction is missing", start)

    def _sid(self, elements: Elements) -> str | None:
        sid = elements.get("Sid")
        if sid is None or isinstance(sid, Text):
            return None if sid is None else sid.value
        self._error("Sid is a string", sid.start)
        return None

    def _effect(self, elements: Elements) -> Effect:
        value = elements.get("Effect")
        if isinstance(value, Text) and value.value in ("Allow", "Deny"):
            return Effect(value.value)
        if value is not None:
            self._error('Effect is "Allow" or "Deny", written like this', value.start)
        return Effect.DENY

    def _texts(self, elements: Elements, name: str) -> tuple[Text, ...] | None:
        value = elements.get(name)
        return None if value is None else self._strings(value, name)

    def _strings(self, value: JsonValue, name: str) -> tuple[Text, ...]:
        items = value.items if isinstance(value, JsonArray) else (value,)
        texts = []
        for item in items:
            if isinstance(item, Text):
                texts.append(item)
            else:
                self._error(f"{name} is a string or a list of strings", item.start)
        if not items:
            self._error(f"{name} is an empty list", value.start)
        return tuple(texts)

    def _principals(self, elements: Elements, name: str) -> tuple[PrincipalEntry, ...] | None:
        value = elements.get(name)
        if value is None:
            return None
        if isinstance(value, Text) and value.value == "*":
            return (PrincipalEntry("AWS", value),)
        if not isinstance(value, JsonObject):
            self._error(f'{name} is "*" or an object', value.start)
            return ()
        if not value.members:
            self._error(f"{name} names nobody", value.start)
        entries: list[PrincipalEntry] = []
        for key, names in value.members:
            if key.value not in PRINCIPAL_KINDS:
                self._error(f"{name} has no kind {key.value[:40]!r}", key.start)
            elif names is not None:
                texts = self._strings(names, key.value)
                entries.extend(PrincipalEntry(key.value, text) for text in texts)
        return tuple(entries)

    def _conditions(self, elements: Elements) -> tuple[Condition, ...]:
        value = elements.get("Condition")
        if value is None:
            return ()
        if not isinstance(value, JsonObject):
            self._error("Condition is an object", value.start)
            return ()
        conditions: list[Condition] = []
        for operator, keys in value.members:
            if written_operator(operator.value) is None:
                self._error(f"No condition operator {operator.value[:60]!r}", operator.start)
            elif isinstance(keys, JsonObject):
                conditions.extend(self._condition(operator, keys))
            else:
                self._error("An operator holds an object of condition keys", operator.start)
        return tuple(conditions)

    def _condition(self, operator: Text, keys: JsonObject) -> list[Condition]:
        return [
            Condition(operator, key, self._values(value))
            for key, value in keys.members
            if value is not None
        ]

    def _values(self, value: JsonValue) -> tuple[Text, ...]:
        items = value.items if isinstance(value, JsonArray) else (value,)
        if not items:
            self.warnings.append(Problem("A condition without values is never met", value.start))
        texts = []
        for item in items:
            if isinstance(item, Text):
                texts.append(item)
            elif isinstance(item, JsonScalar) and item.text != "null":
                texts.append(Text(item.text, item.start, item.end))
            else:
                self._error("A condition value is a string, a number or a boolean", item.start)
        return tuple(texts)
