"""How much policies grant, counted in actions: by name, whatever the resources and conditions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from iamtui.access.action_bits import union
from iamtui.access.all_actions import all_actions
from iamtui.policy import CompiledPolicy, NamedPolicy


def extra_actions(new: Iterable[NamedPolicy], held: Iterable[NamedPolicy], action: str) -> int:
    """How many actions `new` policies name that no `held` one does, besides `action`."""
    have = union(_granted(named.policy) for named in held)
    gained = union(_granted(named.policy) for named in new)
    return (gained & ~have & ~all_actions().of_actions([action])).bit_count()


@lru_cache(maxsize=4096)
def _granted(policy: CompiledPolicy) -> int:
    universe = all_actions()
    return union(universe.of_statement(each) for each in policy.statements if not each.denies)
