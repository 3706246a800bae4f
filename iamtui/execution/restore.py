"""The restore file: what a deleted user had, but for the secrets, written before the first call."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from iamtui import paths
from iamtui.account.model import User
from iamtui.changes.delete_user import DeleteUser
from iamtui.execution.plan import Plan


def restore_folder() -> Path:
    """Where restore files are kept."""
    return paths.state_folder() / "restore"


def keep_restore_file(plan: Plan, account: str, now: datetime) -> Path | None:
    """Write the restore file of a plan that deletes a user (0600); None for other plans.

    Its shape is that of `UserDetailList` in GetAccountAuthorizationDetails. Raises OSError where
    it cannot be written.
    """
    if not isinstance(plan.change, DeleteUser) or plan.is_empty:
        return None
    user = plan.steps[0].before.users[plan.change.user]
    path = restore_folder() / f"{account}-{user.name}-{now:%Y%m%dT%H%M%SZ}.json"
    detail = json.dumps({"UserDetailList": [_detail(user)]}, ensure_ascii=False, indent=2)
    paths.write_private(path, detail.encode())
    return path


def _detail(user: User) -> dict[str, object]:
    boundary = user.boundary.otherwise(None)
    detail: dict[str, object] = {
        "UserName": user.name,
        "Arn": user.arn,
        "UserId": user.id,
        "Path": user.path,
        "CreateDate": user.created.isoformat() if user.created else None,
        "GroupList": list(user.groups.otherwise(())),
        "AttachedManagedPolicies": [
            {"PolicyName": arn.rsplit("/", 1)[-1], "PolicyArn": arn}
            for arn in user.attached.otherwise(())
        ],
        "UserPolicyList": [
            {"PolicyName": policy.name, "PolicyDocument": policy.document}
            for policy in user.inline.otherwise(())
        ],
        "Tags": [{"Key": k, "Value": v} for k, v in user.tags.otherwise({}).items()],
    }
    if boundary is not None:
        detail["PermissionsBoundary"] = {
            "PermissionsBoundaryType": "Policy",
            "PermissionsBoundaryArn": boundary,
        }
    return detail
