"""An account from a file: the JSON that `aws iam get-account-authorization-details` writes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from iamtui.account.authorization_details import Details, parse, with_details
from iamtui.account.field import NOT_ASKED, Field, Known, Unknown, Why
from iamtui.account.model import Account, Source
from iamtui.commands.input import read_text, shown
from iamtui.errors import UsageError

_LISTS = {
    "UserDetailList": Source.USERS,
    "GroupDetailList": Source.GROUPS,
    "RoleDetailList": Source.ROLES,
    "Policies": Source.POLICIES,
}
_EXPORT = "Write it with: aws iam get-account-authorization-details > account.json"


def read_account(name: str) -> Account:
    """The account in the file `name`; raises UsageError where it holds none.

    A list that the file leaves out, or that is only a part of the account, counts as not asked.
    """
    answer = _answer(name)
    try:
        details = parse(answer)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        lacks = f" (no {error.args[0]!r})" if isinstance(error, KeyError) else ""
        raise UsageError(
            f"{shown(name)} has an entry of an unknown form{lacks}.", _EXPORT
        ) from None
    return replace(
        with_details(Account(), details), id=_account_id(details), sources=_sources(answer)
    )


def _answer(name: str) -> dict[str, Any]:
    try:
        answer = json.loads(read_text(name))
    except (ValueError, RecursionError):
        raise UsageError(f"{shown(name)} is not JSON.", _EXPORT) from None
    if not isinstance(answer, dict) or not any(each in answer for each in _LISTS):
        raise UsageError(f"{shown(name)} holds no account.", _EXPORT)
    return answer


def _sources(answer: dict[str, Any]) -> dict[Source, Field[datetime]]:
    read = Known(datetime.now(UTC))
    if answer.get("IsTruncated"):
        return dict.fromkeys(_LISTS.values(), Unknown(Why.NOT_ASKED, "the file is one page"))
    missing = Unknown(Why.NOT_ASKED, "not in the file")
    return {source: read if name in answer else missing for name, source in _LISTS.items()}


def _account_id(details: Details) -> Field[str]:
    """The account's id, from the ARN of the first entity that has one."""
    entities = (details.users, details.roles, details.groups, details.policies)
    for arn in [entity.arn for kind in entities for entity in kind]:
        account = arn.split(":")[4:5]
        if account and account[0].isdigit():
            return Known(account[0])
    return NOT_ASKED
