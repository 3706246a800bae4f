"""Which pattern of a list covers another text or pattern, without comparing each with each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from iamtui.policy.arns import resource_pattern, resource_segments
from iamtui.policy.globs import Glob, Matcher, covers, glob, matcher

_MOST_COMPARED = 40
_MOST_COMPARISONS = 4000
# Stands for the wildcards of a pattern, to try one of its texts before all of them.
_NOTHING_ELSE = "\0"
_SIGNS = ("${*}", "${?}", "${$}")


class Coverage:
    """Patterns of actions (compared in lower case) or, with `arns`, of resources.

    Almost all patterns are literal or end in their only `*`: those are found by dictionary. Of the
    others the first forty at most are compared one by one, so that a long list takes no quadratic
    time.
    """

    def __init__(self, patterns: Sequence[str], *, arns: bool = False) -> None:
        self._arns = arns
        self._exact: dict[str, int] = {}
        self._prefixes: dict[str, int] = {}
        self._others: list[tuple[int, str]] = []
        for index, pattern in enumerate(patterns):
            text = self._folded(pattern)
            if any(sign in text for sign in _SIGNS):
                continue
            self._exact.setdefault(text, index)
            prefix = text.rstrip("*")
            if "*" in prefix or "?" in prefix:
                self._others.append((index, text))
            elif prefix != text:
                self._prefixes.setdefault(prefix, index)
        few = max(1, min(_MOST_COMPARED, _MOST_COMPARISONS // max(1, len(patterns))))
        self._others = self._others[:few]
        self._lengths = sorted({len(prefix) for prefix in self._prefixes})

    def _folded(self, pattern: str) -> str:
        return pattern if self._arns else pattern.lower()

    def covering(self, pattern: str, own: int | None = None) -> int | None:
        """The place of a pattern that covers this one, other than the one at `own`."""
        text = self._folded(pattern)
        same = self._exact.get(text)
        if same is not None and same != own:
            return same
        for length in self._lengths:
            if length > len(text):
                break
            found = self._prefixes.get(text[:length])
            if found is not None and found != own:
                return found
        return self._by_comparison(text, own)

    def _by_comparison(self, text: str, own: int | None) -> int | None:
        sample = text.replace("*", _NOTHING_ELSE).replace("?", _NOTHING_ELSE)
        for index, other in self._others:
            if index == own or other == text or not _matcher(other, self._arns)(sample):
                continue
            if _covers(other, text, self._arns):
                return index
        return None


@lru_cache(maxsize=4096)
def _matcher(pattern: str, arns: bool) -> Matcher:
    return matcher(_pattern(pattern, arns))


@lru_cache(maxsize=4096)
def _covers(wide: str, narrow: str, arns: bool) -> bool:
    return covers(_pattern(wide, arns), _pattern(narrow, arns))


def _pattern(text: str, arns: bool) -> Glob:
    if not arns:
        return glob(text)
    segments = resource_segments(text)
    return resource_pattern(segments[:-1], glob(segments[-1]))
