"""What a statement reaches: resources and principals, named or left out, compared with each other.

`covers` and `meets` are told by the patterns alone, without a request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from iamtui.policy.arns import resource_pattern, resource_segments
from iamtui.policy.document import Document, PrincipalEntry, Statement
from iamtui.policy.globs import Glob, Wild, covers, glob, intersects, joined
from iamtui.policy.variables import Literal, template

_ACCOUNT = re.compile(r"(?:arn:[^:]*:iam::)?(\d{12})(?::root)?", re.ASCII)
# Where a variable stands in a pattern: no document can hold such a character unescaped.
_VARIABLE = "\N{NULL}"
_CACHED = 65536


class Leaf(Protocol):
    """One name or pattern of a list."""

    @property
    def text(self) -> str:
        """What screens show."""

    @property
    def everything(self) -> bool:
        """Whether it is the `*` that reaches all there is."""

    def covers(self, other: Leaf) -> bool:
        """Whether this one reaches everything that `other` reaches; no where not certain."""

    def meets(self, other: Leaf) -> bool:
        """Whether something may be reached by both."""


@dataclass(frozen=True, slots=True)
class ResourcePattern:
    """A pattern of Resource; `variables`: whether `${…}` has a meaning in it."""

    text: str
    variables: bool

    @property
    def everything(self) -> bool:
        """See Leaf."""
        return self.text == "*"

    def covers(self, other: Leaf) -> bool:
        """See Leaf; a variable is covered by itself and by `*`."""
        return isinstance(other, ResourcePattern) and _covers(self, other)

    def meets(self, other: Leaf) -> bool:
        """See Leaf; a variable may be anything."""
        return isinstance(other, ResourcePattern) and _meets(self, other)


@dataclass(frozen=True, slots=True)
class PrincipalName:
    """An entry of Principal; an account is the ARN of its root, however it is written."""

    kind: str
    name: str

    @property
    def text(self) -> str:
        """See Leaf: with its kind, where that is not AWS."""
        return self.name if self.kind == "AWS" else f"{self.kind} {self.name}"

    @property
    def everything(self) -> bool:
        """See Leaf."""
        return self.kind == "AWS" and self.name == "*"

    def covers(self, other: Leaf) -> bool:
        """See Leaf; an account does not cover its users, whom it names less closely."""
        return self.everything or self == other

    def meets(self, other: Leaf) -> bool:
        """See Leaf."""
        return self.covers(other) or other.everything


@dataclass(frozen=True, slots=True)
class Area:
    """What the one leaf reaches, or with `excluded` all that none of the `leaves` reaches."""

    leaves: frozenset[Leaf]
    excluded: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """What is named, after "all but" where it is left out; () where there is no limit."""
        names = ", ".join(sorted(leaf.text for leaf in self.leaves))
        return () if not names else (f"all but {names}",) if self.excluded else (names,)

    def covers(self, other: Area) -> bool:
        """Whether everything in `other` is here; no where that is not certain."""
        if self.excluded and other.excluded:
            return all(any(out.covers(mine) for out in other.leaves) for mine in self.leaves)
        if self.excluded:
            return not any(mine.meets(leaf) for mine in self.leaves for leaf in other.leaves)
        if other.excluded:
            return any(mine.everything for mine in self.leaves)
        return all(any(mine.covers(leaf) for mine in self.leaves) for leaf in other.leaves)

    def meets(self, other: Area) -> bool:
        """Whether something may be in both."""
        if self.excluded and other.excluded:
            return True
        if self.excluded:
            return any(not any(out.covers(leaf) for out in self.leaves) for leaf in other.leaves)
        if other.excluded:
            return other.meets(self)
        return any(mine.meets(leaf) for mine in self.leaves for leaf in other.leaves)


EVERYWHERE = Area(frozenset(), excluded=True)
"""Where a statement has no such element, it is not limited by it."""


def resource_areas(statement: Statement, document: Document) -> Iterator[Area]:
    """An area for each Resource, or the one that NotResource leaves."""
    named, left_out = statement.resources, statement.not_resources
    patterns = [_pattern(text.value, document) for text in named or left_out or ()]
    yield from _areas(patterns, named is None and left_out is None, left_out is not None)


def principal_areas(statement: Statement) -> Iterator[Area]:
    """An area for each Principal, or the one that NotPrincipal leaves."""
    named, left_out = statement.principals, statement.not_principals
    names = [_principal(entry) for entry in named or left_out or ()]
    yield from _areas(names, named is None and left_out is None, left_out is not None)


def _areas(
    leaves: list[ResourcePattern] | list[PrincipalName], absent: bool, excluded: bool
) -> Iterator[Area]:
    if absent:
        yield EVERYWHERE
    elif excluded:
        yield Area(frozenset(leaves), excluded=True)
    else:
        yield from (Area(frozenset((leaf,))) for leaf in leaves)


def _pattern(text: str, document: Document) -> ResourcePattern:
    if not text.strip("*"):
        return ResourcePattern("*", False)
    return ResourcePattern(text, document.has_variables and "${" in text)


def _principal(entry: PrincipalEntry) -> PrincipalName:
    name = entry.value.value
    account = _ACCOUNT.fullmatch(name) if entry.kind == "AWS" else None
    if account and not name.startswith("arn:"):
        name = f"arn:aws:iam::{account[1]}:root"
    return PrincipalName(entry.kind, name)


@lru_cache(maxsize=_CACHED)
def _covers(one: ResourcePattern, other: ResourcePattern) -> bool:
    if one == other or one.everything:
        return True
    wide, narrow = _tokens(one), _tokens(other)
    return not _part_early(wide, narrow) and covers(wide, narrow)


@lru_cache(maxsize=_CACHED)
def _meets(one: ResourcePattern, other: ResourcePattern) -> bool:
    if one == other or one.everything or other.everything:
        return True
    first, second = _widened(one), _widened(other)
    return not _part_early(first, second) and intersects(first, second)


def _part_early(one: Glob, other: Glob) -> bool:
    """Whether the texts before the first wildcards already differ: most pairs end here."""
    first = one[0] if one and isinstance(one[0], str) else ""
    second = other[0] if other and isinstance(other[0], str) else ""
    return not (first.startswith(second) or second.startswith(first))


@lru_cache(maxsize=_CACHED)
def _tokens(pattern: ResourcePattern) -> Glob:
    """The pattern, with a variable as a text that is equal to the same variable only."""
    if pattern.everything:
        return (Wild.ANY,)
    segments = resource_segments(pattern.text)
    parts = template(segments[-1]) if pattern.variables else None
    if parts is None:
        return resource_pattern(segments[:-1], glob(segments[-1]))
    tail: list[str | Wild] = []
    for part in parts.parts:
        if isinstance(part, str):
            tail.extend(glob(part))
        elif isinstance(part, Literal):
            tail.append(part.text)
        else:
            tail.append(f"{_VARIABLE}{part.key.lower()}{_VARIABLE}{part.default or ''}{_VARIABLE}")
    return resource_pattern(segments[:-1], joined(tail))


def _widened(pattern: ResourcePattern) -> Glob:
    """The pattern with `*` where a variable stands."""
    tokens: list[str | Wild] = []
    for token in _tokens(pattern):
        texts = token.split(_VARIABLE) if isinstance(token, str) else []
        if len(texts) < 2:
            tokens.append(token)
            continue
        # Text, key, default, text, key, default, …, text.
        for place, text in enumerate(texts):
            if place % 3 == 0:
                tokens.extend([text] if text else [])
            elif place % 3 == 1:
                tokens.append(Wild.ANY)
    return joined(tokens)
