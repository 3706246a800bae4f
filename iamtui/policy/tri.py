"""Three-valued logic (Kleene): no, maybe, yes. AND is `min`, OR is `max`."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

Tri: TypeAlias = Literal[0, 1, 2]

NO: Final = 0
MAYBE: Final = 1
YES: Final = 2


def negated(value: Tri) -> Tri:
    """Not `value`: an unknown stays unknown."""
    return YES if value == NO else NO if value == YES else MAYBE
