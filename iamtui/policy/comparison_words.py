"""A row of a comparison in words: "Newly allows writing in Amazon S3 (s3:PutObject) on …"."""

from __future__ import annotations

from iamtui.policy.action_words import actions_in_words
from iamtui.policy.comparison import ChangedPermission, ChangeKind
from iamtui.policy.condition_words import conditions_in_words
from iamtui.policy.document import Condition, Effect
from iamtui.policy.lists_in_words import all_of, one_of
from iamtui.policy.resource_words import resources_in_words

_VERBS = {
    ChangeKind.GRANTED: "Newly allows",
    ChangeKind.REVOKED: "No longer allows",
    ChangeKind.DENIED: "Newly denies",
    ChangeKind.NO_LONGER_DENIED: "No longer denies",
}


def change_in_words(row: ChangedPermission) -> str:
    """What changes, in one sentence that leaves nothing of the row out but statement numbers."""
    who = one_of(["anybody" if name == "*" else name for name in row.principals])
    parts = [_verb(row), who, _actions(row)]
    if row.resources:
        parts.append(f"on {resources_in_words(row.resources)}")
    text = " ".join(part for part in parts if part)
    if row.inside:
        text += f", apart from {all_of(row.inside)}"
    return f"{text}{_conditions(row)}."


def _verb(row: ChangedPermission) -> str:
    allows = "Allows" if row.effect is Effect.ALLOW else "Denies"
    return _VERBS.get(row.kind, f"{allows} under other conditions")


def _actions(row: ChangedPermission) -> str:
    words = actions_in_words(row.actions)
    if not row.but_actions:
        return words
    return f"{words} but {actions_in_words(row.but_actions, in_full=True)}"


def _conditions(row: ChangedPermission) -> str:
    if row.kind is ChangeKind.CONDITIONS:
        return f": before {_alternatives(row.before)}, now {_alternatives(row.after)}"
    alternatives = row.before or row.after
    if not any(alternatives):
        return ""
    return f", {_alternatives(alternatives)}"


def _alternatives(sets: tuple[tuple[Condition, ...], ...]) -> str:
    if not all(sets):
        return "always"
    return "; or ".join(f"if {conditions_in_words(conditions)}" for conditions in sets)
