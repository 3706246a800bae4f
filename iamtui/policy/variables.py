"""Policy variables: texts such as `home/${aws:username, 'nobody'}/*`, and their values.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from typing import Final, NamedTuple, TypeAlias

from iamtui.policy.globs import Glob, Wild, glob, joined
from iamtui.policy.tri import MAYBE, NO, Tri

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_WITH_DEFAULT = re.compile(r"([^,]*),\s*'([^']*)'\s*", re.DOTALL)
_SIGNS = frozenset("*?$")


class Unknown(Enum):
    """A context key whose value nobody can tell before the request is made."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN

ContextValue: TypeAlias = "str | tuple[str, ...] | Unknown | None"
Lookup: TypeAlias = Callable[[str], ContextValue]


class Variable(NamedTuple):
    """A context key to be filled in, and what to take when the request has none."""

    key: str
    default: str | None


class Literal(NamedTuple):
    """A text whose `*` and `?` are no wildcards: `${*}`."""

    text: str


class Template(NamedTuple):
    """A text with at least one variable or sign; plain parts may hold wildcards."""

    parts: tuple[str | Literal | Variable, ...]

    def pattern(self, lookup: Lookup) -> Glob | Tri:
        """The wildcard pattern for one request.

        NO where a variable has no single value (the pattern then matches nothing), MAYBE where its
        value is not known.
        """
        tokens: list[str | Wild] = []
        for part in self.parts:
            if isinstance(part, str):
                tokens.extend(glob(part))
                continue
            value = _filled(part, lookup)
            if not isinstance(value, str):
                return MAYBE if isinstance(value, Unknown) else NO
            tokens.append(value)
        return joined(tokens)

    def widest(self, lookup: Lookup) -> Glob:
        """The pattern with any text in place of each variable whose value is not known."""
        tokens: list[str | Wild] = []
        for part in self.parts:
            if isinstance(part, str):
                tokens.extend(glob(part))
                continue
            value = _filled(part, lookup)
            tokens.append(value if isinstance(value, str) else Wild.ANY)
        return joined(tokens)

    def text(self, lookup: Lookup) -> str | Tri:
        """The text for one request, wildcards standing for themselves; NO, MAYBE as `pattern`."""
        texts: list[str] = []
        for part in self.parts:
            value = part if isinstance(part, str) else _filled(part, lookup)
            if not isinstance(value, str):
                return MAYBE if isinstance(value, Unknown) else NO
            texts.append(value)
        return "".join(texts)


def _filled(part: Literal | Variable, lookup: Lookup) -> str | Unknown | None:
    if isinstance(part, Literal):
        return part.text
    value = lookup(part.key)
    if value is None or value == ():
        return part.default
    return None if isinstance(value, tuple) else value


def template(text: str) -> Template | None:
    """The parts of a text, or None when it holds no variable."""
    if "${" not in text:
        return None
    parts: list[str | Literal | Variable] = []
    position = 0
    for match in _VARIABLE.finditer(text):
        parts.append(text[position : match.start()])
        parts.append(_part(match[1]))
        position = match.end()
    if not position:
        return None
    parts.append(text[position:])
    return Template(tuple(part for part in parts if part != ""))


def _part(inside: str) -> Literal | Variable:
    if inside in _SIGNS:
        return Literal(inside)
    match = _WITH_DEFAULT.fullmatch(inside)
    if match is not None:
        return Variable(match[1].strip(), match[2])
    return Variable(inside.strip(), None)


def split_colons(text: str, limit: int) -> list[str]:
    """Split at the first `limit` colons that are not inside `${…}`."""
    if "${" not in text:
        return text.split(":", limit)
    masked = _VARIABLE.sub(lambda match: "_" * len(match[0]), text)
    segments, start = [], 0
    for part in masked.split(":", limit):
        segments.append(text[start : start + len(part)])
        start += len(part) + 1
    return segments
