"""The demo account: a company's forty users with every situation that an administrator meets.

Ids, keys, secrets and seeds are the same at every start; dates count back from the start.
`LOGINS` names users to try the mock's authorisation with, and how each may sign in.
"""

from __future__ import annotations

from typing import Final

from iamtui.mock.accounts.administrator import Login, login_of
from iamtui.mock.accounts.demo.build import Builder
from iamtui.mock.accounts.demo.documents import ACCOUNT
from iamtui.mock.accounts.demo.extras import add_extras
from iamtui.mock.accounts.demo.groups import GROUPS
from iamtui.mock.accounts.demo.policies import POLICIES
from iamtui.mock.accounts.demo.roles import ROLES
from iamtui.mock.accounts.demo.users import ADMINISTRATOR, USERS
from iamtui.mock.ids import Source
from iamtui.mock.store import Store

__all__ = ["ACCOUNT", "ADMINISTRATOR", "LOGINS", "demo_account", "demo_login"]

LOGINS: Final[dict[str, str]] = {
    "maya.lindqvist": "administrator through the group admins; has an MFA device",
    "auditor": "reads all of IAM, but the credential report is denied",
    "helpdesk": "resets passwords under /staff/, denied without MFA",
    "sofia.marino": "administers users under /staff/; everything denied without MFA",
    "nina.koch": "manages own keys; everything denied without MFA",
    "jonas.weber": "junior without MFA; may edit a policy attached to his own group",
    "emil.sorensen": "IAMFullAccess cut by a permissions boundary",
    "ci-deploy": "machine that assumes deploy-staging, which assumes deploy-production",
    "legacy-root-script": "every permission by a customer policy, without MFA",
}


def demo_account() -> tuple[Store, Login]:
    """A new demo account and its administrator's login."""
    store = Store(ACCOUNT)
    builder = Builder(store)
    for policy in POLICIES:
        builder.policy(policy)
    for group in GROUPS:
        builder.group(group)
    for user in USERS:
        builder.user(user)
    for role in ROLES:
        builder.role(role)
    add_extras(store, Source("demo/extras"))
    return store, demo_login(store, ADMINISTRATOR)


def demo_login(store: Store, name: str) -> Login:
    """How a user of the demo account signs in: the first key and the first virtual device."""
    user = store.user(name)
    virtual = [device for device in user.devices if device.seed]
    return login_of(user, user.keys[0], virtual[0] if virtual else None)
