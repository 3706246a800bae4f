"""New texts of policies: a statement added, and a Deny that leaves one request out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypeAlias

from iamtui.policy.action_sets import minimise
from iamtui.policy.globs import glob, matcher
from iamtui.policy.reference import matching

JsonObject: TypeAlias = dict[str, Any]

_INDENT = 2


def allow_statement(action: str, resource: str) -> JsonObject:
    """The statement that allows just this."""
    return {"Effect": "Allow", "Action": action, "Resource": resource}


def trust_statement(action: str, arn: str) -> JsonObject:
    """The statement of a trust policy that lets one principal in."""
    return {"Effect": "Allow", "Principal": {"AWS": arn}, "Action": action}


def document_of(*statements: JsonObject) -> str:
    """A new document."""
    return as_text({"Version": "2012-10-17", "Statement": list(statements)})


def as_text(value: JsonObject) -> str:
    """An object as people read it."""
    return json.dumps(value, indent=_INDENT, ensure_ascii=False)


def with_statement(text: str, statement: JsonObject) -> str | None:
    """The document with one more statement; None for a text that cannot be edited."""
    document = _read(text)
    if document is None:
        return None
    return as_text({**document, "Statement": [*_statements(document), statement]})


def without_denial(text: str, index: int, action: str, spare: str | None) -> str | None:
    """The document whose statement `index` (from 0), a Deny, lets `action` pass.

    With `spare` only for the principal of that ARN: for all others the Deny stays as it is. Gives
    "" where nothing would be left of the document, None for a text that cannot be edited.
    """
    document = _read(text)
    if document is None or index >= len(_statements(document)):
        return None
    statements = _statements(document)
    rest = _without_action(statements[index], action)
    kept = [] if rest is None else [rest]
    if spare is not None:
        kept.append(_sparing({**_without_lists(statements[index]), "Action": action}, spare))
    changed = [*statements[:index], *kept, *statements[index + 1 :]]
    return as_text({**document, "Statement": changed}) if changed else ""


def sparing(text: str, index: int, arn: str) -> str | None:
    """The document whose statement `index`, a Deny, spares the principal `arn` altogether."""
    document = _read(text)
    if document is None or index >= len(_statements(document)):
        return None
    statements = _statements(document)
    changed = [*statements[:index], _sparing(statements[index], arn), *statements[index + 1 :]]
    return as_text({**document, "Statement": changed})


def _read(text: str) -> JsonObject | None:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not isinstance(document.get("Statement"), (dict, list)):
        return None
    statements = _statements(document)
    return document if all(isinstance(each, dict) for each in statements) else None


def _statements(document: JsonObject) -> list[JsonObject]:
    statements: list[JsonObject] | JsonObject = document["Statement"]
    return statements if isinstance(statements, list) else [statements]


def _without_lists(statement: JsonObject) -> JsonObject:
    """A statement without its actions and its Sid, which has to be unique."""
    return {k: v for k, v in statement.items() if k not in ("Action", "NotAction", "Sid")}


def _without_action(statement: JsonObject, action: str) -> JsonObject | None:
    """The statement for all its actions but one; None where there is no other."""
    if "NotAction" in statement:
        return {**statement, "NotAction": [*_list(statement["NotAction"]), action]}
    patterns = _list(statement.get("Action", []))
    if any(not pattern.strip("*") for pattern in patterns):
        rest = {k: v for k, v in statement.items() if k != "Action"}
        return {**rest, "NotAction": [action]}
    left = [each for pattern in patterns for each in _less(pattern, action)]
    return {**statement, "Action": left} if left else None


def _less(pattern: str, action: str) -> Sequence[str]:
    """The patterns that name what `pattern` does, but for `action`."""
    if not matcher(glob(pattern.lower()))(action.lower()):
        return (pattern,)
    others = [name for name in matching(pattern) if name.lower() != action.lower()]
    return minimise(others) if others else ()


def _sparing(statement: JsonObject, arn: str) -> JsonObject:
    """The statement with a condition that leaves one principal out."""
    conditions = {**statement.get("Condition", {})}
    others = dict(conditions.get("ArnNotEquals", {}))
    key = next((name for name in others if name.lower() == "aws:principalarn"), "aws:PrincipalArn")
    others[key] = [*_list(others.get(key, [])), arn]
    conditions["ArnNotEquals"] = others
    return {**statement, "Condition": conditions}


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
