"""How many entities an account may have, and what is said when there are as many.

Source: IAM User Guide, "IAM and AWS STS quotas", the default ones; the names are those of AWS's
messages, such as "Cannot exceed quota for UsersPerAccount: 5000".
"""

from __future__ import annotations

from collections.abc import Sized
from typing import Final

from iamtui.mock.errors import quota
from iamtui.mock.store import Store

_QUOTAS: Final = {
    "ClientIdsPerOpenIdConnectProvider": 100,
    "GroupsPerAccount": 300,
    "InstanceProfilesPerAccount": 1000,
    "OpenIdConnectProvidersPerAccount": 100,
    "PoliciesPerAccount": 1500,
    "RolesPerAccount": 1000,
    "SAMLProvidersPerAccount": 100,
    "ServerCertificatesPerAccount": 20,
    "UsersPerAccount": 5000,
}


def quota_of(store: Store, name: str) -> int:
    """How many there may be; more where the account has had its quotas raised."""
    return _QUOTAS[name] * store.quota_factor


def check_quota(store: Store, name: str, present: Sized) -> None:
    """LimitExceeded where one more than `present` would be too many."""
    most = quota_of(store, name)
    if len(present) >= most:
        raise quota(name, most)
