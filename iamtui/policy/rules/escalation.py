"""Grants that let their holder take more permissions than they give."""

from __future__ import annotations

from collections.abc import Sequence

from iamtui.policy.escalation_sets import ESCALATIONS, Escalation, EscalationKind
from iamtui.policy.json_positions import Text
from iamtui.policy.rules import codes
from iamtui.policy.rules.draft import Draft
from iamtui.policy.rules.fault import Faults, fault
from iamtui.policy.rules.grants import Patterns, denied, is_everything, unlimited

_SHOWN = 3
_MEANS = {
    EscalationKind.SELF_ESCALATION: "give himself more permissions",
    EscalationKind.PRINCIPAL_ACCESS: "become another user or role",
    EscalationKind.NEW_PASSROLE: "use a role through a new resource",
    EscalationKind.EXISTING_PASSROLE: "use the role of an existing resource",
}


def sets(draft: Draft) -> Faults:
    """All permissions of a published path are allowed; a finding for each granting pattern."""
    granted = [action for statement in unlimited(draft) for action in statement.actions]
    if not granted or any(is_everything(action.value) for action in granted):
        return
    allowed, forbidden = Patterns(granted), Patterns(denied(draft))
    by_pattern: dict[Text, list[Escalation]] = {}
    for path in _smallest([path for path in ESCALATIONS if _is_open(path, allowed, forbidden)]):
        pattern = allowed.naming(path.permissions[-1])
        if pattern is not None:
            by_pattern.setdefault(pattern, []).append(path)
    for pattern, paths in by_pattern.items():
        yield fault(codes.PRIVILEGE_ESCALATION, _sentence(paths), pattern)


def _is_open(path: Escalation, allowed: Patterns, forbidden: Patterns) -> bool:
    return all(
        allowed.naming(permission) is not None and forbidden.naming(permission) is None
        for permission in path.permissions
    )


def _smallest(paths: Sequence[Escalation]) -> list[Escalation]:
    """The paths without those that only add a permission to another one."""
    sets_ = [frozenset(path.permissions) for path in paths]
    return [
        path
        for path, needed in zip(paths, sets_, strict=True)
        if not any(other < needed for other in sets_)
    ]


def _sentence(paths: Sequence[Escalation]) -> str:
    means = " and ".join(dict.fromkeys(_MEANS[path.kind] for path in paths))
    shown = ", ".join(f"{path.id} ({' + '.join(path.permissions)})" for path in paths[:_SHOWN])
    more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
    return f"Its holder can {means}, by {shown}{more}: name the resources or add a condition."
