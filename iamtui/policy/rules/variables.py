"""Policy variables: how they are written, where they may stand, and which exist.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from iamtui.policy.document import CURRENT_VERSION
from iamtui.policy.global_keys import global_keys
from iamtui.policy.json_positions import Text
from iamtui.policy.operators import written_operator
from iamtui.policy.reference import condition_key
from iamtui.policy.resources import COLONS
from iamtui.policy.rules import codes
from iamtui.policy.rules.draft import Draft, DraftStatement
from iamtui.policy.rules.fault import Fault, Faults, fault, quoted
from iamtui.policy.rules.similar import did_you_mean
from iamtui.policy.variables import split_colons

_OPENING = "${"
_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_DEFAULT = re.compile(r",\s*'[^']*'\s*$", re.DOTALL)
_SIGNS = frozenset("*?$")


def used(draft: Draft, statement: DraftStatement) -> Faults:
    """Variables stand in resources and in conditions on strings and ARNs."""
    entries = (*statement.principals, *statement.not_principals)
    names = (*statement.actions, *statement.not_actions, *(entry.value for entry in entries))
    for text in names:
        if _OPENING in text.value:
            message = f"Variables have no meaning here: write {quoted(text.value)} out."
            yield fault(codes.VARIABLE_UNSUPPORTED_IN_ELEMENT, message, text)
    for text in (*statement.resources, *statement.not_resources):
        yield from _written(draft, text)
        yield from _too_early(draft, text)
    for condition in statement.conditions:
        operator = written_operator(condition.operator.value)
        takes = operator is None or operator.operator.has_variables
        for text in condition.values:
            if _OPENING not in text.value:
                continue
            if takes:
                yield from _written(draft, text)
            else:
                message = f"{quoted(condition.operator.value)} takes no variables: write a value."
                yield fault(codes.INVALID_VARIABLE_FOR_OPERATOR, message, text)


def _written(draft: Draft, text: Text) -> Faults:
    if _OPENING not in text.value:
        return
    if not draft.has_variables:
        message = f"Variables need Version {CURRENT_VERSION}: this is taken as it is written."
        yield fault(codes.VARIABLE_UNSUPPORTED_IN_VERSION, message, text)
        return
    if _OPENING in _VARIABLE.sub("", text.value):
        message = f"A variable in {quoted(text.value)} is not closed: add the brace."
        yield fault(codes.MISSING_BRACE_IN_VARIABLE, message, text)
    for match in _VARIABLE.finditer(text.value):
        yield from _variable(text, match[1])


def _too_early(draft: Draft, text: Text) -> Faults:
    head = split_colons(text.value, COLONS)[:COLONS]
    if draft.has_variables and any(_OPENING in segment for segment in head):
        message = (
            f"Variables have no meaning before the fifth colon of {quoted(text.value)}, which "
            "names nothing: write that part out."
        )
        yield fault(codes.VARIABLE_BEFORE_FIFTH_COLON, message, text)


def _variable(text: Text, inside: str) -> Iterator[Fault]:
    if inside in _SIGNS:
        return
    key = _DEFAULT.sub("", inside)
    if not key.strip():
        message = "`${}` is empty: name a condition key, such as `${aws:username}`."
        yield fault(codes.EMPTY_VARIABLE, message, text)
    elif any(character.isspace() for character in key.partition("/")[0]):
        message = f"A variable has no spaces: correct {quoted('${' + inside + '}')}."
        yield fault(codes.UNSUPPORTED_SPACE_IN_VARIABLE, message, text)
    else:
        known = condition_key(key)
        if known is None and "." not in key.partition(":")[0]:
            names = (each.name for each in global_keys().values())
            meant = did_you_mean(key, names) or " Name a condition key."
            message = f"There is no variable {quoted('${' + key + '}')}: nothing matches.{meant}"
            yield fault(codes.UNKNOWN_VARIABLE, message, text)
        elif known is not None and known.multivalued:
            message = f"{known.name} has many values and is no variable: name a key with one."
            yield fault(codes.UNKNOWN_VARIABLE, message, text)
