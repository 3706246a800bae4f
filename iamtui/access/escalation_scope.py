"""Which users the permissions of an actor can be about at all.

Most accounts let every user make access keys of his own: such permissions are told apart here,
without asking about each of the others.
"""

from __future__ import annotations

import re
from functools import lru_cache

from iamtui.access.escalation_actor import Actor
from iamtui.access.escalation_methods import USER_METHODS
from iamtui.account.entity import EntityKind
from iamtui.policy import CompiledPolicy

_ACTIONS = frozenset(each for method in USER_METHODS for each in method.permissions)
_OWN_NAME = re.compile(r"\$\{aws:username\}", re.IGNORECASE)
_OPEN = frozenset("*?$")
_SELF = "${aws:username}"


def users_meant(actor: Actor) -> frozenset[str] | None:
    """The names of the only users that `actor` may make credentials of; None for any."""
    layers = actor.subject.layers
    meant: set[str] = set()
    for named in (*layers.identity, *layers.groups):
        names = None if named.unseen else _names(named.policy)
        if names is None:
            return None
        meant |= names
    if _SELF in meant:
        meant.remove(_SELF)
        if actor.entity.kind is EntityKind.USER:
            meant.add(actor.entity.key)
    return frozenset(meant)


@lru_cache(maxsize=16384)
def _names(policy: CompiledPolicy) -> frozenset[str] | None:
    """The last parts of the resources, which are users' names; None where one is open."""
    names: set[str] = set()
    for statement in policy.statements:
        if statement.denies or not any(map(statement.acts, _ACTIONS)):
            continue
        plain = statement.plain
        if plain.resources is None or plain.not_resources:
            return None
        for resource in plain.resources:
            last = resource.rpartition("/")[2]
            if _OWN_NAME.fullmatch(last):
                names.add(_SELF)
            elif last and _OPEN.isdisjoint(last):
                names.add(last)
            else:
                return None
    return frozenset(names)
