"""The table of escalation paths names real actions, each path once."""

from __future__ import annotations

from iamtui.policy.escalation_sets import ESCALATIONS, EscalationKind
from iamtui.policy.reference import action


def test_every_path_is_there_once() -> None:
    assert len(ESCALATIONS) == len({path.id for path in ESCALATIONS}) == 65
    assert {path.kind for path in ESCALATIONS} == set(EscalationKind)


def test_every_permission_is_an_action() -> None:
    unknown = {
        permission
        for path in ESCALATIONS
        for permission in path.permissions
        if (found := action(permission)) is None or found.full != permission
    }
    assert unknown == set()
