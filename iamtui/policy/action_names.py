"""The names and access levels of all actions, found by name, by service and by pattern.

Only names and levels are kept: 22,000 of them take a few MB, everything known about them 30.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache, lru_cache
from typing import NamedTuple

from iamtui.policy.access_level import AccessLevel
from iamtui.policy.action_index import levels_of
from iamtui.policy.globs import glob, matcher
from iamtui.policy.service_data import services

_LAST = "\U0010ffff"


class ServiceNames(NamedTuple):
    """The actions of one service, sorted by their lower-case names; three tuples side by side."""

    lowered: tuple[str, ...]
    written: tuple[str, ...]
    levels: tuple[AccessLevel, ...]

    def place(self, lowered: str) -> int | None:
        """The place of an action given as `s3:getobject`, or None."""
        place = bisect_left(self.lowered, lowered)
        found = place < len(self.lowered) and self.lowered[place] == lowered
        return place if found else None


def names_of(service: str) -> ServiceNames:
    """The actions of a service in any case; empty for an unknown service."""
    lowered = service.lower()
    return _names(lowered) if lowered in services() else _NO_NAMES


def names_matching(pattern: str) -> tuple[str, ...]:
    """The actions as AWS writes them that a pattern such as `s3:Get*` names, in any case."""
    return _matching(pattern.lower())


@lru_cache(maxsize=1)
def all_names() -> tuple[str, ...]:
    """Every action as AWS writes it, sorted by service, then by name in any case."""
    return tuple(name for service in services() for name in _names(service).written)


_NO_NAMES = ServiceNames((), (), ())


@cache
def _names(service: str) -> ServiceNames:
    levels = levels_of(service)
    written = tuple([f"{service}:{name}" for name in levels])
    return ServiceNames(tuple([name.lower() for name in written]), written, tuple(levels.values()))


@lru_cache(maxsize=256)
def _matching(pattern: str) -> tuple[str, ...]:
    if pattern in ("*", "*:*"):
        return all_names()
    service, colon, _ = pattern.partition(":")
    if "*" in service or "?" in service:
        return tuple(name for known in services() for name in _of_service(pattern, _names(known)))
    return _of_service(pattern, names_of(service)) if colon else ()


def _of_service(pattern: str, names: ServiceNames) -> tuple[str, ...]:
    if "?" in pattern or "*" in pattern[:-1]:
        matches = matcher(glob(pattern))
        pairs = zip(names.lowered, names.written, strict=True)
        return tuple([written for lowered, written in pairs if matches(lowered)])
    if pattern.endswith("*"):
        prefix = pattern[:-1]
        first = bisect_left(names.lowered, prefix)
        return names.written[first : bisect_left(names.lowered, prefix + _LAST, first)]
    place = names.place(pattern)
    return () if place is None else (names.written[place],)
