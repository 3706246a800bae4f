"""Patterns of ARNs: where their wildcards may reach, and where variables are allowed."""

from __future__ import annotations

from iamtui.policy.globs import Glob, Wild, glob, joined
from iamtui.policy.variables import split_colons

PARTS = 6

_PART = {Wild.ANY: Wild.ANY_PART, Wild.ONE: Wild.ONE_PART}


def resource_pattern(head: list[str], tail: Glob) -> Glob:
    """The pattern of a Resource: `head` are the first five segments, `tail` what follows.

    In the head, a `*` at the end of a segment may cross colons and any other may not; behind the
    fifth colon all wildcards are free.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    """
    tokens: list[str | Wild] = []
    for segment in head:
        tokens.extend(_head_segment(segment))
        tokens.append(":")
    return joined((*tokens, *tail))


def _head_segment(segment: str) -> list[str | Wild]:
    tokens = glob(segment)
    last = len(tokens) - 1
    return [
        token if isinstance(token, str) or (index == last and token is Wild.ANY) else _PART[token]
        for index, token in enumerate(tokens)
    ]


def resource_segments(text: str) -> list[str]:
    """The six segments of a Resource; AWS completes a short ARN with `*`."""
    segments = split_colons(text, PARTS - 1)
    return segments + ["*"] * (PARTS - len(segments))
