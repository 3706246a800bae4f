"""Tags of users, roles, policies, instance profiles and MFA devices: set, remove, list."""

from __future__ import annotations

from collections.abc import Callable

from iamtui.mock.labels import add_tags, checked_tags, remove_tags
from iamtui.mock.paging import listed
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.usage import refuse_protected
from iamtui.mock.views import tag_list

Labels = dict[str, str]


def _of_user(request: Request) -> Labels:
    return request.store.user(request.text("UserName")).labels


def _of_role(request: Request) -> Labels:
    role = request.store.role(request.text("RoleName"))
    if not request.operation.startswith("List"):
        refuse_protected(role)
    return role.labels


def _of_policy(request: Request) -> Labels:
    if request.operation.startswith("List"):
        return request.store.policy(request.text("PolicyArn")).labels
    return request.store.customer_policy(request.text("PolicyArn")).labels


def _of_profile(request: Request) -> Labels:
    return request.store.profile(request.text("InstanceProfileName")).labels


def _of_device(request: Request) -> Labels:
    return request.store.device(request.text("SerialNumber")).labels


def _register(kind: str, labels_of: Callable[[Request], Labels]) -> None:
    @operation(f"Tag{kind}")
    def tag(request: Request) -> Result:
        add_tags(labels_of(request), checked_tags(request.params["Tags"]))
        return None

    @operation(f"Untag{kind}")
    def untag(request: Request) -> Result:
        remove_tags(labels_of(request), request.params["TagKeys"])
        return None

    @operation(f"List{kind}Tags")
    def list_tags(request: Request) -> Result:
        tags = tag_list(labels_of(request))
        return listed(request, "Tags", tags, lambda tag: str(tag["Key"]), lambda tag: tag)


_register("User", _of_user)
_register("Role", _of_role)
_register("Policy", _of_policy)
_register("InstanceProfile", _of_profile)
_register("MFADevice", _of_device)
