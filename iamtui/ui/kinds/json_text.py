"""Documents laid out for reading, without changing a character that has a meaning."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from iamtui.policy.holder import Holder
from iamtui.ui.kind import Document

INDENT = "    "

_PART = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_CLOSING = {"{": "}", "[": "]"}


def document(
    title: str, text: str, holder: Holder, compared_with: Document | None = None
) -> Document:
    """`text`, a policy of `holder`, laid out, as a document called `title`."""
    return Document(title, pretty(text), holder, compared_with)


def pretty(text: str) -> str:
    """`text` with a line for each value if it is JSON (RFC 8259), else as it is.

    Only white space between its parts changes: the order of keys, keys that occur twice, escapes
    and the spelling of numbers stay.
    """
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    return "".join(_laid_out(_PART.findall(text)))


def _laid_out(parts: list[str]) -> Iterator[str]:
    depth = 0
    for index, part in enumerate(parts):
        before = parts[index - 1] if index else ""
        if part in "}]":
            depth -= 1
            if _CLOSING.get(before) != part:
                yield "\n" + INDENT * depth
        elif before in _CLOSING or before == ",":
            yield "\n" + INDENT * depth
        yield ": " if part == ":" else part
        if part in _CLOSING:
            depth += 1
