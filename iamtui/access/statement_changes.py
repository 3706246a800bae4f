"""Which actions a change of policies is about: those of statements that one side has alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from iamtui.access.action_bits import Universe, union
from iamtui.access.parts import Parts
from iamtui.policy import NamedPolicy
from iamtui.policy.compile import CompiledStatement

_Meaning: TypeAlias = tuple[object, ...]
_Policies: TypeAlias = tuple[NamedPolicy, ...]


class Differing(NamedTuple):
    """The policies that one side has alone, own and bounding; `bounded`: a boundary on one side."""

    before: _Policies
    after: _Policies
    bound_before: _Policies
    bound_after: _Policies
    bounded: bool

    @property
    def all(self) -> _Policies:
        """All of them."""
        return (*self.before, *self.after, *self.bound_before, *self.bound_after)

    @property
    def key(self) -> _Meaning:
        """The same for two differences that are about the same actions."""
        sides = (self.before, self.after, self.bound_before, self.bound_after)
        return (self.bounded, *(tuple(map(_identity, side)) for side in sides))


def differing(before: Parts, after: Parts) -> Differing:
    """What differs; the same text in another way is no difference."""
    old, new = (*before.own, *before.groups), (*after.own, *after.groups)
    bounded = (before.boundary is None) is not (after.boundary is None)
    bound_before, bound_after = _bounds(before), _bounds(after)
    return Differing(
        _alone(old, new),
        _alone(new, old),
        _alone(bound_before, bound_after),
        _alone(bound_after, bound_before),
        bounded,
    )


def changed_actions(found: Differing, universe: Universe) -> int:
    """The actions of which statements speak that one side has alone.

    Where a boundary comes or goes, or a policy that nobody could read does, that is every action.
    """
    if found.bounded:
        return universe.everything
    own = _changed(found.before, found.after, universe)
    return own | _changed(found.bound_before, found.bound_after, universe)


def _bounds(parts: Parts) -> _Policies:
    return () if parts.boundary is None else (parts.boundary,)


def _alone(here: _Policies, there: _Policies) -> _Policies:
    same = {id(named) for named in there}
    others = [named for named in here if id(named) not in same]
    known = {_identity(named) for named in there} if others else ()
    return tuple([named for named in others if _identity(named) not in known])


def _identity(named: NamedPolicy) -> _Meaning:
    """The policy, or for one that nobody could read its name as well."""
    return (named.policy.text, named.name if named.unseen else "")


def _changed(
    before: Iterable[NamedPolicy], after: Iterable[NamedPolicy], universe: Universe
) -> int:
    if any(not named.policy.complete for named in (*before, *after)):
        return universe.everything
    was = {_meaning(each): each for named in before for each in named.policy.statements}
    now = {_meaning(each): each for named in after for each in named.policy.statements}
    alone = [each for meaning, each in was.items() if meaning not in now]
    alone += [each for meaning, each in now.items() if meaning not in was]
    return union(map(universe.of_statement, alone))


def _meaning(statement: CompiledStatement) -> _Meaning:
    """What a statement says, without its place and its Sid."""
    plain = statement.plain
    return (
        plain.denies,
        tuple(plain.actions),
        plain.not_actions,
        None if plain.resources is None else tuple(plain.resources),
        plain.not_resources,
        tuple((each.operator, each.key, tuple(each.values)) for each in plain.conditions),
        statement.variables,
    )
