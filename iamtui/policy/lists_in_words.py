"""Lists as they stand in a sentence: "a, b or c"."""

from __future__ import annotations

from collections.abc import Sequence


def one_of(texts: Sequence[str]) -> str:
    """`a, b or c`."""
    return _joined(texts, "or")


def all_of(texts: Sequence[str]) -> str:
    """`a, b and c`."""
    return _joined(texts, "and")


def _joined(texts: Sequence[str], last: str) -> str:
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} {last} {texts[-1]}"
