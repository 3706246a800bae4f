"""What single kinds of policy do not take: trust policies and resource control policies.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
"""

from __future__ import annotations

from iamtui.policy.globs import glob, matcher
from iamtui.policy.kinds import PolicyKind
from iamtui.policy.rules import codes
from iamtui.policy.rules.draft import Draft, DraftStatement
from iamtui.policy.rules.fault import Faults, fault, quoted

_TRUST_ACTIONS = (
    "sts:assumerole",
    "sts:assumerolewithsaml",
    "sts:assumerolewithwebidentity",
    "sts:setcontext",
    "sts:setsourceidentity",
    "sts:tagsession",
)


def trust(draft: Draft, statement: DraftStatement) -> Faults:
    """A trust policy belongs to its role and lets it be assumed, nothing else."""
    if draft.kind is not PolicyKind.TRUST:
        return
    for name in ("Resource", "NotResource"):
        if name in statement.elements:
            message = f"A trust policy belongs to its role and names no resource: remove {name}."
            yield fault(codes.UNSUPPORTED_RESOURCE, message, statement.elements[name].key)
    for action in statement.actions:
        matches = matcher(glob(action.value.lower()))
        if not any(matches(name) for name in _TRUST_ACTIONS):
            message = (
                f"A trust policy decides on sts:AssumeRole and its kin only: move "
                f"{quoted(action.value)} to a policy of the role."
            )
            yield fault(codes.UNSUPPORTED_ACTION_IN_POLICY, message, action)


def resource_control(draft: Draft, statement: DraftStatement) -> Faults:
    """A resource control policy of a customer denies, to everybody, actions that it names."""
    if draft.kind is not PolicyKind.RCP:
        return
    effect = statement.elements.get("Effect")
    if statement.allows and effect is not None:
        message = "A resource control policy only denies: write `Deny`."
        yield fault(codes.UNSUPPORTED_EFFECT, message, effect.value or effect.key)
    for name in ("NotPrincipal", "NotAction"):
        if name in statement.elements:
            message = f"A resource control policy has no {name}: use a condition."
            yield fault(
                codes.UNSUPPORTED_ELEMENT_COMBINATION, message, statement.elements[name].key
            )
    for action in statement.actions:
        if action.value == "*":
            message = "A resource control policy names the service of its actions: not `*` alone."
            yield fault(codes.UNSUPPORTED_ACTION_IN_POLICY, message, action)
    for entry in statement.principals:
        if entry.value.value != "*":
            message = (
                'The Principal of a resource control policy is "*": name others in conditions.'
            )
            yield fault(codes.UNSUPPORTED_PRINCIPAL, message, entry.value)
