"""The versions of managed policies: at most five, one of them the default."""

from __future__ import annotations

from typing import Final

from moto.iam.models import PolicyVersion

from iamtui.mock.documents import check_managed
from iamtui.mock.entities import ManagedPolicy, Policy
from iamtui.mock.errors import AwsError
from iamtui.mock.paging import listed
from iamtui.mock.policy_arns import attachable_policy
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.views import version_listed, version_shown

_MOST: Final = 5


@operation("CreatePolicyVersion")
def create_policy_version(request: Request) -> Result:
    """One more version, the default one if asked."""
    attachable_policy(request.store, request.text("PolicyArn"))
    policy = request.store.customer_policy(request.text("PolicyArn"))
    document = request.text("PolicyDocument")
    check_managed(document)
    if len(policy.versions) >= _MOST:
        raise AwsError(
            "LimitExceeded",
            f"A managed policy can have up to {_MOST} versions. "
            "Before you create a new version, you must delete an existing version.",
        )
    now = request.store.now()
    number = f"v{policy.next_version_num}"
    policy.next_version_num += 1
    version = PolicyVersion(policy.arn, document, False, number, now)
    policy.versions.append(version)
    policy.update_date = now
    if request.params.get("SetAsDefault", False):
        _make_default(policy, version)
    return {"PolicyVersion": version_listed(version)}


@operation("GetPolicyVersion", differs="AWS's own policies have older versions.")
def get_policy_version(request: Request) -> Result:
    """One version with its document."""
    _check_there(request)
    policy = request.store.policy(request.text("PolicyArn"))
    return {"PolicyVersion": version_shown(_version(policy, request.text("VersionId")))}


@operation("ListPolicyVersions", differs="AWS's own policies have older versions.")
def list_policy_versions(request: Request) -> Result:
    """Versions, the newest first."""
    policy = attachable_policy(request.store, request.text("PolicyArn"))
    return listed(request, "Versions", policy.versions, _newest_first, version_listed)


@operation("SetDefaultPolicyVersion")
def set_default_policy_version(request: Request) -> Result:
    """Make a version the one that counts."""
    _check_there(request)
    policy = request.store.customer_policy(request.text("PolicyArn"))
    _make_default(policy, _version(policy, request.text("VersionId")))
    policy.update_date = request.store.now()
    return None


@operation("DeletePolicyVersion")
def delete_policy_version(request: Request) -> Result:
    """Delete a version that is not the default one."""
    _check_there(request)
    policy = request.store.customer_policy(request.text("PolicyArn"))
    version = _version(policy, request.text("VersionId"))
    if version.is_default:
        raise AwsError("DeleteConflict", "Cannot delete the default version of a policy.")
    policy.versions.remove(version)
    return None


def _make_default(policy: Policy, chosen: PolicyVersion) -> None:
    for version in policy.versions:
        version.is_default = version is chosen
    policy.default_version_id = chosen.version_id


def _version(policy: ManagedPolicy, number: str) -> PolicyVersion:
    for version in policy.versions:
        if version.version_id == number:
            return version
    raise _no_version(policy.arn, number)


def _check_there(request: Request) -> None:
    """AWS speaks of the version where there is not even the policy."""
    arn = request.text("PolicyArn")
    if arn.startswith("arn:") and arn not in request.store.policies:
        raise _no_version(arn, request.text("VersionId"))


def _no_version(arn: str, number: str) -> AwsError:
    words = f"Policy {arn} version {number} does not exist or is not attachable."
    return AwsError("NoSuchEntity", words)


def _newest_first(version: PolicyVersion) -> str:
    return f"{10**6 - int(version.version_id.removeprefix('v')):07}"
