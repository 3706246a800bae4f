"""The form of a Condition: operators that hold keys that hold values.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
"""

from __future__ import annotations

from iamtui.policy.json_positions import (
    JsonArray,
    JsonMember,
    JsonObject,
    JsonScalar,
    JsonValue,
    Text,
)
from iamtui.policy.operators import OPERATORS, SetOperator, written_operator
from iamtui.policy.rules import codes
from iamtui.policy.rules.draft import Draft, DraftStatement, items
from iamtui.policy.rules.fault import Faults, fault, quoted
from iamtui.policy.rules.similar import most_similar

_OPERATOR_NAMES = tuple(operator.name for operator in OPERATORS.values())
_SET_NAMES = tuple(operator.value for operator in SetOperator)
_IF_EXISTS = "IfExists"


def form(draft: Draft, statement: DraftStatement) -> Faults:
    """Objects in objects, with operators that exist."""
    member = statement.elements.get("Condition")
    value = None if member is None else member.value
    if member is None or value is None:
        return
    if not isinstance(value, JsonObject):
        message = 'Condition is an object such as {"StringEquals": {"aws:username": "alice"}}.'
        yield fault(codes.DATA_TYPE_MISMATCH, message, value)
        return
    if not value.members and not draft.is_broken(value):
        message = "This Condition is empty and asks for nothing: remove it or fill it."
        yield fault(codes.EMPTY_OBJECT_CONDITION, message, member.key)
    for operator in value.members:
        yield from _operator_name(operator.key)
        yield from _keys(draft, operator)


def _operator_name(name: Text) -> Faults:
    if written_operator(name.value) is not None:
        return
    prefix, _, rest = name.value.rpartition(":")
    if rest.lower().startswith("null"):
        code = codes.INVALID_CONDITION_OPERATOR if prefix else codes.NULL_WITH_IF_EXISTS
        if prefix or rest.lower() == "nullifexists":
            message = "Null asks itself whether the key exists: write `Null` alone."
            yield fault(code, message, name)
            return
    right = _right_operator(prefix, rest)
    meant = f" Did you mean `{right}`?" if right is not None else " Remove it."
    message = f"There is no condition operator {quoted(name.value)}.{meant}"
    yield fault(codes.INVALID_CONDITION_OPERATOR, message, name)


def _right_operator(prefix: str, rest: str) -> str | None:
    if_exists = rest.lower().endswith(_IF_EXISTS.lower())
    stem = rest[: -len(_IF_EXISTS)] if if_exists else rest
    operator = most_similar(stem, _OPERATOR_NAMES)
    set_operator = most_similar(prefix, _SET_NAMES) if prefix else ""
    if operator is None or set_operator is None:
        return None
    start = f"{set_operator}:" if set_operator else ""
    return f"{start}{operator}{_IF_EXISTS if if_exists else ''}"


def _keys(draft: Draft, operator: JsonMember) -> Faults:
    name, keys = operator
    if keys is None:
        return
    if not isinstance(keys, JsonObject):
        message = (
            f'{quoted(name.value)} holds an object of keys such as {{"aws:username": "alice"}}.'
        )
        yield fault(codes.DATA_TYPE_MISMATCH, message, keys)
        return
    if not keys.members and not draft.is_broken(keys):
        message = f"{quoted(name.value)} holds no condition key: remove it or add one."
        yield fault(codes.EMPTY_OBJECT_CONDITION, message, name)
    seen: dict[str, str] = {}
    for key, value in keys.members:
        if seen.setdefault(key.value.lower(), key.value) != key.value:
            message = f"{quoted(key.value)} stands here twice, in two cases: draw them together."
            yield fault(codes.DUPLICATE_KEYS_WITH_DIFFERENT_CASE, message, key)
        yield from _values(draft, key, value)


def _values(draft: Draft, key: Text, value: JsonValue | None) -> Faults:
    if isinstance(value, JsonArray) and not value.items and not draft.is_broken(value):
        message = f"{quoted(key.value)} has no value, so that this is never met: add one."
        yield fault(codes.CONDITION_NEVER_MET, message, value)
    for item in items(value):
        is_null = isinstance(item, JsonScalar) and item.text == "null"
        if is_null or isinstance(item, (JsonArray, JsonObject)):
            message = "A condition value is a string, a number or a boolean."
            yield fault(codes.DATA_TYPE_MISMATCH, message, item)
