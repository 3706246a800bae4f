"""People with policies of their own in a served account, and the documents that say what they may.

alice = add_user(mock, "alice", allow("iam:ListUsers"))
alice.iam.list_users()
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.support.mock_server import Credentials, RunningMock, code_at

Statement = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with credentials; `arn` is the entity's behind them."""

    mock: RunningMock
    name: str
    arn: str
    credentials: Credentials

    @property
    def iam(self) -> Any:
        """IAM with these credentials."""
        return self.mock.client("iam", self.credentials)

    @property
    def sts(self) -> Any:
        """STS with these credentials."""
        return self.mock.client("sts", self.credentials)

    def holding(self, answer: Mapping[str, Any]) -> Person:
        """The same with the credentials of an STS answer."""
        return Person(self.mock, self.name, self.arn, Credentials.of(answer["Credentials"]))


@dataclass(frozen=True, slots=True)
class Device:
    """A virtual MFA device that somebody has."""

    serial: str
    seed: str

    def code(self, steps: int = 1) -> str:
        """The code some steps from now: the next one by default, which nobody has used yet."""
        return code_at(self.seed, datetime.now(UTC), steps)


def allow(action: str | list[str], resource: str | list[str] = "*", **more: Any) -> Statement:
    """A statement that allows; `more` are other elements, such as Condition."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str | list[str], resource: str | list[str] = "*", **more: Any) -> Statement:
    """A statement that denies."""
    return {**allow(action, resource, **more), "Effect": "Deny"}


def trust(principal: Any, action: str | list[str] = "sts:AssumeRole", **more: Any) -> Statement:
    """A statement of a trust policy; `principal` as the element has it, or an ARN."""
    named = {"AWS": principal} if isinstance(principal, str) else principal
    return {"Effect": "Allow", "Principal": named, "Action": action, **more}


def document(*statements: Statement) -> str:
    """A policy of these statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def add_user(mock: RunningMock, name: str, *statements: Statement, **parameters: Any) -> Person:
    """A user with an access key and, if there are statements, an inline policy of them."""
    iam = mock.client("iam")
    user = iam.create_user(UserName=name, **parameters)["User"]
    if statements:
        iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document(*statements))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return Person(mock, name, user["Arn"], Credentials.of(key))


def add_role(
    mock: RunningMock, name: str, trusted: Statement, *statements: Statement, **parameters: Any
) -> str:
    """A role with a trust policy of one statement; gives its ARN."""
    iam = mock.client("iam")
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trusted), **parameters)
    if statements:
        iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document(*statements))
    return str(made["Role"]["Arn"])


def add_device(mock: RunningMock, person: Person) -> Device:
    """A virtual MFA device of a user, enabled with the codes of the last and of this step."""
    iam = mock.client("iam")
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName=person.name)["VirtualMFADevice"]
    device = Device(made["SerialNumber"], made["Base32StringSeed"].decode())
    iam.enable_mfa_device(
        UserName=person.name,
        SerialNumber=device.serial,
        AuthenticationCode1=device.code(-1),
        AuthenticationCode2=device.code(0),
    )
    return device


def root(mock: RunningMock) -> Person:
    """The root user of the account, with a fresh key."""
    key = mock.control("POST", "root-key")
    arn = f"arn:aws:iam::{mock.ready.account_id}:root"
    return Person(mock, "root", arn, Credentials(key["access_key_id"], key["secret_access_key"]))
