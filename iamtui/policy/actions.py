"""Which actions a statement names: `s3:Get*`, `*`, `iam:*AccessKey`; case does not matter.

The patterns of a long statement are sorted by service, so that a request looks only at its own:
ReadOnlyAccess has more than a thousand of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from iamtui.policy.globs import Matcher, glob, matcher

_FEW = 12


class ActionSet:
    """Patterns of actions, by the way in which they are compared."""

    __slots__ = ("_exact", "_matchers", "_prefixes")

    def __init__(self, patterns: Sequence[str]) -> None:
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

    def matches(self, action: str) -> bool:
        """Whether a lower-case `service:action` is named."""
        if action in self._exact or action.startswith(self._prefixes):
            return True
        return any(match(action) for match in self._matchers) if self._matchers else False


class Actions:
    """The actions of one statement; with `excluded` (NotAction) all but these."""

    __slots__ = ("_by_service", "_everywhere", "_excluded", "_few", "_ready")

    def __init__(self, patterns: Sequence[str], *, excluded: bool) -> None:
        self._excluded = excluded
        self._few = ActionSet(patterns) if len(patterns) <= _FEW else None
        self._everywhere: list[str] = []
        self._by_service: dict[str, list[str]] = {}
        self._ready: dict[str, ActionSet] = {}
        if self._few is None:
            self._sort(patterns)

    def matches(self, action: str) -> bool:
        """Whether the statement applies to a lower-case action."""
        found = self._few or self._of_service(action.partition(":")[0])
        return found.matches(action) is not self._excluded

    def _sort(self, patterns: Sequence[str]) -> None:
        for pattern in patterns:
            service = pattern.partition(":")[0].lower()
            if "*" in service or "?" in service:
                self._everywhere.append(pattern)
            else:
                self._by_service.setdefault(service, []).append(pattern)

    def _of_service(self, service: str) -> ActionSet:
        """The patterns that can match actions of one service; "*" for services not named."""
        patterns = self._by_service.get(service, [])
        known = service if patterns else "*"
        found = self._ready.get(known)
        if found is None:
            found = self._ready[known] = ActionSet(patterns + self._everywhere)
        return found
