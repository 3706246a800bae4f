"""A big account as a file: 5,000 users, 1,000 roles, 300 groups and 1,500 policies.

Every run makes the same file; its shape is that of GetAccountAuthorizationDetails.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

USERS, ROLES, GROUPS, POLICIES = 5_000, 1_000, 300, 1_500
OWN = "arn:aws:iam::123456789012"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "ec2.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}

Item = dict[str, Any]


def write_big_account(path: Path) -> None:
    """Write the account to `path`."""
    account = {
        "UserDetailList": [_user(number) for number in range(USERS)],
        "GroupDetailList": [_group(number) for number in range(GROUPS)],
        "RoleDetailList": [_role(number) for number in range(ROLES)],
        "Policies": [_policy(number) for number in range(POLICIES)],
    }
    path.write_text(json.dumps(account), "utf-8")


def user_name(number: int) -> str:
    """The name of a user; they sort by their numbers."""
    return f"firstname.lastname-{number:05d}"


def _policy_name(number: int) -> str:
    return f"application-{number % POLICIES:04d}-access"


def _attached(*numbers: int) -> list[Item]:
    return [
        {"PolicyName": name, "PolicyArn": f"{OWN}:policy/apps/{name}"}
        for name in map(_policy_name, numbers)
    ]


def _entity(sort: str, path: str, name: str, number: int) -> Item:
    prefix = {"User": "AIDA", "Group": "AGPA", "Role": "AROA", "Policy": "ANPA"}[sort]
    return {
        f"{sort}Name": name,
        f"{sort}Id": f"{prefix}{number:017d}",
        "Arn": f"{OWN}:{sort.lower()}{path}{name}",
        "Path": path,
        "CreateDate": f"20{10 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}T08:00:00Z",
    }


def _document(number: int) -> Item:
    bucket = f"arn:aws:s3:::bucket-{number}"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Read",
                "Effect": "Allow",
                "Action": ["s3:Get*", "s3:List*"],
                "Resource": [bucket, f"{bucket}/*"],
            },
            {
                "Sid": "Write",
                "Effect": "Allow",
                "Action": "s3:PutObject",
                "Resource": f"{bucket}/${{aws:username}}/*",
                "Condition": {"Bool": {"aws:SecureTransport": "true"}},
            },
        ],
    }


def _user(number: int) -> Item:
    inline = [{"PolicyName": "own", "PolicyDocument": _document(number)}]
    return {
        **_entity("User", f"/team-{number % 40}/", user_name(number), number),
        "GroupList": [_group_name(number), _group_name(number * 7 + 1)],
        "AttachedManagedPolicies": _attached(*range(number, number + number % 4)),
        "UserPolicyList": inline if number % 5 == 0 else [],
        "Tags": [{"Key": "team", "Value": f"team-{number % 40}"}],
    }


def _group_name(number: int) -> str:
    return f"group-{number % GROUPS:03d}"


def _group(number: int) -> Item:
    return {
        **_entity("Group", "/", _group_name(number), number),
        "AttachedManagedPolicies": _attached(*range(number * 5, number * 5 + 5)),
        "GroupPolicyList": [],
    }


def _role(number: int) -> Item:
    return {
        **_entity("Role", "/apps/", f"application-{number:04d}", number),
        "AssumeRolePolicyDocument": TRUST,
        "AttachedManagedPolicies": _attached(number, number + 500),
        "RolePolicyList": [],
        "InstanceProfileList": [],
        "Tags": [{"Key": "team", "Value": f"team-{number % 40}"}],
    }


def _policy(number: int) -> Item:
    created = f"2020-01-{1 + number % 28:02}T08:00:00Z"
    return {
        **_entity("Policy", "/apps/", _policy_name(number), number),
        "UpdateDate": created,
        "DefaultVersionId": "v1",
        "PolicyVersionList": [
            {
                "VersionId": "v1",
                "IsDefaultVersion": True,
                "CreateDate": created,
                "Document": _document(number),
            }
        ],
    }
