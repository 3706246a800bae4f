"""Statements of a user's or role's policies that change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from iamtui.access.action_bits import union
from iamtui.access.all_actions import all_actions, all_actions_of
from iamtui.access.areas import Area, inside
from iamtui.access.held import Holding
from iamtui.access.subject import HeldPolicy, subject
from iamtui.access.terms import Reader
from iamtui.account.entity import Entity
from iamtui.account.model import Account
from iamtui.policy import Statement
from iamtui.policy.compile import CompiledStatement
from iamtui.policy.plain import PlainCondition


class Uselessness(Enum):
    """Why a statement, or one of its patterns, changes nothing; the value is what screens say."""

    COVERED = "covered by another statement"
    NO_ACTION = "names no action that AWS is known to have"
    DENIES_NOTHING = "denies nothing that its other policies grant"


@dataclass(frozen=True, slots=True)
class Redundant:
    """A statement (or only its action pattern `pattern`) of the policy `held` that could go.

    `by` is the policy whose statement `by_statement` covers it, None where none does. Of two
    statements that say the same only the later one is named.
    """

    why: Uselessness
    held: Holding
    statement: Statement
    pattern: str = ""
    by: Holding | None = None
    by_statement: Statement | None = None


class _Part(NamedTuple):
    """A statement with its actions as bits."""

    held: HeldPolicy
    statement: CompiledStatement
    bits: int

    @property
    def source(self) -> Statement:
        return self.held.policy.source(self.statement)


def redundant(account: Account, entity: Entity) -> tuple[Redundant, ...]:
    """The statements and patterns of the policies of `entity` that could go unnoticed.

    The boundary is left out: it grants nothing. What is granted by policies that nobody read is not
    known, so that with such a policy no Deny is called useless. One that is may still matter for
    what a policy of a resource grants.
    """
    who = subject(account, entity)
    if who is None:
        return ()
    policies = [
        named
        for named in (*who.layers.identity, *who.layers.groups)
        if isinstance(named, HeldPolicy) and named.held is not None
    ]
    universe = all_actions_of(named.policy for named in policies)
    parts = [
        _Part(named, statement, universe.of_statement(statement))
        for named in policies
        for statement in named.policy.statements
    ]
    reader = Reader(who.principal, None)
    unread = any(not named.policy.complete for named in policies)
    found: list[Redundant] = []
    for number, part in enumerate(parts):
        found += _useless(part, number, parts, reader, unread=unread)
    return tuple(found)


def _useless(
    part: _Part, number: int, parts: list[_Part], reader: Reader, *, unread: bool
) -> Iterator[Redundant]:
    patterns = _naming_nothing(part.statement)
    if not part.bits:
        yield _redundant(Uselessness.NO_ACTION, part)
        return
    yield from (_redundant(Uselessness.NO_ACTION, part, pattern) for pattern in patterns)
    if part.statement.denies and not unread:
        granted = union(each.bits for each in parts if not each.statement.denies)
        if not granted & part.bits:
            yield _redundant(Uselessness.DENIES_NOTHING, part)
            return
    for at, other in enumerate(parts):
        if at != number and _covers(other, part, reader):
            if at > number and _covers(part, other, reader):
                continue
            yield _redundant(Uselessness.COVERED, part, by=other)
            return


def _redundant(
    why: Uselessness, part: _Part, pattern: str = "", by: _Part | None = None
) -> Redundant:
    return Redundant(
        why,
        _holding(part.held),
        part.source,
        pattern,
        None if by is None else _holding(by.held),
        None if by is None else by.source,
    )


def _holding(named: HeldPolicy) -> Holding:
    if named.held is None:
        raise ValueError("a policy that nobody holds")
    return named.held


def _naming_nothing(statement: CompiledStatement) -> list[str]:
    """The action patterns with a wildcard that name no known action.

    A name that is written out may be one that the reference data do not have yet.
    """
    known = all_actions()
    wild = (p for p in statement.plain.actions if "*" in p or "?" in p)
    return [pattern for pattern in wild if not known.of_pattern(pattern)]


def _covers(wide: _Part, narrow: _Part, reader: Reader) -> bool:
    """Whether `wide` applies to everything that `narrow` applies to, with the same effect."""
    if wide.statement.denies is not narrow.statement.denies or narrow.bits & ~wide.bits:
        return False
    if not _conditions(wide.statement) <= _conditions(narrow.statement):
        return False
    wider, terms = reader.terms(wide.statement), reader.terms(narrow.statement)
    certain: tuple[Area, ...] = wider.certain
    areas = (*terms.certain, *terms.uncertain)
    return all(inside(area, certain) for area in areas)


def _conditions(statement: CompiledStatement) -> frozenset[tuple[str, str, frozenset[str]]]:
    return frozenset(map(_meaning, statement.plain.conditions))


def _meaning(condition: PlainCondition) -> tuple[str, str, frozenset[str]]:
    return condition.operator.lower(), condition.key.lower(), frozenset(condition.values)
