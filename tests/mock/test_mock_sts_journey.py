"""A day of an administrator who may do little, and nothing without MFA.

The policy is that of the IAM User Guide, "AWS: Allows MFA-authenticated IAM users to manage their
own credentials", with a duty of its own: users under one path, within a boundary.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.mock_people import (
    Device,
    Person,
    Statement,
    add_role,
    add_user,
    allow,
    trust,
)
from tests.support.mock_server import Credentials, RunningMock, refused

pytestmark = pytest.mark.slow

Fresh = Callable[[str], str]
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
OWN_DEVICE = [
    "iam:CreateVirtualMFADevice",
    "iam:EnableMFADevice",
    "iam:GetUser",
    "iam:ListMFADevices",
    "iam:ListVirtualMFADevices",
    "iam:ResyncMFADevice",
    "sts:GetSessionToken",
]


def rules(account: str) -> tuple[Statement, ...]:
    """What the administrator may."""
    own = f"arn:aws:iam::{account}:user/${{aws:username}}"
    staff = f"arn:aws:iam::{account}:user/staff/*"
    bound = {"StringEquals": {"iam:PermissionsBoundary": READ_ONLY}}
    return (
        allow("iam:ListVirtualMFADevices"),
        allow(OWN_DEVICE, [own, f"arn:aws:iam::{account}:mfa/*"]),
        allow("iam:*AccessKey*", own),
        allow(["iam:CreateUser", "iam:AttachUserPolicy"], staff, Condition=bound),
        allow(["iam:GetUser", "iam:TagUser"], staff),
        allow("sts:AssumeRole", f"arn:aws:iam::{account}:role/auditor*"),
        {
            "Effect": "Deny",
            "NotAction": OWN_DEVICE,
            "Resource": "*",
            "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
        },
    )


@pytest.fixture
def admin(sandbox: RunningMock, fresh: Fresh) -> Person:
    """The administrator, who has no MFA device yet."""
    return add_user(sandbox, fresh("careful"), *rules(sandbox.ready.account_id))


def enrol(person: Person) -> Device:
    """The person's own way to a device."""
    made = person.iam.create_virtual_mfa_device(VirtualMFADeviceName=person.name)
    device = Device(
        made["VirtualMFADevice"]["SerialNumber"],
        made["VirtualMFADevice"]["Base32StringSeed"].decode(),
    )
    person.iam.enable_mfa_device(
        UserName=person.name,
        SerialNumber=device.serial,
        AuthenticationCode1=device.code(-1),
        AuthenticationCode2=device.code(0),
    )
    return device


def test_a_day(sandbox: RunningMock, admin: Person, fresh: Fresh) -> None:
    """Source: IAM User Guide, "Secure API access with MFA"."""
    with refused("AccessDenied", "iam:ListAccessKeys", "explicit deny"):
        admin.iam.list_access_keys()
    device = enrol(admin)
    plain = admin.holding(admin.sts.get_session_token())
    with refused("InvalidClientTokenId"):
        plain.iam.get_user()
    session = admin.holding(
        admin.sts.get_session_token(SerialNumber=device.serial, TokenCode=device.code())
    )
    _rotate(sandbox, session)
    _manage_staff(session, fresh)
    _audit(sandbox, session, fresh)
    with refused("AccessDenied", "iam:ListUsers", "no identity-based policy allows"):
        session.iam.list_users()


def _rotate(sandbox: RunningMock, session: Person) -> None:
    """A new key, tried, and the old one removed with the session that was made with it."""
    named = {"UserName": session.name}
    old = session.iam.list_access_keys(**named)["AccessKeyMetadata"][0]["AccessKeyId"]
    made: dict[str, Any] = session.iam.create_access_key(**named)["AccessKey"]
    new = sandbox.client("sts", Credentials.of(made))
    assert new.get_caller_identity()["Arn"] == session.arn
    session.iam.update_access_key(**named, AccessKeyId=old, Status="Inactive")
    session.iam.delete_access_key(**named, AccessKeyId=old)
    with refused("AccessDenied", "explicit deny"):
        sandbox.client("iam", Credentials.of(made)).list_access_keys(**named)


def _manage_staff(session: Person, fresh: Fresh) -> None:
    """Users under the path and within the boundary, and no others."""
    name = fresh("staff")
    session.iam.create_user(UserName=name, Path="/staff/", PermissionsBoundary=READ_ONLY)
    session.iam.attach_user_policy(UserName=name, PolicyArn=READ_ONLY)
    session.iam.tag_user(UserName=name, Tags=[{"Key": "team", "Value": "blue"}])
    for path, more in (("/staff/", {}), ("/", {"PermissionsBoundary": READ_ONLY})):
        with refused("AccessDenied", "iam:CreateUser"):
            session.iam.create_user(UserName=fresh("staff"), Path=path, **more)
    with refused("AccessDenied", "iam:DeleteUser", f"user/staff/{name}"):
        session.iam.delete_user(UserName=name)


def _audit(sandbox: RunningMock, session: Person, fresh: Fresh) -> None:
    """A role that wants MFA takes the session's."""
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    role = add_role(
        sandbox,
        fresh("auditor"),
        trust(sandbox.ready.account_id, Condition=mfa),
        allow("iam:List*"),
    )
    auditor = session.holding(session.sts.assume_role(RoleArn=role, RoleSessionName="audit"))
    assert auditor.iam.list_users()["Users"]
    with refused("AccessDenied", ":assumed-role/", "iam:GetUser"):
        auditor.iam.get_user(UserName=session.name)
