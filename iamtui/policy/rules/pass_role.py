"""iam:PassRole for roles that are not named.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

from __future__ import annotations

from iamtui.policy.document import Condition
from iamtui.policy.json_positions import Text
from iamtui.policy.kinds import PolicyKind
from iamtui.policy.rules import codes
from iamtui.policy.rules.codes import Code
from iamtui.policy.rules.draft import Draft, DraftStatement
from iamtui.policy.rules.fault import Faults, fault
from iamtui.policy.rules.grants import Patterns, is_everything, is_wide

_PASS_ROLE = "iam:PassRole"  # noqa: S105 - an action, no password
_LIMITING = frozenset({"iam:passedtoservice", "iam:associatedresourcearn"})
_ADVICE = "name the roles, or ask for iam:PassedToService in a condition"


def unlimited(draft: Draft, statement: DraftStatement) -> Faults:
    """Passing any role to any service is a way to the permissions of the strongest role."""
    if draft.kind is not PolicyKind.IDENTITY or not statement.allows:
        return
    if any(_limits(condition) for condition in statement.conditions):
        return
    if statement.not_actions:
        yield from _all_but(statement)
        return
    action = Patterns(statement.actions).naming(_PASS_ROLE)
    if action is None or is_everything(action.value):
        return
    if statement.elements.get("NotResource") is not None:
        message = f"This passes all roles but a few to any service: {_ADVICE}."
        yield fault(codes.PASS_ROLE_WITH_NOT_RESOURCE, message, action)
    elif any(is_wide(resource.value) for resource in statement.resources):
        message = f"This passes any role to any service: {_ADVICE}."
        yield fault(_code(action), message, action)


def _all_but(statement: DraftStatement) -> Faults:
    wide = any(is_everything(resource.value) for resource in statement.resources)
    if wide and Patterns(statement.not_actions).naming(_PASS_ROLE) is None:
        message = f"NotAction leaves iam:PassRole allowed for any role and service: {_ADVICE}."
        element = statement.elements["NotAction"].key
        yield fault(codes.PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION, message, element)


def _code(action: Text) -> Code:
    if "*" in action.value:
        return codes.PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE
    return codes.PASS_ROLE_WITH_STAR_IN_RESOURCE


def _limits(condition: Condition) -> bool:
    return condition.key.value.lower() in _LIMITING
