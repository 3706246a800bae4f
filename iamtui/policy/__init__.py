"""The IAM policy language: read with positions, compiled once, evaluated as AWS does.

Pure: no I/O, no clock. `NamedPolicy.of(name, text)` compiles, `evaluate(request, layers)` decides.
Policy cases (a request with its policies as a line of JSON) are read by `iamtui.policy.case`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iamtui.policy.compile import CompiledPolicy, compile_policy
    from iamtui.policy.decision import Decision, LayerAnswer, Match, Verdict
    from iamtui.policy.document import (
        Condition,
        Document,
        Finding,
        PrincipalEntry,
        Severity,
        Statement,
    )
    from iamtui.policy.evaluation import evaluate
    from iamtui.policy.grammar import Effect
    from iamtui.policy.json_positions import Text
    from iamtui.policy.layer import Layer
    from iamtui.policy.layers import Layers, NamedPolicy
    from iamtui.policy.principal import Principal, PrincipalKind
    from iamtui.policy.reading import parse
    from iamtui.policy.request import Request
    from iamtui.policy.variables import UNKNOWN, Unknown

_NAMES = {
    "compile": ("CompiledPolicy", "compile_policy"),
    "decision": ("Decision", "LayerAnswer", "Match", "Verdict"),
    "document": ("Condition", "Document", "Finding", "PrincipalEntry", "Severity", "Statement"),
    "evaluation": ("evaluate",),
    "grammar": ("Effect",),
    "json_positions": ("Text",),
    "layer": ("Layer",),
    "layers": ("Layers", "NamedPolicy"),
    "principal": ("Principal", "PrincipalKind"),
    "reading": ("parse",),
    "request": ("Request",),
    "variables": ("UNKNOWN", "Unknown"),
}
# Loaded with their first use: the screens need little of it before their first frame.
_HOMES = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = found
    return found


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
