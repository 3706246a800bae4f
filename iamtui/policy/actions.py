"""Which actions a statement names: `s3:Get*`, `*`, `iam:*AccessKey`; case does not matter.

The patterns of a long statement are sorted by service, so that a request looks only at its own:
ReadOnlyAccess has more than a thousand of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from iamtui.policy.globs import Matcher, glob, matcher

_FEW = 12


def action_matcher(patterns: Sequence[str], *, excluded: bool) -> Matcher:
    """A function that tells whether a statement applies to a lower-case action.

    `patterns` are those of Action, or with `excluded` of NotAction: all actions but these.
    """
    if len(patterns) <= _FEW:
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
            if star == len(pattern) - 1 and "?" not in pattern:
                prefixes.append(pattern[:star])
            elif star < 0 and "?" not in pattern:
                exact.append(pattern)
            else:
                matchers.append(matcher(glob(pattern)))
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
            service = pattern.partition(":")[0].lower()
            if "*" in service or "?" in service:
                self._everywhere.append(pattern)
            else:
                self._by_service.setdefault(service, []).append(pattern)

    def matches(self, action: str) -> bool:
        service = action.partition(":")[0]
        found = self._ready.get(service)
        return (found or self._of_service(service)).matches(action)

    def _of_service(self, service: str) -> _Patterns:
        """The patterns that can match actions of one service; "*" for services not named."""
        patterns = self._by_service.get(service, [])
        known = service if patterns else "*"
        found = self._ready.get(known)
        if found is None:
            found = _Patterns(patterns + self._everywhere, self._excluded)
            self._ready[known] = found
        return found
