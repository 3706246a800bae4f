"""The known name that a misspelt one probably means."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_CLOSE = 0.75
_LONGEST = 100


def most_similar(word: str, known: Iterable[str]) -> str | None:
    """The known name that is nearest to `word` in any case, or None where none is near."""
    if len(word) > _LONGEST:
        return None
    by_lower = {name.lower(): name for name in known}
    close = get_close_matches(word.lower(), by_lower, n=1, cutoff=_CLOSE)
    return by_lower[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` Did you mean `x`?` with the nearest known name, or nothing."""
    found = most_similar(word, known)
    return f" Did you mean `{found}`?" if found is not None else ""
