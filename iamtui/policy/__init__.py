"""The IAM policy language: read with positions, compiled once, evaluated as AWS does.

Pure: no I/O, no clock. `NamedPolicy.of(name, text)` compiles, `evaluate(request, layers)` decides.
Policy cases (a request with its policies as a line of JSON) are read by `iamtui.policy.case`.
"""

from __future__ import annotations

from iamtui.policy.compile import CompiledPolicy, compile_policy
from iamtui.policy.decision import Decision, LayerAnswer, Match, Verdict
from iamtui.policy.document import (
    Condition,
    Document,
    Effect,
    Finding,
    PrincipalEntry,
    Severity,
    Statement,
)
from iamtui.policy.evaluate import evaluate
from iamtui.policy.json_positions import Text
from iamtui.policy.layers import Layer, Layers, NamedPolicy
from iamtui.policy.principal import Principal, PrincipalKind
from iamtui.policy.reading import parse
from iamtui.policy.request import Request
from iamtui.policy.variables import Unknown

UNKNOWN = Unknown.UNKNOWN

__all__ = [
    "UNKNOWN",
    "CompiledPolicy",
    "Condition",
    "Decision",
    "Document",
    "Effect",
    "Finding",
    "Layer",
    "LayerAnswer",
    "Layers",
    "Match",
    "NamedPolicy",
    "Principal",
    "PrincipalEntry",
    "PrincipalKind",
    "Request",
    "Severity",
    "Statement",
    "Text",
    "Unknown",
    "Verdict",
    "compile_policy",
    "evaluate",
    "parse",
]
