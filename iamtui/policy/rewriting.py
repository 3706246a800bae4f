"""A policy's text with its lists of actions written out, or drawn together; the rest stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from iamtui.policy.action_sets import expand, minimise, unmatched
from iamtui.policy.json_positions import JsonArray, JsonObject, JsonValue, Text, scan

_LISTS = ("Action", "NotAction")


def with_actions_expanded(text: str) -> str:
    """The policy with every real action in place of the patterns that name it.

    A pattern that names none stays as it is. Raises ValueError where the text is no JSON.
    """
    return _rewritten(text, lambda patterns: (*expand(patterns), *unmatched(patterns)))


def with_actions_minimised(text: str) -> str:
    """The policy with the shortest lists of patterns found that name the same real actions.

    The same as of today: a pattern may name actions that AWS adds later. Raises ValueError where
    the text is no JSON.
    """
    return _rewritten(text, minimise)


def _rewritten(text: str, rewrite: Callable[[Sequence[str]], Iterable[str]]) -> str:
    value, problems = scan(text)
    if problems:
        raise ValueError(f"The text is no JSON: {problems[0].message}.")
    parts: list[str] = []
    end = 0
    for found in _lists(value):
        items = found.items if isinstance(found, JsonArray) else (found,)
        patterns = [item.value for item in items if isinstance(item, Text)]
        written = list(rewrite(patterns))
        if len(patterns) < len(items) or written == patterns:
            continue
        parts += [text[end : found.start], json.dumps(written, ensure_ascii=False)]
        end = found.end
    return "".join((*parts, text[end:]))


def _lists(value: JsonValue | None) -> Iterator[JsonValue]:
    """The values of Action and NotAction of every statement, in the order of the text."""
    for member in _members(value, ("Statement",)):
        for statement in member.items if isinstance(member, JsonArray) else (member,):
            yield from _members(statement, _LISTS)


def _members(value: JsonValue | None, names: Sequence[str]) -> Iterator[JsonValue]:
    if isinstance(value, JsonObject):
        for key, member in value.members:
            if key.value in names and member is not None:
                yield member
