"""Tags of users, roles, policies, instance profiles and MFA devices: set, remove, list."""

from __future__ import annotations

from collections.abc import Callable

from iamtui.mock.labels import Fold, add_tags, checked_tags, remove_tags, with_case, without_case
from iamtui.mock.operations.oidc_providers import oidc_provider
from iamtui.mock.operations.saml_providers import saml_provider
from iamtui.mock.operations.server_certificates import server_certificate_labels
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


def _of_saml_provider(request: Request) -> Labels:
    return request.store.other_labels.setdefault(saml_provider(request).arn, {})


def _of_oidc_provider(request: Request) -> Labels:
    return request.store.other_labels.setdefault(oidc_provider(request).arn, {})


def _register(kind: str, labels_of: Callable[[Request], Labels], fold: Fold = with_case) -> None:
    @operation(f"Tag{kind}")
    def tag(request: Request) -> Result:
        """Set tags; 50 at most."""
        add_tags(labels_of(request), checked_tags(request.params["Tags"], fold), fold)
        return None

    @operation(f"Untag{kind}")
    def untag(request: Request) -> Result:
        """Remove tags; keys that are not there do not matter."""
        remove_tags(labels_of(request), request.params["TagKeys"], fold)
        return None

    @operation(f"List{kind}Tags")
    def list_tags(request: Request) -> Result:
        """The tags, by key."""
        tags = tag_list(labels_of(request))
        return listed(request, "Tags", tags, lambda tag: str(tag["Key"]), lambda tag: tag)


_register("User", _of_user, without_case)
_register("Role", _of_role, without_case)
_register("Policy", _of_policy)
_register("InstanceProfile", _of_profile)
_register("MFADevice", _of_device)
_register("OpenIDConnectProvider", _of_oidc_provider)
_register("SAMLProvider", _of_saml_provider)
_register("ServerCertificate", server_certificate_labels)
