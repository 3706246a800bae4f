"""Whether the caller may make the call: the question goes to iamtui.policy's evaluator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from iamtui import policy
from iamtui.mock.circumstances import circumstances
from iamtui.mock.errors import AwsError
from iamtui.mock.layers import layers_of
from iamtui.mock.registry import Request
from iamtui.mock.resource_arns import resource_arn, target_of
from iamtui.policy import Layer, Layers, NamedPolicy, Verdict

_FREE: Final = frozenset({"GetCallerIdentity", "GetAccessKeyInfo"})
_KINDS: Final = {
    Layer.BOUNDARY: "permissions boundary",
    Layer.SESSION: "session policy",
    Layer.RESOURCE: "resource-based policy",
}


def authorise(request: Request, service: str) -> None:
    """Raise AccessDenied in AWS's words where the caller's policies do not allow the call."""
    if service == "sts" and request.operation in _FREE:
        return
    for action, resource in _needed(request, service):
        _check(request, action, resource)


def _needed(request: Request, service: str) -> Iterator[tuple[str, str]]:
    """The actions that a call needs, each with its resource; most need the one of their name."""
    resource = resource_arn(request)
    yield f"{service}:{request.operation}", resource
    if request.operation.startswith("Create") and request.params.get("Tags"):
        yield f"{service}:Tag{request.operation.removeprefix('Create')}", resource
    if request.operation == "AddRoleToInstanceProfile":
        role = request.store.roles.get(request.text("RoleName"))
        if role is not None:
            yield "iam:PassRole", str(role.arn)


def _check(request: Request, action: str, resource: str) -> None:
    caller = request.caller
    question = policy.Request(
        principal=policy.Principal.parse(
            caller.arn, tags=caller.principal.labels, user_id=caller.user_id
        ),
        action=action,
        resource=resource,
        context=circumstances(request, target_of(request)),
        resource_account=None if action == "sts:AssumeRole" else caller.account_id,
        now=request.store.clock.now(),
    )
    decision = policy.evaluate(question, _layers(request, action, resource))
    if decision.allowed:
        return
    words = f"User: {caller.arn} is not authorized to perform: {action} on resource: {resource}"
    raise AwsError("AccessDenied", words + _reason(action, decision))


def _reason(action: str, decision: policy.Decision) -> str:
    """Why, as AWS says it; of roles and their trust policies it says nothing."""
    kind = _KINDS.get(decision.layer, "identity-based policy")
    if decision.verdict is Verdict.EXPLICIT_DENY:
        article = "an" if kind.startswith("i") else "a"
        return f" with an explicit deny in {article} {kind}"
    if action == "sts:AssumeRole":
        return ""
    return f" because no {kind} allows the {action} action"


def _layers(request: Request, action: str, resource: str) -> Layers:
    principal, session = request.caller.principal, request.caller.session
    trust = None
    if action == "sts:AssumeRole":
        role = request.store.role_by_arn(resource)
        if role is not None:
            trust = NamedPolicy.of("trust policy", role.assume_role_policy_document)
    return layers_of(principal, session.policies if session is not None else (), trust)
