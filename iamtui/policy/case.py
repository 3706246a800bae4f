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

from iamtui.policy.case_reading import Members, UnreadableCase, members, read_layers, read_request
from iamtui.policy.decision import Decision
from iamtui.policy.evaluate import evaluate
from iamtui.policy.json_positions import Text, scan
from iamtui.policy.layers import Layers
from iamtui.policy.request import Request

__all__ = ["Case", "CaseAnswer", "UnreadableCase", "evaluate_case", "read_case"]


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
            return json.dumps({"id": self.id, "error": self.error}, ensure_ascii=False)
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
        return json.dumps(answer, ensure_ascii=False)


def read_case(line: str, now: datetime | None = None) -> Case:
    """Read a case; `now` fills in the time keys. Raises UnreadableCase."""
    fields = _fields(line)
    return Case(
        id=_text(fields, "id"),
        expect=_text(fields, "expect"),
        request=read_request(fields, now),
        layers=read_layers(fields, line),
    )


def evaluate_case(line: str, now: datetime | None = None) -> CaseAnswer:
    """Read a case and decide it; never raises: a case that cannot be read has an `error`."""
    identifier: str | None = None
    try:
        identifier = _text(_fields(line), "id")
        case = read_case(line, now)
    except UnreadableCase as fault:
        return CaseAnswer(identifier, None, str(fault))
    return CaseAnswer(identifier, evaluate(case.request, case.layers), None)


def _fields(line: str) -> Members:
    value, problems = scan(line)
    if problems:
        first = problems[0]
        raise UnreadableCase(f"{first.message} (character {first.offset + 1}).")
    return members(value, "A case")


def _text(fields: Members, name: str) -> str | None:
    value = fields.get(name)
    return value.value if isinstance(value, Text) else None
