"""A statement as it concerns one principal: the resources it names, whether its conditions hold.

Variables of the principal are filled in. What depends on a request that nobody has made yet is
uncertain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from iamtui.access.areas import ANYTHING, EVERYWHERE, Area, Pattern, less, shown
from iamtui.policy import Principal, Request
from iamtui.policy.arns import resource_pattern, resource_segments
from iamtui.policy.compile import CompiledStatement
from iamtui.policy.conditions import condition_test
from iamtui.policy.context import Context
from iamtui.policy.globs import glob
from iamtui.policy.tri import MAYBE, YES, Tri
from iamtui.policy.variables import Lookup, template

# Keys whose value follows from the resource, or from the service of the action.
_OF_THE_REQUEST = ("aws:requestedregion", "aws:resourceaccount")
_OF_THE_PRINCIPAL = ("aws:principal", "aws:user", "aws:resourceaccount")
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)


class Answer(NamedTuple):
    """Whether the conditions of a statement hold; `undecided` are those that nobody can tell of."""

    met: Tri
    undecided: tuple[int, ...] = ()


class Terms(NamedTuple):
    """The resources of a statement: those it names for certain, and those it may name."""

    certain: tuple[Area, ...]
    uncertain: tuple[Area, ...] = ()


class Reader:
    """Reads statements for one principal; answers are remembered as long as the reader lives."""

    def __init__(self, principal: Principal, now: datetime | None) -> None:
        self.principal = principal
        self._now = now
        self._terms: dict[CompiledStatement, Terms] = {}
        self._answers: dict[tuple[CompiledStatement, str, str], Answer] = {}

    def terms(self, statement: CompiledStatement) -> Terms:
        """The resources that a statement names."""
        found = self._terms.get(statement)
        if found is None:
            found = self._read(statement)
            self._terms[statement] = found
        return found

    def conditions(self, statement: CompiledStatement, action: str, area: Area) -> Answer:
        """Whether the conditions hold for a lower-case action on the resources of `area`."""
        if not statement.plain.conditions:
            return Answer(YES)
        key = (statement, "", "*")
        if depends_on_request(statement):
            key = (statement, action.partition(":")[0], _narrow(area).text)
        found = self._answers.get(key)
        if found is None:
            found = self._answer(statement, action, key[2])
            self._answers[key] = found
        return found

    def _answer(self, statement: CompiledStatement, action: str, resource: str) -> Answer:
        lookup = self._lookup(action, resource)
        variables = statement.variables
        tests = [condition_test(each, variables=variables) for each in statement.plain.conditions]
        answers = [test(lookup) for test in tests]
        met: Tri = min(answers, default=YES)
        if met != MAYBE:
            return Answer(met)
        return Answer(met, tuple(n for n, answer in enumerate(answers) if answer == MAYBE))

    def _lookup(self, action: str, resource: str) -> Lookup:
        request = Request(self.principal, action, resource, now=self._now, partial_context=True)
        return Context(request, account_of(resource) or self.principal.account).lookup

    def _read(self, statement: CompiledStatement) -> Terms:
        texts = statement.plain.resources
        if texts is None:
            return Terms((EVERYWHERE,))
        lookup = self._lookup("", "*")
        certain: list[Pattern] = []
        uncertain: list[Pattern] = []
        for text in texts:
            for pattern, sure in _patterns(text, lookup, variables=statement.variables):
                (certain if sure else uncertain).append(pattern)
        if not statement.plain.not_resources:
            return Terms(_each(certain), _each(uncertain))
        maybe = [part for area in _each(uncertain) for part in _without(area, certain)]
        return Terms(_without(EVERYWHERE, (*certain, *uncertain)), tuple(maybe))


def account_of(resource: str) -> str | None:
    """The account in an ARN or its pattern; None where it names none."""
    segments = resource.split(":", 5)
    return segments[4] if len(segments) == 6 and _ACCOUNT.fullmatch(segments[4]) else None


def depends_on_request(statement: CompiledStatement) -> bool:
    """Whether a condition asks for what follows from the action or the resource."""
    conditions = statement.plain.conditions
    return bool(conditions) and any(
        key in text.lower()
        for condition in conditions
        for text in (condition.key, *condition.values)
        for key in _OF_THE_REQUEST
    )


def depends_on_principal(statement: CompiledStatement) -> bool:
    """Whether a statement may mean different things to different principals."""
    texts = list(statement.plain.resources or ())
    for condition in statement.plain.conditions:
        if condition.key.lower().startswith(_OF_THE_PRINCIPAL):
            return True
        texts += condition.values
    return "${" in "\n".join(texts)


def _patterns(text: str, lookup: Lookup, *, variables: bool) -> Iterator[tuple[Pattern, bool]]:
    """The pattern of a Resource and whether it is certain; none where a variable has no value."""
    if not text.strip("*"):
        yield ANYTHING, True
        return
    segments = resource_segments(text)
    parts = template(segments[-1]) if variables else None
    if parts is None:
        yield Pattern(text, resource_pattern(segments[:-1], glob(segments[-1]))), True
        return
    tail = parts.pattern(lookup)
    if isinstance(tail, tuple):
        tokens = resource_pattern(segments[:-1], tail)
        yield Pattern(shown(tokens), tokens), True
    elif tail == MAYBE:
        yield Pattern(text, resource_pattern(segments[:-1], parts.widest(lookup))), False


def _narrow(area: Area) -> Pattern:
    """The pattern of an area that says most of where its resources are."""
    return max(area.within, key=lambda pattern: len(pattern.text))


def _each(patterns: Iterable[Pattern]) -> tuple[Area, ...]:
    return tuple(Area((pattern,)) for pattern in patterns)


def _without(area: Area, patterns: Iterable[Pattern]) -> tuple[Area, ...]:
    areas: tuple[Area, ...] = (area,)
    for pattern in patterns:
        areas = tuple(part for each in areas for part in less(each, Area((pattern,))))
    return areas
