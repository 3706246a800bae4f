"""Permissions boundaries of users and roles."""

from __future__ import annotations

from iamtui.mock.entities import Principal
from iamtui.mock.errors import AwsError
from iamtui.mock.operations.roles import modifiable
from iamtui.mock.policy_arns import boundary_policy
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.usage import set_boundary


def _principal(request: Request, kind: str) -> Principal:
    if kind == "User":
        return request.store.user(request.text("UserName"))
    return modifiable(request)


def _register(kind: str) -> None:
    @operation(f"Put{kind}PermissionsBoundary")
    def put_boundary(request: Request) -> Result:
        """Set the boundary, in place of the one there is."""
        principal = _principal(request, kind)
        arn = request.text("PermissionsBoundary")
        set_boundary(principal, boundary_policy(request.store, arn))
        return None

    @operation(f"Delete{kind}PermissionsBoundary")
    def delete_boundary(request: Request) -> Result:
        """Take the boundary away."""
        principal = _principal(request, kind)
        if principal.boundary is None:
            name = principal.name
            raise AwsError("NoSuchEntity", f"{kind} {name} does not have a permissions boundary.")
        set_boundary(principal, None)
        return None


for _kind in ("User", "Role"):
    _register(_kind)
