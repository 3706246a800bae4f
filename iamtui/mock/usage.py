"""Who uses which managed policy: attachments and boundaries, and the counts that follow."""

from __future__ import annotations

from typing import Final

from iamtui.mock.entities import Holder, ManagedPolicy, Principal, Role
from iamtui.mock.errors import AwsError

PROTECTED_PATHS: Final = ("/aws-service-role/", "/aws-reserved/")


def attach(holder: Holder, policy: ManagedPolicy) -> None:
    """Attach; once more changes nothing."""
    if policy.arn not in holder.managed_policies:
        policy.attach_to(holder)


def set_boundary(principal: Principal, policy: ManagedPolicy | None) -> None:
    """Set or (None) remove the boundary."""
    for bound, change in ((principal.boundary, -1), (policy, 1)):
        if bound is not None:
            bound.boundary_count += change
    principal.boundary = policy


def refuse_protected(role: Role) -> None:
    """Raise UnmodifiableEntity for a role that only AWS may change."""
    if role.path.startswith(PROTECTED_PATHS):
        raise AwsError(
            "UnmodifiableEntity",
            f"Cannot perform the operation on the protected role '{role.name}' - "
            "this role is only modifiable by AWS",
        )
