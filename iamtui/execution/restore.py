"""The restore file: what a deleted user had, but for the secrets, written before the first call."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from iamtui import paths
from iamtui.account.field import Field, Known, T
from iamtui.account.model import User
from iamtui.changes.delete_user import DeleteUser
from iamtui.errors import IamtuiError
from iamtui.execution.plan import Plan


def restore_folder() -> Path:
    """Where restore files are kept."""
    return paths.state_folder() / "restore"


def keep_restore_file(plan: Plan, now: datetime) -> Path | None:
    """Write the restore file of a plan that deletes a user (0600); None for other plans.

    Its shape is that of `UserDetailList` in GetAccountAuthorizationDetails; what is not known is
    left out. Raises IamtuiError where it cannot be written.
    """
    if not isinstance(plan.change, DeleteUser) or plan.is_empty:
        return None
    user = plan.steps[0].before.users[plan.change.user]
    # A mock's account may hold any name.
    name = quote(user.name, safe="@+=, ")
    path = restore_folder() / f"{plan.account}-{name}-{now:%Y%m%dT%H%M%SZ}.json"
    detail = json.dumps({"UserDetailList": [_detail(user)]}, ensure_ascii=False, indent=2)
    try:
        paths.write_private(path, detail.encode())
    except OSError as error:
        why = error.strerror or type(error).__name__
    else:
        return path
    raise IamtuiError(
        f"The restore file {path} cannot be written ({why}), so nothing was sent.",
        "See to the disk and its permissions, then try again.",
    )


def _detail(user: User) -> dict[str, object]:
    detail: dict[str, object] = {
        "UserName": user.name,
        "Arn": user.arn,
        "UserId": user.id,
        "Path": user.path,
        "CreateDate": user.created.isoformat() if user.created else None,
    }
    _put(detail, "GroupList", user.groups, list)
    _put(
        detail,
        "AttachedManagedPolicies",
        user.attached,
        lambda arns: [{"PolicyName": a.rsplit("/", 1)[-1], "PolicyArn": a} for a in arns],
    )
    _put(
        detail,
        "UserPolicyList",
        user.inline,
        lambda policies: [
            {"PolicyName": policy.name, "PolicyDocument": policy.document} for policy in policies
        ],
    )
    _put(detail, "Tags", user.tags, lambda tags: [{"Key": k, "Value": v} for k, v in tags.items()])
    if user.boundary.otherwise(None) is not None:
        _put(
            detail,
            "PermissionsBoundary",
            user.boundary,
            lambda arn: {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn},
        )
    return detail


def _put(
    detail: dict[str, object], name: str, field: Field[T], shape: Callable[[T], object]
) -> None:
    if isinstance(field, Known):
        detail[name] = shape(field.value)
