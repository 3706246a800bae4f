"""Statements that allow more than their author can oversee."""

from __future__ import annotations

from iamtui.policy.kinds import PolicyKind
from iamtui.policy.rules import codes
from iamtui.policy.rules.draft import Draft, DraftStatement
from iamtui.policy.rules.fault import Faults, fault
from iamtui.policy.rules.grants import is_everything, unlimited

# What limits a principal allows nothing, so that a wide limit is no wide grant.
_LIMITS = (PolicyKind.BOUNDARY, PolicyKind.SCP, PolicyKind.RCP)


def everything(draft: Draft) -> Faults:
    """`*` on `*` makes an administrator."""
    for statement in unlimited(draft):
        if not any(is_everything(each.value) for each in statement.resources):
            continue
        for action in statement.actions:
            if is_everything(action.value):
                message = (
                    "This allows every action on every resource: name the actions that are needed."
                )
                yield fault(codes.ALLOW_EVERYTHING, message, action)


def all_but(draft: Draft, statement: DraftStatement) -> Faults:
    """Allow with NotAction, NotResource or NotPrincipal allows what nobody has thought of."""
    if not statement.allows or draft.kind in _LIMITS:
        return
    elements = statement.elements
    if "NotAction" in elements:
        message = (
            "NotAction with Allow allows all other actions, those of future services too: name the "
            "actions that are needed."
        )
        yield fault(codes.ALLOW_WITH_NOT_ACTION, message, elements["NotAction"].key)
    if "NotResource" in elements:
        message = (
            "NotResource with Allow allows all other resources, future ones too: name the "
            "resources that are meant."
        )
        yield fault(codes.ALLOW_WITH_NOT_RESOURCE, message, elements["NotResource"].key)
    if "NotPrincipal" in elements and draft.kind.names_principals:
        message = (
            "NotPrincipal with Allow allows everybody else, anonymous callers too: name the "
            "principals that are meant."
        )
        yield fault(codes.ALLOW_WITH_NOT_PRINCIPAL, message, elements["NotPrincipal"].key)
