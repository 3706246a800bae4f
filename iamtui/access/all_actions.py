"""All actions of AWS as one universe: those of the reference data, and those that only a policy
names; sorted by service and name."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from iamtui.access.action_bits import Universe
from iamtui.policy import CompiledPolicy, reference
from iamtui.policy.access_level import AccessLevel
from iamtui.policy.action_names import names_of


@lru_cache(maxsize=8)
def all_actions(extras: tuple[str, ...] = ()) -> Universe:
    """The actions of the reference data, and `extras` between them."""
    names = list(reference.all_actions())
    for extra in extras:
        insort(names, extra, key=_by_service)
    return Universe(names)


def all_actions_of(policies: Iterable[CompiledPolicy]) -> Universe:
    """All of the reference data, and what these policies name in full besides."""
    found = {name.lower(): name for policy in policies for name in _unlisted(policy)}
    return all_actions(tuple(found[name] for name in sorted(found)))


@lru_cache(maxsize=1)
def action_levels() -> Mapping[str, AccessLevel]:
    """The level of each action of the reference data, by its name as AWS writes it."""
    levels = (level for service in reference.services() for level in names_of(service).levels)
    return dict(zip(reference.all_actions(), levels, strict=True))


def _by_service(name: str) -> list[str]:
    return name.lower().split(":", 1)


def _unlisted(policy: CompiledPolicy) -> Iterator[str]:
    for statement in policy.statements:
        for name in statement.plain.actions:
            if ":" in name and "*" not in name and "?" not in name:
                lowered = name.lower()
                if names_of(lowered.partition(":")[0]).place(lowered) is None:
                    yield name
