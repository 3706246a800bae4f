"""Whether the caller may make the call: the question goes to iamtui.policy's evaluator.

The words of a refusal: IAM User Guide, "Troubleshoot access denied error messages".
"""

from __future__ import annotations

from typing import Final

from iamtui import policy
from iamtui.mock.circumstances import circumstances
from iamtui.mock.errors import AwsError
from iamtui.mock.layers import layers_of
from iamtui.mock.needs import Need, needs
from iamtui.mock.registry import Request
from iamtui.policy import Layer, Verdict

_KINDS: Final = {
    Layer.BOUNDARY: "a permissions boundary",
    Layer.SESSION: "a session policy",
    Layer.RESOURCE: "a resource-based policy",
}
_OPENED: Final = ("iam:ChangePassword", "iam:GetAccountPasswordPolicy")
_TRUSTED: Final = ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")


def authorise(request: Request, service: str) -> None:
    """Raise AccessDenied in AWS's words where the caller's policies do not allow the call."""
    if request.operation == "AssumeRole" and request.caller.is_root:
        raise AwsError("AccessDenied", "Roles may not be assumed by root accounts.")
    for need in needs(request, service):
        _check(request, service, need)


def _check(request: Request, service: str, need: Need) -> None:
    caller, action = request.caller, need.action
    question = policy.Request(
        principal=caller.as_principal(),
        action=action,
        resource=need.resource.arn,
        context={**circumstances(request, service), **need.keys},
        resource_account=caller.account_id if service == "iam" else None,
        now=request.store.clock.now(),
    )
    policies = caller.session.carried.policies if caller.session is not None else ()
    decision = policy.evaluate(question, layers_of(caller.principal, policies, need.agreement))
    if decision.allowed or _opened_by_password_policy(request, action, decision):
        return
    words = f"User: {caller.arn} is not authorized to perform: {action}"
    reason = _reason(action, decision)
    raise AwsError("AccessDenied", f"{words} on resource: {need.resource.arn}{reason}")


def _opened_by_password_policy(request: Request, action: str, decision: policy.Decision) -> bool:
    """Whether the account lets every user do it, whatever the user's own policies leave out.

    Source: IAM API reference, UpdateAccountPasswordPolicy, AllowUsersToChangePassword; IAM User
    Guide, "Permit IAM users to change their own passwords".
    """
    rules = request.store.moto.account_password_policy
    if rules is None or not rules.allow_users_to_change_password:
        return False
    silent = decision.verdict is not Verdict.EXPLICIT_DENY and decision.layer not in _KINDS
    return silent and action in _OPENED and request.caller.is_iam_user


def _reason(action: str, decision: policy.Decision) -> str:
    """Why, as AWS says it; of a role that does not trust the caller it says nothing."""
    kind = _KINDS.get(decision.layer, "an identity-based policy")
    trusted = action in _TRUSTED
    if decision.verdict is Verdict.EXPLICIT_DENY:
        if trusted and decision.layer is Layer.RESOURCE:
            kind = "the role trust policy"
        return f" with an explicit deny in {kind}"
    if trusted:
        return ""
    return f" because no {kind.partition(' ')[2]} allows the {action} action"
