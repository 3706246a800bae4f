"""The principals of a trust policy: those of the account itself must be there.

Source: IAM User Guide, "AWS JSON policy elements: Principal"; the message is that of issues with
"Invalid principal in policy".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from iamtui.mock.errors import AwsError
from iamtui.mock.store import Store

_ACCOUNT: Final = re.compile(r"\d{12}")
_PRINCIPAL: Final = re.compile(
    r"arn:aws[\w-]*:(?P<service>iam|sts)::(?P<account>\d{12}):"
    r"(?P<kind>root$|user/|role/|assumed-role/|federated-user/)(?P<rest>[^*?]*)"
)
_SERVICE: Final = re.compile(
    r"[\w-]+(\.[\w-]+)*\.(amazonaws\.com|amazonaws\.com\.cn|aws\.internal)"
)


def check_principals(statement: dict[str, Any], store: Store) -> None:
    """MalformedPolicyDocument where a principal of `statement` is none, or none of `store`."""
    for element in ("Principal", "NotPrincipal"):
        principals = statement.get(element, "*")
        if principals == "*":
            continue
        if not isinstance(principals, dict) or not principals:
            raise AwsError("MalformedPolicyDocument", "Syntax errors in policy.")
        for kind, value in _values(principals):
            if not _is_there(kind, value, store):
                raise AwsError(
                    "MalformedPolicyDocument",
                    f'Invalid principal in policy: "{kind.upper()}":"{value}"',
                )


def _values(principals: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for kind, values in principals.items():
        for value in values if isinstance(values, list) else [values]:
            yield kind, str(value)


def _is_there(kind: str, value: str, store: Store) -> bool:
    if kind == "Service":
        return _SERVICE.fullmatch(value) is not None
    if kind != "AWS":
        return kind == "Federated" and value != ""
    if value == "*" or _ACCOUNT.fullmatch(value):
        return True
    named = _PRINCIPAL.fullmatch(value)
    if named is None:
        return False
    return named["account"] != store.account_id or _in_account(value, named, store)


def _in_account(arn: str, named: re.Match[str], store: Store) -> bool:
    match named["kind"]:
        case "root":
            return True
        case "user/":
            return any(user.arn == arn for user in store.users.values())
        case "role/":
            return store.role_by_arn(arn) is not None
        case "assumed-role/":
            return named["rest"].partition("/")[0] in store.roles
    return True
