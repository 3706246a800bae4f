"""What a policy grants without a condition on resources that it does not name.

The rules on privileges and credentials look at grants of this kind only: a condition or a named
resource is taken as the author's care.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from iamtui.policy.document import Effect
from iamtui.policy.globs import glob, matcher
from iamtui.policy.json_positions import Text
from iamtui.policy.kinds import PolicyKind
from iamtui.policy.rules.draft import Draft, DraftStatement

# `*`, `role/*`, `user/*/*`: any resource, or any of a type.
_ANY_OF_TYPE = re.compile(r"(?:[A-Za-z0-9_-]+[/:])?\*[*/]*")


def is_everything(text: str) -> bool:
    """Whether a pattern of actions or resources is `*`; `*:*` names every action."""
    return text == "*:*" or (text.startswith("*") and not text.strip("*"))


def is_wide(resource: str) -> bool:
    """Whether a Resource names no resource in particular: `*`, `arn:aws:iam::*:role/*`."""
    if is_everything(resource):
        return True
    parts = resource.split(":", 5)
    return len(parts) == 6 and _ANY_OF_TYPE.fullmatch(parts[5]) is not None


def unlimited(draft: Draft) -> Iterator[DraftStatement]:
    """The statements of an identity policy that allow, without conditions, on wide resources."""
    if draft.kind is not PolicyKind.IDENTITY:
        return
    for statement in draft.statements:
        if not statement.allows or "Condition" in statement.elements:
            continue
        if any(is_wide(each.value) for each in statement.resources):
            yield statement


def denied(draft: Draft) -> tuple[Text, ...]:
    """The patterns of actions that the policy denies whatever the request."""
    return tuple(
        action
        for statement in draft.statements
        if statement.effect is Effect.DENY and "Condition" not in statement.elements
        if any(is_everything(each.value) for each in statement.resources)
        for action in statement.actions
    )


class Patterns:
    """Patterns of actions, asked which of them names an action first."""

    def __init__(self, patterns: Iterable[Text]) -> None:
        self._exact: dict[str, Text] = {}
        self._wild: dict[str, list[tuple[Text, str]]] = {}
        self._answers: dict[str, Text | None] = {}
        for pattern in patterns:
            text = pattern.value.lower()
            if "*" in text or "?" in text:
                service = text.partition(":")[0]
                known = "" if "*" in service or "?" in service else service
                self._wild.setdefault(known, []).append((pattern, text))
            else:
                self._exact.setdefault(text, pattern)

    def naming(self, action: str) -> Text | None:
        """The pattern that names an action, the exact one before one with wildcards."""
        if action not in self._answers:
            self._answers[action] = self._naming(action.lower())
        return self._answers[action]

    def _naming(self, action: str) -> Text | None:
        exact = self._exact.get(action)
        if exact is not None:
            return exact
        service = action.partition(":")[0]
        wild = (*self._wild.get(service, ()), *self._wild.get("", ()))
        return next((found for found, text in wild if matcher(glob(text))(action)), None)
