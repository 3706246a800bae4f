"""Which resources a statement names: ARNs with wildcards and policy variables; case matters.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from iamtui.policy.arns import resource_pattern, resource_segments
from iamtui.policy.globs import (
    Glob,
    Matcher,
    Wild,
    covers,
    glob,
    intersects,
    is_literal,
    joined,
    matcher,
    prefix_of,
)
from iamtui.policy.tri import MAYBE, NO, YES, Tri, negated
from iamtui.policy.variables import Lookup, Template, template

EVERYTHING: Glob = (Wild.ANY,)


class Variant(NamedTuple):
    """A pattern that becomes known only with the request: segments before and after the colon."""

    head: tuple[str, ...]
    tail: Template

    def pattern(self, lookup: Lookup) -> Glob | Tri:
        """The pattern for one request; NO or MAYBE where a variable has no (known) value."""
        tail = self.tail.pattern(lookup)
        return resource_pattern(list(self.head), tail) if isinstance(tail, tuple) else tail


@lru_cache(maxsize=8192)
def _read(text: str, variables: bool) -> Glob | Variant:
    if not text.strip("*"):
        return EVERYTHING
    segments = resource_segments(text)
    tail = template(segments[-1]) if variables else None
    if tail is not None:
        return Variant(tuple(segments[:-1]), tail)
    return resource_pattern(segments[:-1], glob(segments[-1]))


@lru_cache(maxsize=8192)
def _overlap(pattern: Glob, wanted: Glob) -> tuple[bool, bool]:
    """Whether `pattern` meets, and whether it covers, a request for many resources."""
    return intersects(pattern, wanted), covers(pattern, wanted)


class Resources:
    """The resources of one statement; with `excluded` (NotResource) all but these."""

    __slots__ = ("_exact", "_matchers", "_patterns", "_prefixes", "_variants", "excluded")

    def __init__(self, texts: Sequence[str], *, excluded: bool, variables: bool) -> None:
        found = [_read(text, variables) for text in texts]
        self.excluded = excluded
        self._patterns = tuple(each for each in found if not isinstance(each, Variant))
        self._variants = tuple(each for each in found if isinstance(each, Variant))
        exact: list[str] = []
        prefixes: list[str] = []
        matchers: list[Matcher] = []
        for pattern in self._patterns:
            prefix = prefix_of(pattern)
            if prefix is not None:
                prefixes.append(prefix)
            elif is_literal(pattern):
                exact.append("".join(str(token) for token in pattern))
            else:
                matchers.append(matcher(pattern))
        self._exact = frozenset(exact)
        self._prefixes = tuple(prefixes)
        self._matchers = tuple(matchers)

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
            answer = max(answer, pattern)
        return negated(answer) if self.excluded else answer

    def _named(self, resource: str) -> bool:
        """Whether a pattern without variables matches."""
        if resource in self._exact or resource.startswith(self._prefixes):
            return True
        return any(match(resource) for match in self._matchers) if self._matchers else False

    def overlaps(self, resource: str, lookup: Lookup, *, wholly: bool) -> Tri:
        """Whether the statement applies to some (`wholly`: to each) of a request's many resources.

        Without `wholly`: YES if any of them is meant. With it: YES if all are, MAYBE if some are.
        """
        wanted = joined(glob(resource))
        meets: Tri = NO
        whole: Tri = NO
        for pattern in (*self._patterns, *(each.pattern(lookup) for each in self._variants)):
            if not isinstance(pattern, tuple):
                meets, whole = max(meets, pattern), max(whole, pattern)
                continue
            some, every = _overlap(pattern, wanted)
            meets = YES if some else meets
            whole = YES if every else whole
        if self.excluded:
            meets, whole = negated(whole), negated(meets)
        if not wholly:
            return meets
        return whole if whole != NO else min(meets, MAYBE)
