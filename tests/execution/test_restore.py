"""The restore file of a deleted user."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Unknown, Why
from iamtui.changes.attachments import AttachPolicy
from iamtui.changes.delete_user import DeleteUser
from iamtui.execution.plan import make_plan
from iamtui.execution.restore import keep_restore_file
from tests.support.accounts import (
    ALLOW_READ,
    NOW,
    READ_ONLY,
    account,
    arn,
    small_account,
    user,
)


def kept(path: Path | None) -> dict[str, object]:
    assert path is not None
    (detail,) = json.loads(path.read_text())["UserDetailList"]
    found: dict[str, object] = detail
    return found


def test_it_holds_what_the_user_had_and_no_secret() -> None:
    path = keep_restore_file(make_plan(small_account(), DeleteUser("ann"), NOW), NOW)
    detail = kept(path)
    assert detail["UserName"] == "ann"
    assert detail["GroupList"] == ["admins"]
    assert detail["AttachedManagedPolicies"] == [
        {"PolicyName": "Audit", "PolicyArn": arn("policy", "Audit")}
    ]
    assert detail["UserPolicyList"] == [{"PolicyName": "own", "PolicyDocument": ALLOW_READ}]
    assert detail["Tags"] == [{"Key": "Team", "Value": "core"}]
    assert detail["PermissionsBoundary"] == {
        "PermissionsBoundaryType": "Policy",
        "PermissionsBoundaryArn": arn("policy", "Audit"),
    }


def test_what_is_not_known_is_left_out_and_not_shown_as_none() -> None:
    bob = user("bob", tags=Unknown(Why.DENIED), boundary=Unknown(Why.DENIED))
    detail = kept(keep_restore_file(make_plan(account(bob), DeleteUser("bob"), NOW), NOW))
    assert "Tags" not in detail
    assert "PermissionsBoundary" not in detail
    assert detail["GroupList"] == []


def test_other_plans_leave_none() -> None:
    attach = AttachPolicy(Entity(EntityKind.USER, "bob"), READ_ONLY)
    assert keep_restore_file(make_plan(small_account(), attach, NOW), NOW) is None


def test_a_name_leads_to_no_other_folder(state: Path) -> None:
    odd = replace(user("x"), name="../../evil")
    path = keep_restore_file(make_plan(account(odd), DeleteUser(odd.name), NOW), NOW)
    assert path is not None
    assert path.parent == state / "restore"
