"""How long a policy may be, by what it belongs to.

AWS counts characters other than white space.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Holder(Enum):
    """What a policy belongs to, which decides how long it may be."""

    MANAGED_POLICY = "managed policy"
    ROLE = "role"
    USER = "user"
    GROUP = "group"
    TRUST = "trust policy"
    SCP = "service control policy"
    RCP = "resource control policy"


class SizeLimit(NamedTuple):
    """The characters that AWS takes by default, and after the quota was raised."""

    usual: int
    most: int


LIMITS = {
    Holder.MANAGED_POLICY: SizeLimit(6144, 6144),
    Holder.ROLE: SizeLimit(10240, 10240),
    Holder.USER: SizeLimit(2048, 2048),
    Holder.GROUP: SizeLimit(5120, 5120),
    Holder.TRUST: SizeLimit(2048, 8192),
    Holder.SCP: SizeLimit(10240, 10240),
    Holder.RCP: SizeLimit(5120, 5120),
}
"""The limit of each holder; for inline policies it is that of all policies of the holder together.

Those of Organizations: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
(service control policies: 5,120 until 2026-05-15).
"""


def size(text: str) -> int:
    """The characters of a policy as AWS counts them: white space is left out."""
    return sum(map(len, text.split()))
