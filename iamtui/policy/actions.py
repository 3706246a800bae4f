"""Which actions a statement names: `s3:Get*`, `*`, `iam:*AccessKey`; case does not matter.

The patterns of a long statement are sorted by service, so that a request looks only at its own:
ReadOnlyAccess has more than a thousand of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from iamtui.policy.globs import Matcher, glob, matcher

# Up to as many patterns are compared as they are written: making something of them costs more.
FEW = 4
_SOME = 12


ANY_SERVICE = "*"


def service_of(pattern: str) -> str:
    """The service of an action in lower case; ANY_SERVICE where that is a pattern itself."""
    service = pattern.partition(":")[0]
    return ANY_SERVICE if "*" in service or "?" in service else service.lower()


def names_action(patterns: Sequence[str], action: str) -> bool:
    """Whether one of a few patterns matches a lower-case action."""
    for pattern in patterns:
        lowered = pattern.lower()
        if lowered == action:
            return True
        star = lowered.find("*")
        likely = "?" in lowered or (star >= 0 and action.startswith(lowered[:star]))
        if likely and _matcher(lowered)(action):
            return True
    return False


@lru_cache(maxsize=8192)
def _matcher(lowered: str) -> Matcher:
    return matcher(glob(lowered))


def action_matcher(patterns: Sequence[str], *, excluded: bool) -> Matcher:
    """A function that tells whether a statement applies to a lower-case action.

    `patterns` are those of Action, or with `excluded` of NotAction: all actions but these.
    """
    if len(patterns) <= _SOME:
        return _Patterns(patterns, excluded).matches
    return _SortedPatterns(patterns, excluded).matches


class _Patterns:
    """Patterns by the way in which they are compared."""

    __slots__ = ("_exact", "_excluded", "_matchers", "_prefixes")

    def __init__(self, patterns: Sequence[str], excluded: bool) -> None:
        exact: list[str] = []
        prefixes: list[str] = []
        matchers: list[Matcher] = []
        for pattern in map(str.lower, patterns):
            star = pattern.find("*")
            if "?" in pattern or 0 <= star < len(pattern) - 1:
                matchers.append(_matcher(pattern))
            elif star < 0:
                exact.append(pattern)
            else:
                prefixes.append(pattern[:star])
        self._exact = frozenset(exact)
        self._prefixes = tuple(prefixes)
        self._matchers = tuple(matchers)
        self._excluded = excluded

    def matches(self, action: str) -> bool:
        if action in self._exact or action.startswith(self._prefixes):
            return not self._excluded
        for match in self._matchers:
            if match(action):
                return not self._excluded
        return self._excluded


class _SortedPatterns:
    """Many patterns, sorted by service."""

    __slots__ = ("_by_service", "_everywhere", "_excluded", "_ready")

    def __init__(self, patterns: Sequence[str], excluded: bool) -> None:
        self._excluded = excluded
        self._everywhere: list[str] = []
        self._by_service: dict[str, list[str]] = {}
        self._ready: dict[str, _Patterns] = {}
        for pattern in patterns:
            service = service_of(pattern)
            if service == ANY_SERVICE:
                self._everywhere.append(pattern)
            else:
                self._by_service.setdefault(service, []).append(pattern)

    def matches(self, action: str) -> bool:
        service = action.partition(":")[0]
        found = self._ready.get(service)
        return (found or self._of_service(service)).matches(action)

    def _of_service(self, service: str) -> _Patterns:
        """The patterns that can match actions of one service; ANY_SERVICE for those not named."""
        patterns = self._by_service.get(service, [])
        known = service if patterns else ANY_SERVICE
        found = self._ready.get(known)
        if found is None:
            found = _Patterns(patterns + self._everywhere, self._excluded)
            self._ready[known] = found
        return found
