"""What the actions of a statement work on and ask about, as far as the reference knows.

The answers are kept by pattern, since the same patterns stand in most policies.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from iamtui.policy.json_positions import Text
from iamtui.policy.reference import action, matching, resource_types
from iamtui.policy.rules.arn_types import ArnType, arn_type


class Reach(NamedTuple):
    """The ARNs that the actions of a pattern work on, and the condition keys they know.

    `needs_star`: one of the actions works on no particular resource. `guessed`: something about an
    action is not known. `actions` is their number; the keys are in lower case.
    """

    actions: int
    arn_types: frozenset[ArnType]
    needs_star: bool
    guessed: bool
    condition_keys: frozenset[str]


@lru_cache(maxsize=2048)
def reach_of(pattern: str) -> Reach:
    """The reach of one pattern of actions, given in lower case."""
    types: set[tuple[str, str]] = set()
    keys: set[str] = set()
    needs_star = False
    names = matching(pattern)
    for name in names:
        found = action(name)
        if found is None:
            continue
        needs_star = needs_star or not found.resource_types
        types.update((found.service, use.name) for use in found.resource_types)
        keys.update(map(str.lower, found.condition_keys))
    arns = [_arns(service, name) for service, name in types]
    return Reach(
        actions=len(names),
        arn_types=frozenset(each for some in arns for each in some),
        needs_star=needs_star,
        guessed=not all(arns),
        condition_keys=frozenset(keys),
    )


def reaches(actions: Iterable[Text]) -> list[Reach] | None:
    """The reach of every pattern, or None where one is unknown or names every service."""
    found = []
    for pattern in actions:
        if pattern.value.startswith("*") or "*" in pattern.value.partition(":")[0]:
            return None
        reach = reach_of(pattern.value.lower())
        if not reach.actions:
            return None
        found.append(reach)
    return found


@lru_cache(maxsize=4096)
def _arns(service: str, name: str) -> tuple[ArnType, ...]:
    found = resource_types(service).get(name)
    return () if found is None else tuple(arn_type(name, each) for each in found.arn_patterns)
