"""A policy case: one request with all its policies as a line of JSON, and the answer to it.

    {"id": "…", "request": {"principal": ARN, "action": …, "resource": ARN,
     "resourceAccount": … | null, "context": {…}}, "identityPolicies": [DOC…],
     "groupPolicies": [DOC…], "permissionsBoundary": DOC | null, "sessionPolicies": [DOC…],
     "scps": [[DOC…]…], "rcps": [[DOC…]…], "resourcePolicy": DOC | "unknown" | null}

A policy that is left out is one that does not exist.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from iamtui.policy.case_reading import Members, UnreadableCase, read_layers, read_request
from iamtui.policy.decision import Decision
from iamtui.policy.evaluation import evaluate
from iamtui.policy.json_positions import scan
from iamtui.policy.json_slices import Malformed, Number, members
from iamtui.policy.layers import Layers
from iamtui.policy.request import Request

__all__ = ["Case", "CaseAnswer", "UnreadableCase", "evaluate_case", "read_case"]

_encoded = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it was read; `expect` is the verdict that the case states, if it does."""

    id: str | None
    expect: str | None
    request: Request
    layers: Layers


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """The decision on a case, or the sentence that says why the case cannot be read."""

    id: str | None
    decision: Decision | None
    error: str | None

    def to_json(self) -> str:
        """The answer as one line of JSON."""
        if self.decision is None:
            return _encoded({"id": self.id, "error": self.error})
        matched = [
            {
                "layer": match.layer.value,
                "policy": match.policy,
                "sid": match.sid,
                "statement": match.statement_index,
            }
            for match in self.decision.matched
        ]
        answer = {
            "id": self.id,
            "verdict": self.decision.verdict.value,
            "matched": matched,
            "missingContextKeys": list(self.decision.missing_context_keys),
        }
        return _encoded(answer)


def read_case(line: str, now: datetime | None = None) -> Case:
    """Read a case; `now` fills in the time keys. Raises UnreadableCase."""
    return _case(_members(line), line, now)


def evaluate_case(line: str, now: datetime | None = None) -> CaseAnswer:
    """Read a case and decide it; never raises: a case that cannot be read has an `error`."""
    identifier: str | None = None
    try:
        fields = _members(line)
        identifier = _text(fields, "id")
        case = _case(fields, line, now)
    except UnreadableCase as fault:
        return CaseAnswer(identifier, None, str(fault))
    return CaseAnswer(identifier, evaluate(case.request, case.layers), None)


def _case(fields: Members, line: str, now: datetime | None) -> Case:
    return Case(
        id=_text(fields, "id"),
        expect=_text(fields, "expect"),
        request=read_request(fields, now),
        layers=read_layers(fields, line),
    )


def _members(line: str) -> Members:
    try:
        return members(line)
    except Malformed:
        raise UnreadableCase(_fault(line)) from None


def _fault(line: str) -> str:
    """Why a line is no case, from the reader that knows where its faults are."""
    problems = scan(line).problems
    if problems:
        return f"{problems[0].message} (character {problems[0].offset + 1})."
    return "A case is not a JSON object."


def _text(fields: Members, name: str) -> str | None:
    found = fields.get(name)
    value = found.value if found is not None else None
    if isinstance(value, Number):
        return value.text
    return value if isinstance(value, str) else None
