"""How one value of a request is compared with the values that a policy gives.

A comparison is made once per condition; called with a value and the request's lookup it answers
whether any of the policy's values matches. What is no number, date or address matches nothing.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from iamtui.policy.arns import PARTS as ARN_PARTS
from iamtui.policy.globs import glob, matcher
from iamtui.policy.tri import MAYBE, NO, YES, Tri
from iamtui.policy.values import address, moment, network, number
from iamtui.policy.variables import Lookup, Template, split_colons, template

if TYPE_CHECKING:
    from decimal import Decimal

Comparison: TypeAlias = Callable[[str, Lookup], Tri]

_ORDERS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ORDERED: dict[str, Callable[[str], Decimal | None]] = {"number": number, "date": moment}


def comparison(test: str, values: Sequence[str], *, variables: bool) -> Comparison:
    """The comparison that an operator's `test` names; `variables`: `${…}` has a meaning."""
    if test in ("text", "text-ignore-case"):
        return _text(values, variables, ignore_case=test != "text")
    if test == "glob":
        return _any_of([_glob(value, variables) for value in values])
    if test == "arn":
        return _any_of([_arn(value, variables) for value in values])
    if test == "bool":
        return _bool(values)
    if test == "ip":
        return _ip(values)
    if test == "binary":
        return _text(values, variables=False, ignore_case=False)
    kind, sign = _ORDERED[test.rstrip("=<>!")], test.lstrip("abcdefghijklmnopqrstuvwxyz")
    return _ordered(values, _ORDERS[sign], kind)


def _text(values: Sequence[str], variables: bool, *, ignore_case: bool) -> Comparison:
    def fold(text: str) -> str:
        return text.lower() if ignore_case else text

    plain, templates = _parted(values, variables)
    known = frozenset(map(fold, plain))

    def compare(value: str, lookup: Lookup) -> Tri:
        folded = fold(value)
        if folded in known:
            return YES
        answer: Tri = NO
        for each in templates:
            text = each.text(lookup)
            if isinstance(text, str):
                if fold(text) == folded:
                    return YES
            elif text == MAYBE:
                answer = MAYBE
        return answer

    if templates or ignore_case:
        return compare
    return lambda value, lookup: YES if value in known else NO


def _parted(values: Sequence[str], variables: bool) -> tuple[list[str], list[Template]]:
    plain: list[str] = []
    templates: list[Template] = []
    for value in values:
        found = template(value) if variables else None
        if found is None:
            plain.append(value)
        else:
            templates.append(found)
    return plain, templates


def _any_of(tests: Sequence[Comparison]) -> Comparison:
    if len(tests) == 1:
        return tests[0]

    def compare(value: str, lookup: Lookup) -> Tri:
        answer: Tri = NO
        for test in tests:
            found = test(value, lookup)
            if found == YES:
                return YES
            answer = max(answer, found)
        return answer

    return compare


def _glob(text: str, variables: bool) -> Comparison:
    """A comparison with one pattern."""
    found = template(text) if variables else None
    if found is not None:
        return _templated(found)
    match = matcher(glob(text))
    return lambda value, lookup: YES if match(value) else NO


def _templated(found: Template) -> Comparison:
    def compare(value: str, lookup: Lookup) -> Tri:
        pattern = found.pattern(lookup)
        if isinstance(pattern, tuple):
            return YES if matcher(pattern)(value) else NO
        return pattern

    return compare


def _arn(text: str, variables: bool) -> Comparison:
    """A comparison with one ARN, whose six parts are compared apart."""
    parts = split_colons(text, ARN_PARTS - 1) if variables else text.split(":", ARN_PARTS - 1)
    if len(parts) < ARN_PARTS and parts[-1].endswith("*"):
        parts += ["*"] * (ARN_PARTS - len(parts))
    tests = tuple(_glob(part, variables) for part in parts)

    def compare(value: str, lookup: Lookup) -> Tri:
        segments = value.split(":", ARN_PARTS - 1)
        if len(segments) != len(tests):
            return NO
        answer: Tri = YES
        for test, segment in zip(tests, segments, strict=True):
            answer = min(answer, test(segment, lookup))
            if answer == NO:
                break
        return answer

    return compare


def _bool(values: Sequence[str]) -> Comparison:
    known = frozenset(value.lower() for value in values) & {"true", "false"}
    return lambda value, lookup: YES if value.lower() in known else NO


def _ip(values: Sequence[str]) -> Comparison:
    networks = [found for found in map(network, values) if found is not None]

    def compare(value: str, lookup: Lookup) -> Tri:
        found = address(value)
        inside = found is not None and any(found in each for each in networks)
        return YES if inside else NO

    return compare


def _ordered(
    values: Sequence[str],
    order: Callable[[Decimal, Decimal], bool],
    parse: Callable[[str], Decimal | None],
) -> Comparison:
    """Numbers and dates. `!=` holds when the value differs from all of the policy's values."""
    limits = [found for found in map(parse, values) if found is not None]
    combine = all if order is operator.ne else any

    def compare(value: str, lookup: Lookup) -> Tri:
        found = parse(value)
        if found is None or not limits:
            return NO
        return YES if combine(order(found, limit) for limit in limits) else NO

    return compare
