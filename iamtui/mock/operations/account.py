"""The account as a whole: its alias and its summary."""

from __future__ import annotations

from typing import Final

from iamtui.mock.entities import AwsPolicy
from iamtui.mock.errors import AwsError
from iamtui.mock.paging import as_it_is, listed
from iamtui.mock.quotas import quota_of
from iamtui.mock.registry import Request, Result, operation

# What moto's summary lacks or has otherwise: IAM User Guide, "IAM and AWS STS quotas".
_RAISED: Final = {
    "GroupsQuota": "GroupsPerAccount",
    "InstanceProfilesQuota": "InstanceProfilesPerAccount",
    "PoliciesQuota": "PoliciesPerAccount",
    "RolesQuota": "RolesPerAccount",
    "ServerCertificatesQuota": "ServerCertificatesPerAccount",
    "UsersQuota": "UsersPerAccount",
}
_QUOTAS: Final = {"AssumeRolePolicySizeQuota": 2048, "AccountPasswordPresent": 1}


@operation("ListAccountAliases")
def list_account_aliases(request: Request) -> Result:
    """The alias, if there is one."""
    aliases = request.store.moto.account_aliases
    return listed(request, "AccountAliases", aliases, as_it_is, as_it_is)


@operation("CreateAccountAlias", differs="Another account may have it.")
def create_account_alias(request: Request) -> Result:
    """Set the alias; one replaces another."""
    request.store.moto.account_aliases = [request.text("AccountAlias")]
    return None


@operation("DeleteAccountAlias")
def delete_account_alias(request: Request) -> Result:
    """Remove the alias."""
    alias = request.text("AccountAlias")
    if alias not in request.store.moto.account_aliases:
        raise AwsError("NoSuchEntity", f"The account alias {alias} does not exist.")
    request.store.moto.account_aliases = []
    return None


@operation("GetAccountSummary")
def get_account_summary(request: Request) -> Result:
    """Counts and quotas."""
    store = request.store
    virtual = [device for device in store.devices.values() if device.seed]
    counts = {
        "MFADevices": len(virtual),
        "MFADevicesInUse": sum(len(user.devices) for user in store.users.values()),
        "Policies": len(store.customer_policies()),
        "PolicyVersionsInUse": sum(
            len(policy.versions)
            for policy in store.policies.values()
            if not isinstance(policy, AwsPolicy)
        ),
        "AccountMFAEnabled": 1,
        "GlobalEndpointTokenVersion": store.settings.token_version,
    }
    quotas = {summary: quota_of(store, name) for summary, name in _RAISED.items()}
    return {"SummaryMap": {**store.moto.account_summary.summary_map, **_QUOTAS, **quotas, **counts}}
