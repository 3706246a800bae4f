"""Which real actions the statements of two documents name, in groups that are treated alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple, TypeAlias

from iamtui.policy.action_sets import expand, minimise
from iamtui.policy.actions import action_matcher
from iamtui.policy.document import Document, Statement
from iamtui.policy.globs import covers, glob
from iamtui.policy.reference import all_actions, matching

_SHORT = 8
"""How many patterns may be left out of `*`, instead of naming all the rest."""


class ActionGroup(NamedTuple):
    """Actions that exactly these statements of both documents name.

    `unknown` are patterns as written that name no real action.
    """

    actions: frozenset[str]
    unknown: frozenset[str]
    before: tuple[Statement, ...]
    after: tuple[Statement, ...]


class _List(NamedTuple):
    """The actions of a statement: lower-case patterns, or with `excluded` all but these."""

    patterns: frozenset[str]
    excluded: bool

    def real(self) -> frozenset[str]:
        named = frozenset(expand(self.patterns))
        return _everything() - named if self.excluded else named

    def unknown(self, patterns: Iterable[str]) -> frozenset[str]:
        """Those of `patterns`, which name no real action, that are named all the same."""
        # A pattern matches the text of every pattern that it covers.
        match = action_matcher(tuple(self.patterns), excluded=False)
        likely = [pattern for pattern in patterns if match(pattern)]
        named = frozenset(each for each in likely if _is_plain(each) or self._covers(each))
        return frozenset(patterns) - named if self.excluded else named

    def _covers(self, pattern: str) -> bool:
        return any(covers(glob(each), glob(pattern)) for each in self.patterns)


def _is_plain(pattern: str) -> bool:
    return "*" not in pattern and "?" not in pattern


def action_groups(before: Document, after: Document) -> list[ActionGroup]:
    """Every action that one of the documents names, in groups; their order says nothing."""
    sides = (before.statements, after.statements)
    lists = list({_list(statement): None for side in sides for statement in side})
    unknown = _unknown(before.statements + after.statements)
    real: list[_Named] = []
    for each in lists:
        real = list(_divided(real, each))
    signatures = {who: names for names, who in real}
    named_by = {each: each.unknown(unknown) for each in lists}
    others: dict[frozenset[_List], set[str]] = {}
    for lowered, written in unknown.items():
        who = frozenset(each for each in lists if lowered in named_by[each])
        others.setdefault(who, set()).add(written)
    return [
        ActionGroup(
            signatures.get(who, frozenset()),
            frozenset(others.get(who, ())),
            *(tuple(each for each in side if _list(each) in who) for side in sides),
        )
        for who in dict.fromkeys((*signatures, *others))
        if who
    ]


def in_patterns(actions: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Real actions as a short list of patterns, and what has to be taken out of it again."""
    everything = _everything()
    if len(actions) * 2 > len(everything):
        missing = minimise(everything - actions)
        if len(missing) <= _SHORT:
            return ("*",), missing
    return minimise(actions), ()


_Named: TypeAlias = "tuple[frozenset[str], frozenset[_List]]"


def _divided(groups: list[_Named], by: _List) -> Iterator[_Named]:
    """Each group of names, with the lists that name them, in two: named by `by` as well, or not."""
    left = by.real()
    for names, who in groups:
        common = names & left
        if common:
            left -= common
            yield common, who | {by}
        if len(common) < len(names):
            yield names - common, who
    if left:
        yield left, frozenset((by,))


@cache
def _everything() -> frozenset[str]:
    return frozenset(all_actions())


def _list(statement: Statement) -> _List:
    texts = statement.actions or statement.not_actions or ()
    patterns = frozenset(text.value.lower() for text in texts)
    return _List(patterns, statement.not_actions is not None)


def _unknown(statements: Iterable[Statement]) -> dict[str, str]:
    """The patterns that name no real action, lower-case, each with the way it is written."""
    found: dict[str, str] = {}
    for statement in statements:
        for text in statement.actions or statement.not_actions or ():
            lowered = text.value.lower()
            if lowered not in found and not matching(lowered):
                found[lowered] = text.value
    return found
