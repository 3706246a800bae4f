"""What somebody asks who can do: read strictly, so that a slip is no "nobody can"."""

from __future__ import annotations

import re
from typing import NamedTuple

from iamtui.policy.reference import action, matching, reference_date

# "ec2:*" names some 700 actions.
MOST_ACTIONS = 2_000
_ACTION = re.compile(r"[A-Za-z0-9*?-]+:[A-Za-z0-9*?]+", re.ASCII)
_ARN_PARTS = 6


class Question(NamedTuple):
    """The actions that a question names, the resource, and what the answer should mention."""

    actions: tuple[str, ...]
    resource: str
    notes: tuple[str, ...] = ()


def read_question(action_pattern: str, resource: str) -> Question:
    """Read a question; raises ValueError with a sentence where it cannot be meant like this.

    The action may be a pattern. One that is written out and that the reference data do not know is
    asked about all the same, with a note: AWS may be ahead of the data.
    """
    if _ACTION.fullmatch(action_pattern) is None:
        raise ValueError(f"{_quoted(action_pattern)} is not an action such as s3:GetObject.")
    _check_resource(resource)
    if "*" not in action_pattern and "?" not in action_pattern:
        known = action(action_pattern)
        if known is not None:
            return Question((known.full,), resource)
        note = f"The reference data of {reference_date()} have no action {action_pattern}."
        return Question((action_pattern,), resource, (note,))
    found = matching(action_pattern)
    if not found:
        raise ValueError(f"No action of AWS matches {action_pattern}.")
    if len(found) > MOST_ACTIONS:
        raise ValueError(
            f"{action_pattern} names {len(found):,} actions; ask about one service at a time."
        )
    return Question(found, resource)


def _check_resource(resource: str) -> None:
    if resource == "*":
        return
    segments = resource.split(":", _ARN_PARTS - 1)
    if len(segments) < _ARN_PARTS or segments[0] != "arn" or not all((segments[2], segments[5])):
        raise ValueError(
            f"{_quoted(resource)} is not an ARN such as arn:aws:s3:::bucket/key, nor *."
        )


def _quoted(text: str) -> str:
    return repr(text[:200])
