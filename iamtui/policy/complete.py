"""Completion in a half-typed policy: what can be put in at a place of the text.

Every name comes from the reference data; a place where anything may stand has no completions.
"""

from __future__ import annotations

from collections.abc import Iterable

from iamtui.policy import (
    complete_actions,
    complete_conditions,
    complete_elements,
    complete_principals,
    complete_resources,
)
from iamtui.policy.complete_statement import Around, around
from iamtui.policy.complete_variables import variables, within_variable
from iamtui.policy.completion import Completion, Offer, completions
from iamtui.policy.json_cursor import Cursor, Expected, cursor
from iamtui.policy.kinds import PolicyKind

__all__ = ["Completion", "complete"]

_NONE: Iterable[Offer] = ()


def complete(
    text: str, offset: int, kind: PolicyKind = PolicyKind.IDENTITY
) -> tuple[Completion, ...]:
    """What can be put in at `offset` (in characters) of a policy; () where nothing is known.

    Inside a string the quotes stay and a missing one is added; on a bare place the text brings its
    own. Never raises: any text and any offset will do.
    """
    place = cursor(text, offset)
    if place.expected is Expected.NAME:
        return completions(place, _names(place, around(text, offset), kind))
    if place.expected is Expected.VALUE:
        variable = within_variable(place, text) if _may_hold_variables(place.path) else None
        if variable is not None:
            return completions(variable, variables(variable, text))
        return completions(place, _values(place, text, offset, kind))
    return ()


def _may_hold_variables(path: tuple[str, ...]) -> bool:
    return len(path) > 1 and path[1] in ("Resource", "NotResource", "Condition")


def _names(place: Cursor, written: Around, kind: PolicyKind) -> Iterable[Offer]:
    match place.path:
        case ():
            return complete_elements.document_elements(written.document)
        case ("Statement",):
            return complete_elements.statement_elements(kind, written.statement)
        case ("Statement", "Principal" | "NotPrincipal"):
            return complete_principals.principal_kinds(kind, written.innermost)
        case ("Statement", "Condition"):
            return complete_conditions.operators(place.typed, written.below)
        case ("Statement", "Condition", operator):
            return complete_conditions.keys(operator, written, place.typed)
    return _NONE


def _values(place: Cursor, text: str, offset: int, kind: PolicyKind) -> Iterable[Offer]:
    match place.path:
        case () if not text.strip():
            return complete_elements.skeleton(kind)
        case ("Statement",):
            return complete_elements.statement_skeleton(kind)
        case ("Version",):
            return complete_elements.versions()
        case ("Statement", "Effect"):
            return complete_elements.effects(kind)
        case ("Statement", "Action" | "NotAction"):
            return complete_actions.actions(kind, place.typed)
        case ("Statement", "Resource" | "NotResource"):
            return complete_resources.resources(around(text, offset).actions, place.typed)
        case ("Statement", "Principal" | "NotPrincipal"):
            return complete_principals.everybody(kind)
        case ("Statement", "Principal" | "NotPrincipal", kind_of_principal):
            return complete_principals.principals(kind_of_principal)
        case ("Statement", "Condition", operator, key):
            return complete_conditions.values(operator, key)
    return _NONE
