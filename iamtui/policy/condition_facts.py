"""Conditions as facts that can be compared: the same however they are written.

A statement's conditions must all be met, so that they are a set of facts. Which set asks for more
than another is told without any request. Where that is not certain the answer is no, so that a
difference may be told that has no effect, and none is passed over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import TypeAlias

from iamtui.policy.document import Condition, Document, Statement
from iamtui.policy.operators import SetOperator, written_operator

MOST_ALTERNATIVES = 64
"""How many single-valued facts one set is taken apart into; beyond that it stays whole."""

_IGNORE_CASE = ("text-ignore-case", "bool", "null")


@dataclass(frozen=True, slots=True)
class Fact:
    """One condition: its test (`text`, `ip`, …) of a key (lower case) with values in no order."""

    key: str
    test: str
    negated: bool
    set_operator: SetOperator | None
    if_exists: bool
    values: frozenset[str]

    @property
    def splits(self) -> bool:
        """Whether the fact holds if, and only if, it holds for one of its values alone."""
        return not self.negated and self.set_operator is not SetOperator.FOR_ALL

    def implies(self, other: Fact) -> bool:
        """Whether every request that meets this one meets `other`."""
        if replace(other, values=self.values, if_exists=self.if_exists) != self:
            return False
        if self.if_exists and not other.if_exists:
            return False
        return other.values <= self.values if self.negated else self.values <= other.values


Facts: TypeAlias = frozenset[Fact]


def facts(statement: Statement, document: Document) -> Facts:
    """The conditions of a statement."""
    return frozenset(_fact(condition, document.has_variables) for condition in statement.conditions)


def implies(narrow: Facts, wide: Facts) -> bool:
    """Whether every request that meets `narrow` meets `wide`."""
    return all(any(fact.implies(wanted) for fact in narrow) for wanted in wide)


def weakest(sets: Collection[Facts]) -> frozenset[Facts]:
    """The sets, each enough by itself, without those that ask for more than another."""
    found = frozenset(sets)
    return frozenset(
        each for each in found if not any(implies(each, other) for other in found - {each})
    )


def taken_apart(sets: Iterable[Facts]) -> frozenset[Facts]:
    """The same alternatives with a set for each single value, the weakest of them."""
    return weakest([single for each in sets for single in _singles(each)])


def _singles(whole: Facts) -> Iterator[Facts]:
    count = 1
    for fact in whole:
        count *= max(1, len(fact.values)) if fact.splits else 1
    if count > MOST_ALTERNATIVES:
        yield whole
        return
    for choice in product(*map(_choices, whole)):
        yield frozenset(choice)


def _choices(fact: Fact) -> list[Fact]:
    if not fact.splits or len(fact.values) < 2:
        return [fact]
    return [replace(fact, values=frozenset((value,))) for value in fact.values]


def _fact(condition: Condition, variables: bool) -> Fact:
    written = written_operator(condition.operator.value)
    key = condition.key.value.lower()
    values = [value.value for value in condition.values]
    if written is None:
        return Fact(key, condition.operator.value.lower(), False, None, False, frozenset(values))
    operator = written.operator
    negated = operator.negated or operator.test.endswith("!=")
    test = operator.test
    if test == "glob" and not any(sign in value for value in values for sign in "*?$"):
        test = "text"
    if test in _IGNORE_CASE:
        values = [value.lower() for value in values]
    if operator.has_variables and not variables:
        values = [value.replace("${", "${$}{") for value in values]
    return Fact(
        key=key,
        test=test,
        negated=negated,
        set_operator=written.set_operator,
        # A missing key meets a negated condition anyhow, and IfExists means nothing to sets.
        if_exists=written.if_exists and not negated and written.set_operator is None,
        values=frozenset(values),
    )
