"""Which resources a statement names: ARNs with wildcards and policy variables; case matters.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from iamtui.policy.arns import PARTS, resource_pattern, resource_segments
from iamtui.policy.globs import (
    Glob,
    Matcher,
    Wild,
    covers,
    glob,
    intersects,
    joined,
    matcher,
)
from iamtui.policy.tri import MAYBE, NO, YES, Tri, negated
from iamtui.policy.variables import Lookup, Template, template

EVERYTHING: Glob = (Wild.ANY,)
COLONS = PARTS - 1
_WILDCARD = re.compile(r"[*?]")


class Variant(NamedTuple):
    """A pattern that becomes known only with the request: segments before and after the colon."""

    head: tuple[str, ...]
    tail: Template

    def pattern(self, lookup: Lookup) -> Glob | Tri:
        """The pattern for one request; NO or MAYBE where a variable has no (known) value."""
        tail = self.tail.pattern(lookup)
        return resource_pattern(list(self.head), tail) if isinstance(tail, tuple) else tail

    def widest(self, lookup: Lookup) -> Glob:
        """The pattern with any text in place of each variable whose value is not known."""
        return resource_pattern(list(self.head), self.tail.widest(lookup))


@lru_cache(maxsize=8192)
def _pattern(text: str) -> Glob:
    """A Resource in which `${…}` has no meaning; an empty one names nothing."""
    if not text:
        return ()
    if not text.strip("*"):
        return EVERYTHING
    segments = resource_segments(text)
    return resource_pattern(segments[:-1], glob(segments[-1]))


@lru_cache(maxsize=8192)
def _matcher(text: str) -> Matcher:
    return matcher(_pattern(text))


@lru_cache(maxsize=8192)
def _variant(text: str) -> Variant | None:
    """A Resource with policy variables; None where it has none (that count)."""
    segments = resource_segments(text)
    tail = template(segments[-1])
    return None if tail is None else Variant(tuple(segments[:-1]), tail)


@lru_cache(maxsize=8192)
def _overlap(pattern: Glob, wanted: Glob) -> tuple[bool, bool]:
    """Whether `pattern` meets, and whether it covers, a request for many resources."""
    return intersects(pattern, wanted), covers(pattern, wanted)


def _variant_overlap(variant: Variant, wanted: Glob, lookup: Lookup) -> tuple[Tri, Tri]:
    """The same of a pattern with variables; MAYBE where it depends on what is not known."""
    pattern = variant.pattern(lookup)
    found: Tri = YES if isinstance(pattern, tuple) else pattern
    widest = pattern if isinstance(pattern, tuple) else variant.widest(lookup)
    some, every = _overlap(widest, wanted)
    return found if some else NO, found if every else NO


class Resources:
    """The resources of one statement; with `excluded` (NotResource) all but these."""

    __slots__ = ("_exact", "_headed", "_plain", "_prefixes", "_variants", "excluded")

    def __init__(self, texts: Sequence[str], *, excluded: bool, variables: bool) -> None:
        self.excluded = excluded
        variants = [_variant(text) if variables and "${" in text else None for text in texts]
        self._variants = tuple([each for each in variants if each is not None])
        self._plain = texts
        if self._variants:
            self._plain = [text for text, each in zip(texts, variants, strict=True) if each is None]
        exact: list[str] = []
        prefixes: list[str] = []
        headed: list[tuple[str, str]] = []
        for text in self._plain:
            star = text.find("*")
            if text == "*":
                prefixes.append("")
            elif text.count(":") < COLONS or "?" in text or "${" in text:
                headed.append((_WILDCARD.split(text, 1)[0], text))
            elif star < 0:
                exact.append(text)
            elif star == len(text) - 1:
                prefixes.append(text[:-1])
            else:
                headed.append((text[:star], text))
        self._exact = frozenset(exact)
        self._prefixes = tuple(prefixes)
        self._headed = tuple(headed)

    @property
    def everything(self) -> bool:
        """Whether every resource is meant, so that nothing needs to be asked."""
        return "" in self._prefixes and not self.excluded

    def matches(self, resource: str, lookup: Lookup) -> Tri:
        """Whether the statement applies to one resource."""
        if self._named(resource):
            return NO if self.excluded else YES
        answer: Tri = NO
        for variant in self._variants:
            pattern = variant.pattern(lookup)
            if isinstance(pattern, tuple):
                pattern = YES if matcher(pattern)(resource) else NO
            elif pattern == MAYBE and not matcher(variant.widest(lookup))(resource):
                pattern = NO
            answer = max(answer, pattern)
        return negated(answer) if self.excluded else answer

    def _named(self, resource: str) -> bool:
        """Whether a pattern without variables matches."""
        if resource in self._exact or resource.startswith(self._prefixes):
            return True
        for head, text in self._headed:
            if resource.startswith(head) and _matcher(text)(resource):
                return True
        return False

    def overlaps(self, resource: str, lookup: Lookup, *, wholly: bool) -> Tri:
        """Whether the statement applies to some (`wholly`: to each) of a request's many resources.

        Without `wholly`: YES if any of them is meant. With it: YES if all are, MAYBE if some are.
        """
        wanted = joined(glob(resource))
        meets: Tri = NO
        whole: Tri = NO
        for pattern in map(_pattern, self._plain):
            some, every = _overlap(pattern, wanted)
            meets = YES if some else meets
            whole = YES if every else whole
        for variant in self._variants:
            met, covered = _variant_overlap(variant, wanted, lookup)
            meets, whole = max(meets, met), max(whole, covered)
        if self.excluded:
            meets, whole = negated(whole), negated(meets)
        if not wholly:
            return meets
        return whole if whole != NO else min(meets, MAYBE)
