"""A statement taken apart: one piece for each resource and principal that it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from iamtui.policy.areas import Area, principal_areas, resource_areas
from iamtui.policy.condition_facts import Facts, facts
from iamtui.policy.document import Condition, Document, Effect, Statement


class Reach(NamedTuple):
    """What a piece allows or denies on what, and to whom."""

    effect: Effect
    resources: Area
    principals: Area

    def covers(self, other: Reach) -> bool:
        """Whether this reaches everything that `other` reaches."""
        return (
            self.effect is other.effect
            and self.resources.covers(other.resources)
            and self.principals.covers(other.principals)
        )

    def meets(self, other: Reach) -> bool:
        """Whether something may be reached by both."""
        return (
            self.effect is other.effect
            and self.resources.meets(other.resources)
            and self.principals.meets(other.principals)
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """What a statement says about one area, under which conditions."""

    reach: Reach
    facts: Facts
    statement: int
    conditions: tuple[Condition, ...]


def pieces_of(statement: Statement, document: Document) -> Iterator[Piece]:
    """The pieces of a statement; all of them hold for each of its actions."""
    known = facts(statement, document)
    principals = list(principal_areas(statement))
    for resources in resource_areas(statement, document):
        for principal in principals:
            reach = Reach(statement.effect, resources, principal)
            yield Piece(reach, known, statement.index, statement.conditions)
