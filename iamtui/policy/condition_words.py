"""Conditions in words: every operator, with its set operator and `IfExists`, told exactly."""

from __future__ import annotations

from collections.abc import Sequence

from iamtui.policy.document import Condition
from iamtui.policy.key_words import key_in_words, switch_in_words
from iamtui.policy.lists_in_words import one_of
from iamtui.policy.operators import SetOperator, WrittenOperator, written_operator

# How a test is told, and how its opposite is.
_TESTS = {
    "text": ("is", "is not"),
    "text-ignore-case": ("is, in any case,", "is not, in any case,"),
    "glob": ("matches", "does not match"),
    "number==": ("is", "is not"),
    "number!=": ("is not", "is"),
    "number<": ("is less than", "is at least"),
    "number<=": ("is at most", "is greater than"),
    "number>": ("is greater than", "is at most"),
    "number>=": ("is at least", "is less than"),
    "date==": ("is", "is not"),
    "date!=": ("is not", "is"),
    "date<": ("is before", "is not before"),
    "date<=": ("is not after", "is after"),
    "date>": ("is after", "is not after"),
    "date>=": ("is not before", "is before"),
    "bool": ("is", "is not"),
    "binary": ("is, in base64,", "is not, in base64,"),
    "ip": ("is in", "is not in"),
    "arn": ("matches", "does not match"),
}


def conditions_in_words(conditions: Sequence[Condition]) -> str:
    """All of them, which must all be met: "signed in with MFA and the source IP is in …"."""
    phrases = [condition_in_words(condition) for condition in conditions]
    simple = all(" or " not in phrase and ", " not in phrase for phrase in phrases)
    return (" and " if simple else "; and ").join(phrases)


def condition_in_words(condition: Condition) -> str:
    """One condition; as it is written where its operator is not known."""
    written = written_operator(condition.operator.value)
    values = [value.value for value in condition.values]
    if written is None or not values:
        listed = ", ".join(values) or "no value"
        return f"{condition.operator.value} {condition.key.value}: {listed}"
    key = condition.key.value
    if written.operator.test == "null":
        return _null(key, values)
    if written.operator.test == "bool" and written.set_operator is None:
        return _bool(key, values, written)
    return _compared(key, values, written)


def _null(key: str, values: list[str]) -> str:
    wanted = {value.lower() for value in values}
    if wanted == {"true"}:
        return f"{key_in_words(key)} is absent"
    if wanted == {"false"}:
        return f"{key_in_words(key)} is present"
    return f"{key_in_words(key)} is absent ({', '.join(values)})"


def _bool(key: str, values: list[str], written: WrittenOperator) -> str:
    wanted = {value.lower() for value in values}
    words = None
    if wanted in ({"true"}, {"false"}):
        words = switch_in_words(key, on=wanted == {"true"})
    if words is None:
        return _compared(key, values, written)
    return f"{words}, or the request does not tell" if written.if_exists else words


def _compared(key: str, values: list[str], written: WrittenOperator) -> str:
    test = _test(written, several=len(values) > 1)
    compared = f"{test} {one_of(values)}"
    name = key_in_words(key)
    if written.set_operator is SetOperator.FOR_ALL:
        return f"each value of {name} {compared}, or there is none"
    if written.set_operator is SetOperator.FOR_ANY:
        return f"some value of {name} {compared}"
    if written.if_exists:
        return f"{name} {compared}, or is absent"
    return f"{name} {compared}"


def _test(written: WrittenOperator, *, several: bool) -> str:
    positive, negative = _TESTS[written.operator.test]
    if not written.operator.negated:
        return f"{positive} any of" if several and written.operator.test == "glob" else positive
    return f"{negative} any of" if several and negative.endswith("match") else negative
