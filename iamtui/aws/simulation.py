"""What AWS's own policy simulator is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

OPERATION = "SimulatePrincipalPolicy"


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """A condition key with its values; `kind` is the API's word for their type: `ipList` …"""

    key: str
    values: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class SimulatedStatement:
    """A statement that AWS matched: its policy, the sort of it, and where it begins (from 1)."""

    policy: str
    kind: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """AWS's answer. `decision` is `allowed`, `explicitDeny` or `implicitDeny`; `boundary_allows`
    and `organization_allows` are None where there is no boundary, no organization."""

    decision: str
    statements: tuple[SimulatedStatement, ...]
    missing: tuple[str, ...]
    boundary_allows: bool | None = None
    organization_allows: bool | None = None


def parameters(
    principal: str, action: str, resource: str, context: Sequence[ContextEntry]
) -> Mapping[str, Any]:
    """The parameters of the call."""
    entries = [
        {
            "ContextKeyName": entry.key,
            "ContextKeyValues": list(entry.values),
            "ContextKeyType": entry.kind,
        }
        for entry in context
    ]
    return {
        "PolicySourceArn": principal,
        "ActionNames": [action],
        "ResourceArns": [resource],
        "ContextEntries": entries,
    }


def read_simulation(answer: Mapping[str, Any]) -> Simulation | None:
    """The one result of the answer; None where it holds none."""
    results = answer.get("EvaluationResults", ())
    if not results:
        return None
    result = results[0]
    boundary = result.get("PermissionsBoundaryDecisionDetail") or {}
    organization = result.get("OrganizationsDecisionDetail") or {}
    return Simulation(
        decision=result["EvalDecision"],
        statements=tuple(_statement(entry) for entry in result.get("MatchedStatements", ())),
        missing=tuple(result.get("MissingContextValues", ())),
        boundary_allows=boundary.get("AllowedByPermissionsBoundary"),
        organization_allows=organization.get("AllowedByOrganizations"),
    )


def _statement(entry: Mapping[str, Any]) -> SimulatedStatement:
    start = entry.get("StartPosition") or {}
    return SimulatedStatement(
        policy=entry.get("SourcePolicyId", ""),
        kind=entry.get("SourcePolicyType", ""),
        line=start.get("Line", 0),
        column=start.get("Column", 0),
    )
