"""Questions over a whole account: `python -m tests.bench.bench_access` prints a line a figure.

The account has 5,000 users with 10 of 10,000 policies each, three statements of three actions in
every policy; and one user with ten of AWS's own policies.
"""

from __future__ import annotations

import gc
import json
import random
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from iamtui.access.difference import permission_difference
from iamtui.access.parts import AccountPolicies
from iamtui.access.permissions import effective_permissions
from iamtui.access.who_can import who_can
from iamtui.account.edit import with_policy, with_user
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Account, ManagedPolicy, PolicyVersion, User
from iamtui.policy.managed import managed_policies
from iamtui.policy.reference import actions_of
from tests.bench.measurement import Measurement, as_table

T = TypeVar("T")

ACCOUNT = "123456789012"
USERS, POLICIES, HELD = 5_000, 10_000, 10
SERVICES = ("s3", "ec2", "sqs", "sns", "lambda", "dynamodb", "iam", "kms")
TEN = (
    "ReadOnlyAccess",
    "SecurityAudit",
    "job-function/ViewOnlyAccess",
    "PowerUserAccess",
    "job-function/DatabaseAdministrator",
    "job-function/NetworkAdministrator",
    "job-function/SystemAdministrator",
    "job-function/DataScientist",
    "AmazonS3FullAccess",
    "IAMFullAccess",
)
AUDITOR = Entity(EntityKind.USER, "auditor")


def measure() -> list[Measurement]:
    """The figures of one core; takes some seconds."""
    account = _account()
    permissions, _ = _timed(lambda: effective_permissions(account, AUDITOR))
    again, _ = _timed(lambda: effective_permissions(account, AUDITOR))
    compiling, policies = _timed(lambda: _prepared(account))
    who, many_can, of_a_service = (
        _timed(partial(who_can, account, *asked, policies=policies))[0]
        for asked in (
            ("s3:GetObject", "arn:aws:s3:::b7/x"),
            ("s3:Get*", "arn:aws:s3:::b7/x"),
            ("ec2:*", "*"),
        )
    )
    first = _arn("aws", TEN[0])
    auditor = account.users["auditor"]
    left = tuple(arn for arn in auditor.attached.otherwise(()) if arn != first)
    detached = with_user(account, replace(auditor, attached=Known(left)))
    one, _ = _timed(lambda: permission_difference(account, detached))
    common = account.policies[_arn(ACCOUNT, "P0")]
    edited = with_policy(account, _policy(common.arn, _text(["s3:GetObject", "sqs:*"], "*")))
    many, _ = _timed(lambda: permission_difference(account, edited))
    return [
        Measurement(
            "access: permissions of 10 AWS policies, with reading names", permissions, "ms", 400
        ),
        Measurement("access: the same again", again, "ms", 400),
        Measurement("access: reading 10,000 policies of 5,000 users", compiling, "ms"),
        Measurement("access: who can, 5,000 users with 10 policies each", who, "ms", 150),
        Measurement("access: who can s3:Get* (some 60 actions)", many_can, "ms", 1_000),
        Measurement("access: who can ec2:* (some 700 actions)", of_a_service, "ms", 1_000),
        Measurement("access: difference, ReadOnlyAccess detached from one", one, "ms", 600),
        Measurement("access: difference, a policy of 5,000 users edited", many, "ms", 2_000),
    ]


def _prepared(account: Account) -> AccountPolicies:
    policies = AccountPolicies(account)
    for entity, holder in policies.holders():
        policies.parts(entity, holder)
    return policies


def _timed(asked: Callable[[], T]) -> tuple[float, T]:
    gc.collect()
    start = time.perf_counter()
    answer = asked()
    return (time.perf_counter() - start) * 1000, answer


def _account() -> Account:
    chance = random.Random(1)
    actions = [name for service in SERVICES for name in actions_of(service)]
    policies = [
        _policy(_arn(ACCOUNT, f"P{number}"), _document(chance, actions, number))
        for number in range(POLICIES)
    ]
    texts = managed_policies()
    ten = [_policy(_arn("aws", name), texts[_arn("aws", name)].text) for name in TEN]
    arns = [policy.arn for policy in policies]
    users = [
        _user(f"u{number}", (arns[0], *chance.sample(arns[1:], HELD - 1)))
        for number in range(USERS)
    ]
    users.append(_user("auditor", tuple(policy.arn for policy in ten)))
    return Account(
        id=Known(ACCOUNT),
        users={user.name: user for user in users},
        policies={policy.arn: policy for policy in (*policies, *ten)},
    )


def _document(chance: random.Random, actions: list[str], number: int) -> str:
    statements = [
        {
            "Effect": "Allow" if chance.random() < 0.9 else "Deny",
            "Action": chance.sample(actions, 3),
            "Resource": chance.choice(("*", f"arn:aws:s3:::b{number % 50}/*")),
        }
        for _ in range(3)
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _text(actions: list[str], resource: str) -> str:
    statement = {"Effect": "Allow", "Action": actions, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


def _policy(arn: str, document: str) -> ManagedPolicy:
    version = PolicyVersion("v1", is_default=True, document=Known(document))
    return ManagedPolicy(arn.rsplit("/", 1)[-1], arn, "ANPA", versions=Known((version,)))


def _user(name: str, attached: tuple[str, ...]) -> User:
    return User(
        name,
        f"arn:aws:iam::{ACCOUNT}:user/{name}",
        "AIDA",
        groups=Known(()),
        attached=Known(attached),
        inline=Known(()),
        boundary=Known(None),
        tags=Known({}),
    )


def _arn(account: str, name: str) -> str:
    return f"arn:aws:iam::{account}:policy/{name}"


if __name__ == "__main__":
    print(as_table(measure()))  # noqa: T201
