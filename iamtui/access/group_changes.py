"""Two stacks of statements compared: actions that the same statements of both are about at once."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple, TypeAlias

from iamtui.access.action_bits import Universe
from iamtui.access.action_grants import action_groups, allowed, grantable
from iamtui.access.action_rules import rule_of
from iamtui.access.asking import ASSUMING
from iamtui.access.piece_changes import PieceChange, piece_changes
from iamtui.access.roles_assumed import elsewhere
from iamtui.access.scopes import Pieces
from iamtui.access.stack import Stack
from iamtui.access.terms import Reader

_Changes: TypeAlias = tuple[PieceChange, ...]
_Token: TypeAlias = tuple[int, int]
_Numbers: TypeAlias = tuple[int, ...]
_Key: TypeAlias = tuple[object, ...]

_ASSUMING = frozenset(map(str.lower, ASSUMING))


class GroupChange(NamedTuple):
    """Actions, as bits of the universe, and what changed for each of them."""

    bits: int
    changes: tuple[PieceChange, ...]


class Side(NamedTuple):
    """One side of a comparison; without `reader` there is nobody on it.

    `tokens` tell each entry of the stack from others, and the layers apart that they stand in;
    `layers` say how many limits and levels there are, even where they are silent.
    """

    stack: Stack
    tokens: tuple[_Token, ...]
    layers: tuple[int, int]
    reader: Reader | None

    @classmethod
    def of(cls, stack: Stack, reader: Reader) -> Side:
        """What somebody holds."""
        layers = (stack.own, *stack.limits, *stack.levels, stack.denies)
        tokens = [
            (number, id(entry.statement or entry.named))
            for number, entries in enumerate(layers)
            for entry in entries
        ]
        return cls(stack, tuple(tokens), (len(stack.limits), len(stack.levels)), reader)

    def key(self, numbers: _Numbers) -> _Key:
        """The same for sides that decide alike by the entries of these numbers."""
        return (self.layers, *[self.tokens[number] for number in numbers])


NOBODY = Side(Stack((), (), (), ()), (), (0, 0), None)


class GroupComparison:
    """Compares sides, and remembers what it decided for statements that many hold.

    With `elsewhere_only` what is said of assuming roles is about those of other accounts.
    """

    def __init__(self, *, elsewhere_only: bool) -> None:
        self._elsewhere_only = elsewhere_only
        self._known: dict[_Key, _Changes] = {}

    def changes(
        self, old: Side, new: Side, universe: Universe, *, shared: bool
    ) -> tuple[GroupChange, ...]:
        """What differs; `shared`: both are the same principal, on whom nothing depends."""
        entries = (*old.stack.all(), *new.stack.all())
        among = grantable(old.stack, universe) | grantable(new.stack, universe)
        found: list[GroupChange] = []
        for bits, numbers in action_groups(entries, among, universe):
            middle = bisect_left(numbers, len(old.tokens))
            before = numbers[:middle]
            after = tuple([number - len(old.tokens) for number in numbers[middle:]])
            decide = self._shared if shared else self._decided
            changes = decide(old, before, new, after, universe.first(bits))
            if changes:
                found.append(GroupChange(bits, changes))
        return tuple(found)

    def _shared(
        self, old: Side, before: _Numbers, new: Side, after: _Numbers, action: str
    ) -> _Changes:
        """As `_decided`, once for all actions and principals to which the same applies."""
        was, now = old.key(before), new.key(after)
        if was == now:
            return ()
        key = (rule_of(action), old.reader, was, now)
        found = self._known.get(key)
        if found is None:
            found = self._decided(old, before, new, after, action)
            self._known[key] = found
        return found

    def _decided(
        self, old: Side, before: _Numbers, new: Side, after: _Numbers, action: str
    ) -> _Changes:
        """What changes for an action that the entries of these numbers are about."""
        return piece_changes(self._pieces(old, before, action), self._pieces(new, after, action))

    def _pieces(self, side: Side, numbers: _Numbers, action: str) -> Pieces:
        if side.reader is None:
            return ()
        who = side.reader.principal
        found = allowed(who, side.stack.chosen(numbers), side.reader, action)
        if self._elsewhere_only and action in _ASSUMING:
            return tuple(elsewhere(found, who))
        return found
