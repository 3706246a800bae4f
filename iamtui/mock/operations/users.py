"""Users: create, show, list, rename, delete."""

from __future__ import annotations

from typing import Final

from iamtui.mock.entities import User
from iamtui.mock.errors import conflict
from iamtui.mock.labels import checked_tags, without_case
from iamtui.mock.paging import by_name, listed
from iamtui.mock.policy_arns import boundary_policy
from iamtui.mock.quotas import check_quota
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.store import Store, unique_name
from iamtui.mock.usage import set_boundary
from iamtui.mock.views import as_given, user_listed, user_shown

_UNNAMED: Final = "remove referenced objects"


@operation("CreateUser")
def create_user(request: Request) -> Result:
    """A new user, with tags and a boundary if given; 5,000 at most."""
    store, name = request.store, request.text("UserName")
    unique_name("User", name, store.users)
    labels = checked_tags(request.params.get("Tags", []), without_case)
    boundary = request.optional("PermissionsBoundary")
    policy = boundary_policy(store, boundary) if boundary else None
    check_quota(store, "UsersPerAccount", store.users)
    user = User(store.account_id, name, request.optional("Path") or "/", store.now())
    user.labels = labels
    set_boundary(user, policy)
    store.users[name] = user
    return {"User": {**user_shown(user), "Tags": as_given(labels)}}


@operation("GetUser", differs="PasswordLastUsed follows sign-ins; nobody signs in to the mock.")
def get_user(request: Request) -> Result:
    """One user; without a name, the caller."""
    return {"User": user_shown(request.store.user(request.user_name()))}


@operation("ListUsers")
def list_users(request: Request) -> Result:
    """Users under a path, without tags and boundaries."""
    prefix = request.optional("PathPrefix") or "/"
    users = [user for user in request.store.users.values() if user.path.startswith(prefix)]
    return listed(request, "Users", users, by_name, user_listed)


@operation("UpdateUser")
def update_user(request: Request) -> Result:
    """Another name or path; tags, keys, devices and memberships stay."""
    store, user = request.store, request.store.user(request.text("UserName"))
    name, path = request.optional("NewUserName"), request.optional("NewPath")
    if name is not None and name != user.name:
        unique_name("User", name, (other for other in store.users if other != user.name))
        _rename(store, user, name)
    if path is not None:
        user.path = path
    return None


@operation("DeleteUser")
def delete_user(request: Request) -> Result:
    """Delete a user that nothing hangs on any more."""
    store, user = request.store, request.store.user(request.text("UserName"))
    _check_nothing_left(user)
    set_boundary(user, None)
    del store.users[user.name]
    return None


def _check_nothing_left(user: User) -> None:
    """The items to be removed before, of which AWS has no name for some.

    Sources: IAM API reference, DeleteUser; LocalStack's recorded answers, test_iam.snapshot.json.
    """
    hindrances = (
        (user.password, "delete login profile"),
        (user.keys, "delete access keys"),
        (user.devices, "delete MFA device"),
        (user.signing_certificates, "delete signing certificates"),
        (user.ssh_public_keys, _UNNAMED),
        (user.service_credentials, _UNNAMED),
        (user.managed_policies, "detach all policies"),
        (user.policies, "delete policies"),
        (user.groups, "remove users from group"),
    )
    for present, what_first in hindrances:
        if present:
            raise conflict(what_first)


def _rename(store: Store, user: User, name: str) -> None:
    old = str(user.name)
    store.users[name] = store.users.pop(old)
    for group in user.groups:
        group.members[name] = group.members.pop(old)
    user.name = name
    for key in user.keys:
        key.user_name = name
    for credential in user.service_credentials:
        credential.user_name = name
    for public_key in user.ssh_public_keys:
        public_key.user_name = name
    for certificate in user.signing_certificates.values():
        certificate.user_name = name
