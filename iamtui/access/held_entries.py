"""The statements of policies that are about some actions, made ready once for all who hold them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from iamtui.access.action_bits import Universe
from iamtui.access.parts import Parts
from iamtui.access.stack import Entries, Entry, Stack
from iamtui.access.terms import depends_on_principal
from iamtui.policy import NamedPolicy


class _Ready(NamedTuple):
    """The entries of one policy, or of several."""

    allows: Entries
    denies: Entries
    personal: bool


class HeldStack(NamedTuple):
    """A stack; `personal`: a statement in it may mean different things to different principals."""

    stack: Stack
    personal: bool


class HeldEntries:
    """Makes stacks of what is held; the entries of a policy are the same objects in all of them."""

    def __init__(self, universe: Universe) -> None:
        self._universe = universe
        self._ready: dict[int, tuple[NamedPolicy, _Ready]] = {}

    def stack(self, parts: Parts) -> HeldStack:
        """The entries of a principal's policies that are about the actions of the universe."""
        own = self._all((*parts.own, *parts.groups))
        if parts.boundary is None:
            return HeldStack(Stack(own.allows, (), (), own.denies), own.personal)
        limit = self._of(parts.boundary)
        stack = Stack(own.allows, (limit.allows,), (), (*own.denies, *limit.denies))
        return HeldStack(stack, own.personal or limit.personal)

    def _all(self, policies: Iterable[NamedPolicy]) -> _Ready:
        allows: list[Entry] = []
        denies: list[Entry] = []
        personal = False
        for named in policies:
            found = self._of(named)
            if found is not _NOTHING:
                allows += found.allows
                denies += found.denies
                personal = personal or found.personal
        return _Ready(tuple(allows), tuple(denies), personal)

    def _of(self, named: NamedPolicy) -> _Ready:
        known = self._ready.get(id(named))
        if known is None:
            known = (named, self._read(named))  # keeps the policy alive, and its id its own
            self._ready[id(named)] = known
        return known[1]

    def _read(self, named: NamedPolicy) -> _Ready:
        allows: list[Entry] = []
        denies: list[Entry] = []
        if not named.policy.complete:
            denies.append(Entry(named, None, self._universe.everything))
            if named.unseen:
                allows += denies
        for statement in named.policy.statements:
            bits = self._universe.of_statement(statement)
            if bits:
                (denies if statement.denies else allows).append(Entry(named, statement, bits))
        if not allows and not denies:
            return _NOTHING
        statements = (entry.statement for entry in (*allows, *denies) if entry.statement)
        return _Ready(tuple(allows), tuple(denies), any(map(depends_on_principal, statements)))


_NOTHING = _Ready((), (), personal=False)
