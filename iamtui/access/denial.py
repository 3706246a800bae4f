"""A request that AWS refused, and what AWS said about why."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class StatedPolicy(enum.Enum):
    """The type of policy that AWS's message names as the reason; the value is AWS's wording."""

    IDENTITY = "identity-based policy"
    BOUNDARY = "permissions boundary"
    SESSION = "session policy"
    RESOURCE = "resource-based policy"
    TRUST = "role trust policy"
    SCP = "service control policy"
    RCP = "resource control policy"
    VPC_ENDPOINT = "VPC endpoint policy"

    @property
    def is_outside_iam(self) -> bool:
        """Whether such a policy is kept somewhere else than in the account's IAM."""
        return self not in (StatedPolicy.IDENTITY, StatedPolicy.BOUNDARY, StatedPolicy.TRUST)


@dataclass(frozen=True, slots=True)
class Denial:
    """Who was not allowed what, on what.

    A text that nobody gave is ""; `action` is written as policies do (`s3:GetObject`). `explicit`
    says whether AWS spoke of an explicit deny, None where it gave no reason; `stated` is the type
    of policy it named and `policy_arn` the policy itself, which newer messages give. `unread` is
    one sentence on what the message does not tell, and `raw` the message.
    """

    principal: str = ""
    action: str = ""
    resource: str = ""
    explicit: bool | None = None
    stated: StatedPolicy | None = None
    policy_arn: str = ""
    unread: str = ""
    raw: str = ""

    @property
    def is_readable(self) -> bool:
        """Whether it says enough to be looked into: who, and what."""
        return bool(self.principal and self.action)
