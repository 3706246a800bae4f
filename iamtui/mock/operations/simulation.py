"""SimulatePrincipalPolicy and SimulateCustomPolicy, answered by iamtui.policy's evaluator.

Source: IAM API reference of both; trust policies are not considered, as by AWS's own simulator.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Final

from iamtui import policy
from iamtui.mock.entities import Group, Holder, Principal, User
from iamtui.mock.errors import AwsError
from iamtui.mock.layers import named_policy
from iamtui.mock.paging import page
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.simulated_policies import (
    excluded,
    invalid_input,
    policies_in,
    simulated_holder,
    simulated_policies,
)
from iamtui.mock.simulation_answers import Question, evaluation_result
from iamtui.policy import Layers, NamedPolicy

# What follows from a principal, and is missing where nobody says who calls.
_OF_A_PRINCIPAL: Final = ("aws:username", "aws:userid", "aws:PrincipalArn", "aws:PrincipalType")


@operation("SimulatePrincipalPolicy", differs="The organization's policies count.")
def simulate_principal_policy(request: Request) -> Result:
    """What the policies of a user, group or role say to actions on resources."""
    source = simulated_holder(request.store, request.text("PolicySourceArn"))
    own = tuple(simulated_policies(source, excluded(request)))
    layers = Layers(identity=own)
    if isinstance(source, User):
        groups = [simulated_policies(group, excluded(request)) for group in source.groups]
        layers = replace(layers, groups=tuple(each for group in groups for each in group))
    boundary = source.boundary if isinstance(source, Principal) else None
    if boundary is not None and "permission-boundary" not in excluded(request):
        layers = replace(layers, boundary=named_policy(boundary))
    return _simulate(request, _principal(request, source), layers, {})


@operation("SimulateCustomPolicy")
def simulate_custom_policy(request: Request) -> Result:
    """What policies given in the call say to actions on resources."""
    levels = request.params.get("OrderedOrganizationPolicyInputList", [])
    scps = tuple(policies_in(level, "ServiceControlPolicyInputList") for level in levels)
    principal = _principal(request, None)
    absent: dict[str, tuple[str, ...]] = {}
    if request.optional("CallerArn") is None:
        absent = dict.fromkeys(_OF_A_PRINCIPAL, ())
    return _simulate(request, principal, Layers(scps=scps), absent)


def _principal(request: Request, source: Holder | None) -> policy.Principal:
    """Who is simulated to call: CallerArn, which is a user's, or the source itself."""
    arn = request.optional("CallerArn")
    if arn is not None:
        return _given_caller(arn)
    if source is None or isinstance(source, Group):
        if request.optional("ResourcePolicy") is not None:
            raise invalid_input("CallerArn is required with a ResourcePolicy.")
        return request.caller.as_principal()
    tags, user_id = source.labels, str(source.id)
    return policy.Principal.parse(str(source.arn), tags=tags, user_id=user_id)


def _given_caller(arn: str) -> policy.Principal:
    try:
        principal = policy.Principal.parse(arn)
    except ValueError as error:
        raise invalid_input(f"Invalid CallerArn: {arn}") from error
    if principal.kind is not policy.PrincipalKind.USER:
        raise invalid_input("CallerArn must be the ARN of an IAM user.")
    return principal


def _with_inputs(request: Request, layers: Layers) -> Layers:
    """The layers with the policies that the call itself brings."""
    boundaries = policies_in(request.params, "PermissionsBoundaryPolicyInputList")
    if len(boundaries) > 1:
        raise invalid_input("Only one permissions boundary can be given.")
    resource = request.optional("ResourcePolicy")
    return replace(
        layers,
        identity=(*layers.identity, *policies_in(request.params, "PolicyInputList")),
        boundary=boundaries[0] if boundaries else layers.boundary,
        resource_policy=NamedPolicy.of("ResourcePolicy", resource) if resource else None,
    )


def _simulate(
    request: Request,
    principal: policy.Principal,
    layers: Layers,
    absent: dict[str, tuple[str, ...]],
) -> Result:
    actions, named = request.params["ActionNames"], request.params.get("ResourceArns")
    for action in actions:
        if ":" not in action or "*" in action or "?" in action:
            raise invalid_input(f"{action} is not the name of an action.")
    question = Question(
        principal=principal,
        layers=_with_inputs(request, layers),
        context=absent | _context(request),
        owner=_owner(request),
        now=request.store.clock.now(),
        names_resources=bool(named),
    )
    pairs = list(enumerate(product(actions, named or ["*"])))
    chosen, end = page(request, pairs, lambda pair: f"{pair[0]:06}")
    results = [evaluation_result(question, action, arn) for _, (action, arn) in chosen]
    return {"EvaluationResults": results, **end}


def _context(request: Request) -> dict[str, str | tuple[str, ...]]:
    return {
        entry["ContextKeyName"]: tuple(entry.get("ContextKeyValues", []))
        if entry.get("ContextKeyType", "").endswith("List")
        else "".join(entry.get("ContextKeyValues", [])[:1])
        for entry in request.params.get("ContextEntries", [])
        if "ContextKeyName" in entry
    }


def _owner(request: Request) -> str | None:
    """The account of ResourceOwner, which is an account's id or the ARN of its root."""
    owner = request.optional("ResourceOwner")
    if owner is None:
        return None
    try:
        return policy.Principal.parse(owner).account
    except ValueError as error:
        raise AwsError("InvalidInput", f"Invalid ResourceOwner: {owner}") from error
