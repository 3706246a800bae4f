"""SimulatePrincipalPolicy and SimulateCustomPolicy, answered by iamtui.policy's evaluator.

Source: IAM API reference; trust policies are not considered, as by AWS's own simulator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from iamtui import policy
from iamtui.mock.entities import Group, Principal
from iamtui.mock.errors import AwsError, invalid
from iamtui.mock.layers import layers_of, policies_of
from iamtui.mock.paging import page
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.views import View
from iamtui.policy import Layer, Layers, NamedPolicy, Verdict


@dataclass(frozen=True, slots=True)
class _Question:
    """One action on one resource, and its place in the answer."""

    place: int
    action: str
    resource: str


@operation("SimulatePrincipalPolicy")
def simulate_principal_policy(request: Request) -> Result:
    """What the policies of a user, group or role say to actions on resources."""
    source = _source(request)
    layers = (
        Layers(identity=tuple(policies_of(source)))
        if isinstance(source, Group)
        else layers_of(source)
    )
    principal = request.caller.principal if isinstance(source, Group) else source
    return _simulate(request, principal, _with_inputs(request, layers))


@operation("SimulateCustomPolicy")
def simulate_custom_policy(request: Request) -> Result:
    """What policies given in the call say to actions on resources."""
    return _simulate(request, request.caller.principal, _with_inputs(request, Layers()))


def _source(request: Request) -> Principal | Group:
    arn = request.text("PolicySourceArn")
    store = request.store
    tables: tuple[Mapping[str, Principal | Group], ...] = (store.users, store.groups, store.roles)
    for table in tables:
        for holder in table.values():
            if holder.arn == arn:
                return holder
    raise AwsError("NoSuchEntity", f"The entity {arn} cannot be found.")


def _with_inputs(request: Request, layers: Layers) -> Layers:
    """The layers with the policies that the call itself brings."""
    given = _inputs(request, "PolicyInputList")
    boundary = _inputs(request, "PermissionsBoundaryPolicyInputList")
    resource = request.optional("ResourcePolicy")
    return replace(
        layers,
        identity=(*layers.identity, *given),
        boundary=boundary[0] if boundary else layers.boundary,
        resource_policy=NamedPolicy.of("ResourcePolicy", resource) if resource else None,
    )


def _inputs(request: Request, parameter: str) -> tuple[NamedPolicy, ...]:
    texts = request.params.get(parameter, [])
    return tuple(NamedPolicy.of(f"{parameter}.{n}", text) for n, text in enumerate(texts, start=1))


def _simulate(request: Request, principal: Principal, layers: Layers) -> Result:
    actions = request.params["ActionNames"]
    if any(":" not in action or "*" in action for action in actions):
        raise invalid("Invalid Input: ActionNames must be service:Action without wildcards.")
    resources = request.params.get("ResourceArns") or ["*"]
    pairs = enumerate(product(actions, resources))
    questions = [_Question(place, action, resource) for place, (action, resource) in pairs]
    chosen, end = page(request, questions, lambda question: f"{question.place:06}")
    results = [_result(request, principal, layers, question) for question in chosen]
    return {"EvaluationResults": results, **end}


def _result(request: Request, principal: Principal, layers: Layers, question: _Question) -> View:
    asked = policy.Request(
        principal=policy.Principal.parse(
            str(principal.arn), tags=principal.labels, user_id=str(principal.id)
        ),
        action=question.action,
        resource=question.resource,
        context={
            entry["ContextKeyName"]: tuple(entry["ContextKeyValues"])
            if entry.get("ContextKeyType", "").endswith("List")
            else "".join(entry["ContextKeyValues"][:1])
            for entry in request.params.get("ContextEntries", [])
        },
        now=request.store.clock.now(),
    )
    decision = policy.evaluate(asked, layers)
    verdict = decision.verdict
    return {
        "EvalActionName": question.action,
        "EvalResourceName": question.resource,
        "EvalDecision": (
            Verdict.IMPLICIT_DENY.value if verdict is Verdict.CONDITIONAL else verdict.value
        ),
        "MatchedStatements": list(_statements(decision)),
        "MissingContextValues": list(decision.missing_context_keys),
        "PermissionsBoundaryDecisionDetail": _boundary_detail(decision),
    }


def _statements(decision: policy.Decision) -> Iterator[View]:
    for match in decision.matched:
        if match.layer is not Layer.BOUNDARY:
            yield {
                "SourcePolicyId": match.policy.rpartition("/")[2],
                "SourcePolicyType": "IAM Policy",
                "StartPosition": {"Line": match.line, "Column": match.column},
            }


def _boundary_detail(decision: policy.Decision) -> View | None:
    for answer in decision.answers:
        if answer.layer is Layer.BOUNDARY:
            return {"AllowedByPermissionsBoundary": answer.verdict is Verdict.ALLOWED}
    return None
