"""Which policies may be about an action, by the patterns that their statements name.

Found once for an account, it spares each question the policies, and the holders, that say nothing
on what is asked.
"""

from __future__ import annotations

from collections import defaultdict

from iamtui.access.action_bits import Universe
from iamtui.policy import CompiledPolicy, NamedPolicy


class Mentions:
    """The patterns of policies, which must stay alive: they are known by their identity."""

    def __init__(self) -> None:
        self._by_pattern: defaultdict[str, list[int]] = defaultdict(list)
        self._about_anything: set[int] = set()
        self._known: set[int] = set()

    def add(self, named: NamedPolicy) -> int:
        """Take a policy in, once; gives the number that `of` names it by."""
        policy = named.policy
        number = id(named) if named.unseen else id(policy)
        if number not in self._known:
            self._known.add(number)
            if named.unseen or not policy.complete:
                self._about_anything.add(number)
            else:
                self._read(policy, number)
        return number

    def of(self, actions: Universe) -> set[int]:
        """The policies that may say something on one of `actions`."""
        found = set(self._about_anything)
        for pattern, numbers in self._by_pattern.items():
            if actions.of_pattern(pattern):
                found.update(numbers)
        return found

    def _read(self, policy: CompiledPolicy, number: int) -> None:
        by_pattern = self._by_pattern
        for statement in policy.statements:
            plain = statement.plain
            if plain.not_actions:
                self._about_anything.add(number)
            for pattern in plain.actions:
                by_pattern[pattern].append(number)
