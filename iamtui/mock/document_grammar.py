"""The grammar of policy documents: moto's check of it, with what AWS does otherwise put right.

AWS's words come from answers of AWS that LocalStack recorded in 2026 (test_iam_policies and
test_iam_roles .snapshot.json).
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from moto.iam.exceptions import MalformedPolicyDocument
from moto.iam.policy_validation import BaseIAMPolicyValidator, IAMPolicyDocumentValidator

from iamtui.mock.errors import AwsError

Json = dict[str, Any]

_TRUST_ACTIONS: Final = frozenset(
    {
        "sts:assumerole",
        "sts:assumerolewithsaml",
        "sts:assumerolewithwebidentity",
        "sts:setcontext",
        "sts:setsourceidentity",
        "sts:tagsession",
    }
)
_CURRENT: Final = "2012-10-17"
_OLD: Final = "2008-10-17"
_SYNTAX: Final = "Syntax errors in policy."
_IAM_PATH: Final = 'path must either be "*" or start'
_IAM_PATH_OF_AWS: Final = 'path must either be "*", root, or start'
_RESOURCES: Final = ("Resource", "NotResource")
# As the AWS managed policies have them.
_NEWER_PATHS: Final = {
    "iam": re.compile(r"root$|\*$|role-template/"),
    "s3": re.compile("access-grants/"),
}
_NONE: Final = re.compile("(?!)")


def check_grammar(document: str, *, any_version: bool = False) -> None:
    """MalformedPolicyDocument for what cannot be an identity policy.

    With `any_version` the policy may be of 2008 or name no version, as inline policies may.
    """
    policy = _parsed(document, _SYNTAX)
    if any_version:
        _renew(policy)
    _validate(IAMPolicyDocumentValidator, policy)
    if any("Principal" in each or "NotPrincipal" in each for each in _statements(policy)):
        raise _malformed("Policy document should not specify a principal.")


def check_trust_grammar(document: str) -> list[Json]:
    """The statements of a trust policy; MalformedPolicyDocument for what cannot be one."""
    policy = _parsed(document, "This policy contains invalid Json")
    _renew(policy)
    _validate(BaseIAMPolicyValidator, policy)
    statements = _statements(policy)
    for statement in statements:
        if any(name in statement for name in _RESOURCES):
            raise _malformed("Has prohibited field Resource")
        if "Principal" not in statement and "NotPrincipal" not in statement:
            raise _malformed("Missing required field Principal")
        if not all(_of_sts(action) for action in _list(statement.get("Action", ""))):
            raise _malformed("AssumeRole policy may only specify STS AssumeRole actions.")
    return statements


def _parsed(document: str, otherwise: str) -> Json:
    try:
        policy = json.loads(document, object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise _malformed(otherwise) from error
    if not isinstance(policy, dict):
        raise _malformed(_SYNTAX)
    return policy


def _once(pairs: list[tuple[str, Any]]) -> Json:
    """An object in which each name stands once.

    Source: IAM User Guide, "Grammar of the IAM JSON policy language": elements must not contain
    multiple instances of the same key.
    """
    if len({name for name, _ in pairs}) < len(pairs):
        raise _malformed(_SYNTAX)
    return dict(pairs)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _renew(policy: Json) -> None:
    if policy.get("Version", _OLD) == _OLD:
        policy["Version"] = _CURRENT


def _validate(validator: type[BaseIAMPolicyValidator], policy: Json) -> None:
    try:
        validator(json.dumps(_as_moto_reads(policy))).validate()
    except MalformedPolicyDocument as error:
        raise _malformed(str(error.message).replace(_IAM_PATH, _IAM_PATH_OF_AWS)) from error
    except RecursionError as error:
        raise _malformed(_SYNTAX) from error


def _as_moto_reads(policy: Json) -> Json:
    """`policy` without what AWS takes and moto does not: numbers in conditions, newer resources."""
    statements = policy.get("Statement")
    if isinstance(statements, list):
        return {**policy, "Statement": [_statement(each) for each in statements]}
    return {**policy, "Statement": _statement(statements)} if "Statement" in policy else policy


def _statement(statement: Any) -> Any:
    if not isinstance(statement, dict):
        return statement
    changed = dict(statement)
    if "Condition" in changed:
        changed["Condition"] = _quoted(changed["Condition"])
    for name in _RESOURCES:
        if name in changed:
            changed[name] = _resources(changed[name])
    return changed


def _quoted(value: Any) -> Any:
    """Numbers as strings. Source: the grammar's `condition_value_string`."""
    if isinstance(value, dict):
        return {name: _quoted(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_quoted(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def _resources(value: Any) -> Any:
    if isinstance(value, list):
        return [_resources(item) for item in value]
    parts = value.split(":", 5) if isinstance(value, str) else []
    if len(parts) < 6 or parts[0] != "arn":
        return value
    service, path = parts[2], parts[5]
    return "*" if _NEWER_PATHS.get(service, _NONE).match(path) else value


def _statements(policy: Json) -> list[Json]:
    return _list(policy["Statement"])


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _of_sts(action: Any) -> bool:
    pattern = str(action).lower()
    stem, star, rest = pattern.partition("*")
    if star and not rest and stem.startswith("sts:"):
        return any(known.startswith(stem) for known in _TRUST_ACTIONS)
    return pattern in _TRUST_ACTIONS


def _malformed(message: str) -> AwsError:
    return AwsError("MalformedPolicyDocument", message)
