"""The statements that take part in the decisions about one principal, sorted by what they do."""

from __future__ import annotations

from collections.abc import Container, Iterable
from itertools import count
from typing import NamedTuple, TypeAlias

from iamtui.access.action_bits import Universe
from iamtui.policy import Layers, NamedPolicy, Principal
from iamtui.policy.compile import CompiledStatement
from iamtui.policy.layers import Policies


class Entry(NamedTuple):
    """A statement of a policy, and the actions it is about.

    Without `statement` it stands for what nobody could read of the policy: that may be anything.
    """

    named: NamedPolicy
    statement: CompiledStatement | None
    bits: int


Entries: TypeAlias = tuple[Entry, ...]


class Stack(NamedTuple):
    """The allowing statements of the own policies, of each limit (boundary, session policies) and
    of each level of the organization; and the denying ones of all.

    An action is allowed where an own statement and one of every limit and level allow it, and none
    denies it.
    """

    own: Entries
    limits: tuple[Entries, ...]
    levels: tuple[Entries, ...]
    denies: Entries

    def all(self) -> Entries:
        """Every entry."""
        between = (entry for limit in (*self.limits, *self.levels) for entry in limit)
        return (*self.own, *between, *self.denies)

    def chosen(self, numbers: Container[int]) -> Stack:
        """Only the entries with these numbers in the order of `all`."""
        number = count()

        def some(entries: Entries) -> Entries:
            return tuple([entry for entry in entries if next(number) in numbers])

        own = some(self.own)
        limits, levels = tuple(map(some, self.limits)), tuple(map(some, self.levels))
        return Stack(own, limits, levels, some(self.denies))


def stack_of(who: Principal, layers: Layers, universe: Universe) -> Stack:
    """The statements of all layers but the resource policy.

    SCPs and RCPs do not apply to roles that are linked to a service.
    """
    limits: list[Policies] = [] if layers.boundary is None else [(layers.boundary,)]
    if layers.session:
        limits.append(layers.session)
    scps, rcps = ((), ()) if who.is_service_linked else (layers.scps, layers.rcps)
    own = _entries((*layers.identity, *layers.groups), universe)
    limiting = [_entries(limit, universe) for limit in limits]
    levels = [_entries(level, universe) for level in scps]
    restricting = [_entries(level, universe) for level in rcps]
    # RCPFullAWSAccess is attached everywhere: a level of RCPs that only deny allows the rest.
    levels += [split for split in restricting if split[0]]
    denying = (own, *limiting, *levels, *(split for split in restricting if not split[0]))
    return Stack(
        own[0],
        tuple(split[0] for split in limiting),
        tuple(split[0] for split in levels),
        tuple(entry for split in denying for entry in split[1]),
    )


def _entries(policies: Iterable[NamedPolicy], universe: Universe) -> tuple[Entries, Entries]:
    """The entries that allow, and those that deny."""
    everything = universe.everything
    allows: list[Entry] = []
    denies: list[Entry] = []
    for named in policies:
        if not named.policy.complete:
            denies.append(Entry(named, None, everything))
            if named.unseen:
                allows.append(Entry(named, None, everything))
        for statement in named.policy.statements:
            entry = Entry(named, statement, universe.of_statement(statement))
            (denies if statement.denies else allows).append(entry)
    return tuple(allows), tuple(denies)
