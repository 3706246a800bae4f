"""The kinds of policy: the same language, with other elements allowed in each."""

from __future__ import annotations

from enum import Enum


class PolicyKind(Enum):
    """Where a policy is used.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#access_policy-types
    """

    IDENTITY = "identity"
    TRUST = "trust"
    RESOURCE = "resource"
    BOUNDARY = "boundary"
    SCP = "scp"
    RCP = "rcp"

    @property
    def names_principals(self) -> bool:
        """Whether a statement of this kind says who: the others belong to a principal already."""
        return self in (PolicyKind.TRUST, PolicyKind.RESOURCE, PolicyKind.RCP)

    @property
    def names_resources(self) -> bool:
        """Whether a statement of this kind says on what: a trust policy belongs to its role."""
        return self is not PolicyKind.TRUST
