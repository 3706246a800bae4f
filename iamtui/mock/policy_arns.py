"""Managed policies by ARN, as calls name them that want to use one.

AWS's words: answers of AWS that LocalStack recorded in 2026, test_iam_roles and test_iam_policies.
"""

from __future__ import annotations

import re
from typing import Final

from iamtui.mock.entities import ManagedPolicy
from iamtui.mock.errors import AwsError
from iamtui.mock.store import Store

_POLICY: Final = re.compile(r"arn:aws[\w-]*:iam::(\d{12}|aws):policy/.+")


def attachable_policy(store: Store, arn: str) -> ManagedPolicy:
    """The policy to attach, or whose versions and holders are asked for. Raises NoSuchEntity."""
    if arn.startswith("arn:") and arn not in store.policies:
        raise AwsError("NoSuchEntity", f"Policy {arn} does not exist or is not attachable.")
    return store.policy(arn)


def boundary_policy(store: Store, arn: str) -> ManagedPolicy:
    """The policy to set as a boundary. Raises InvalidInput and NoSuchEntity."""
    if not _POLICY.fullmatch(arn):
        raise AwsError("InvalidInput", f"ARN {arn} is not valid.")
    if arn not in store.policies:
        raise AwsError("NoSuchEntity", f"Scope ARN: {arn} does not exist or is not attachable.")
    return store.policies[arn]
