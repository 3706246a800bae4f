"""Statements that another statement makes needless."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

from iamtui.policy.json_positions import Text
from iamtui.policy.rules import codes
from iamtui.policy.rules.coverage import Coverage
from iamtui.policy.rules.draft import Draft, DraftStatement
from iamtui.policy.rules.fault import Faults, fault

_MOST_COMPARED = 150


@dataclass(frozen=True)
class _Scope:
    """A statement made ready to be compared; `fixed` must be the same in both.

    `services` are those of its actions, a wildcard among them as `*`.
    """

    statement: DraftStatement
    fixed: Hashable
    actions: frozenset[str]
    resources: frozenset[str]
    conditions: frozenset[Hashable]
    services: frozenset[str]

    @cached_property
    def wide_actions(self) -> Coverage:
        """Its actions, asked what they cover."""
        return Coverage(list(self.actions))

    @cached_property
    def wide_resources(self) -> Coverage:
        """Its resources, asked what they cover."""
        return Coverage(list(self.resources), arns=True)


def statements(draft: Draft) -> Faults:
    """A statement whose requests another statement decides in the same way.

    A policy that AWS takes has some hundred statements; beyond that only equal ones are found.
    """
    scopes = [_scope(each) for each in draft.statements if _is_whole(each)]
    equal: dict[Hashable, DraftStatement] = {}
    needless: set[int] = set()
    for scope in scopes:
        key = (scope.fixed, scope.actions, scope.resources, scope.conditions)
        first = equal.setdefault(key, scope.statement)
        if first is not scope.statement:
            needless.add(scope.statement.index)
            yield from _needless(scope.statement, first)
    if len(scopes) > _MOST_COMPARED:
        return
    groups: dict[Hashable, list[_Scope]] = {}
    for scope in scopes:
        groups.setdefault((scope.fixed, bool(scope.resources)), []).append(scope)
    for scope in scopes:
        if scope.statement.index in needless:
            continue
        group = groups[scope.fixed, bool(scope.resources)]
        wider = next((each for each in group if _covers(each, scope)), None)
        if wider is not None:
            yield from _needless(scope.statement, wider.statement)


def _needless(statement: DraftStatement, other: DraftStatement) -> Faults:
    sid = statement.elements.get("Sid")
    value = sid.value if sid is not None else None
    element = value if isinstance(value, Text) and value.value else statement.heading
    message = f"Statement {other.index + 1} covers this one: remove this one."
    yield fault(codes.REDUNDANT_STATEMENT, message, element)


def _is_whole(statement: DraftStatement) -> bool:
    return statement.effect is not None and bool(statement.actions or statement.not_actions)


def _scope(statement: DraftStatement) -> _Scope:
    fixed = (
        statement.effect,
        _values(statement.not_actions),
        _values(statement.not_resources),
        frozenset((each.kind, each.value.value) for each in statement.principals),
        frozenset((each.kind, each.value.value) for each in statement.not_principals),
    )
    actions = frozenset([each.value.lower() for each in statement.actions])
    return _Scope(
        statement=statement,
        fixed=fixed,
        actions=actions,
        resources=_values(statement.resources),
        conditions=frozenset(
            (each.operator.value.lower(), each.key.value.lower(), _values(each.values))
            for each in statement.conditions
        ),
        services=frozenset(map(_service, actions)),
    )


def _service(action: str) -> str:
    service = action.partition(":")[0]
    return "*" if "*" in service or "?" in service else service


def _values(texts: Sequence[Text]) -> frozenset[str]:
    return frozenset([text.value for text in texts])


def _covers(wide: _Scope, narrow: _Scope) -> bool:
    """Whether every request of `narrow` is one of `wide`, both of the same group."""
    return (
        wide is not narrow
        and (narrow.services <= wide.services or "*" in wide.services)
        and wide.conditions <= narrow.conditions
        and all(wide.wide_actions.covering(each) is not None for each in narrow.actions)
        and all(wide.wide_resources.covering(each) is not None for each in narrow.resources)
    )
