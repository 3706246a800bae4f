"""What can be put in at a place of a half-typed policy, with the quotes that it needs there."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from iamtui.policy.json_cursor import Cursor, Expected


@dataclass(frozen=True, slots=True)
class Completion:
    """Put `text` in place of the characters from `start` to `end` (offsets, `end` exclusive).

    `label` is what to show for it, and `detail` what to say about it, in a few words.
    """

    start: int
    end: int
    text: str
    label: str
    detail: str


class Offer(NamedTuple):
    """A name or a value that fits; with `open` the author goes on typing after it.

    A `raw` one is JSON by itself, for a place without quotes.
    """

    value: str
    detail: str
    label: str = ""
    open: bool = False
    raw: bool = False


def completions(cursor: Cursor, offers: Iterable[Offer]) -> tuple[Completion, ...]:
    """The offers that go on from what is typed, those that begin with it before the others."""
    typed = cursor.typed.lower()
    beginning: list[Completion] = []
    within: list[Completion] = []
    for offer in offers:
        lowered = offer.value.lower()
        if offer.raw and (cursor.quoted or typed):
            continue
        if lowered.startswith(typed):
            beginning.append(_completion(cursor, offer))
        elif _is_within(typed, lowered):
            within.append(_completion(cursor, offer))
    return (*beginning, *within)


def _is_within(typed: str, lowered: str) -> bool:
    """Whether the name holds what is typed; what stands before a colon must be the same."""
    prefix, colon, rest = typed.partition(":")
    if not colon:
        return typed in lowered
    head, _, tail = lowered.partition(":")
    return head == prefix and rest in tail


def _completion(cursor: Cursor, offer: Offer) -> Completion:
    label = offer.label or offer.value
    if offer.raw:
        return Completion(cursor.start, cursor.end, offer.value, label, offer.detail)
    value = json.dumps(offer.value, ensure_ascii=False)[1:-1]
    text = value if cursor.quoted else f'"{value}'
    end = cursor.end
    if not offer.open:
        closing, over = _closing(cursor)
        text += closing
        end += over
    return Completion(cursor.start, end, text, label, offer.detail)


def _closing(cursor: Cursor) -> tuple[str, int]:
    """What must follow the value, and how many characters after it that replaces."""
    if cursor.expected is Expected.NAME and not cursor.colon:
        return '": ', 1 if cursor.closed else 0
    return ("" if cursor.closed else '"'), 0
