"""Conditions on MFA that a request without the key slips through.

Requests signed with long-term keys carry no aws:MultiFactorAuthPresent at all.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
"""

from __future__ import annotations

from iamtui.policy.document import Effect
from iamtui.policy.operators import written_operator
from iamtui.policy.rules import codes
from iamtui.policy.rules.draft import Draft, DraftStatement
from iamtui.policy.rules.fault import Faults, fault

_KEY = "aws:multifactorauthpresent"


def presence(draft: Draft, statement: DraftStatement) -> Faults:
    """A Deny without MFA needs IfExists; an Allow with MFA must not have it."""
    for condition in statement.conditions:
        written = written_operator(condition.operator.value)
        if condition.key.value.lower() != _KEY or written is None or written.set_operator:
            continue
        if written.operator.test != "bool":
            continue
        wanted = {value.value.lower() for value in condition.values}
        if statement.effect is Effect.DENY and wanted == {"false"} and not written.if_exists:
            message = (
                "Requests with long-term access keys carry no aws:MultiFactorAuthPresent and slip "
                "through this Deny: write `BoolIfExists`."
            )
            yield fault(codes.MFA_WITHOUT_IF_EXISTS, message, condition.operator)
        if statement.allows and wanted == {"true"} and written.if_exists:
            message = (
                "Requests with long-term access keys carry no aws:MultiFactorAuthPresent and are "
                "allowed without MFA: write `Bool`."
            )
            yield fault(codes.MFA_IF_EXISTS_WITH_ALLOW, message, condition.operator)
