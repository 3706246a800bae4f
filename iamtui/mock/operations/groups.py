"""Groups and who is in them."""

from __future__ import annotations

from typing import Final

from iamtui.mock.entities import Group
from iamtui.mock.errors import conflict, quota
from iamtui.mock.paging import by_name, listed, page
from iamtui.mock.quotas import check_quota
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.store import unique_name
from iamtui.mock.views import group_listed, user_listed

_GROUPS_PER_USER: Final = 10


@operation("CreateGroup")
def create_group(request: Request) -> Result:
    """A new, empty group."""
    store, name = request.store, request.text("GroupName")
    unique_name("Group", name, store.groups)
    check_quota(store, "GroupsPerAccount", store.groups)
    group = Group(store.account_id, name, request.optional("Path") or "/", store.now())
    store.groups[name] = group
    return {"Group": group_listed(group)}


@operation("GetGroup")
def get_group(request: Request) -> Result:
    """A group and a page of its users."""
    group = request.store.group(request.text("GroupName"))
    users, end = page(request, group.members.values(), by_name)
    return {"Group": group_listed(group), "Users": [user_listed(user) for user in users], **end}


@operation("ListGroups")
def list_groups(request: Request) -> Result:
    """Groups under a path."""
    prefix = request.optional("PathPrefix") or "/"
    groups = [group for group in request.store.groups.values() if group.path.startswith(prefix)]
    return listed(request, "Groups", groups, by_name, group_listed)


@operation("ListGroupsForUser")
def list_groups_for_user(request: Request) -> Result:
    """The groups that a user is in."""
    user = request.store.user(request.text("UserName"))
    return listed(request, "Groups", user.groups, by_name, group_listed)


@operation("UpdateGroup")
def update_group(request: Request) -> Result:
    """Another name or path."""
    store, group = request.store, request.store.group(request.text("GroupName"))
    name, path = request.optional("NewGroupName"), request.optional("NewPath")
    if name is not None and name != group.name:
        unique_name("Group", name, (other for other in store.groups if other != group.name))
        store.groups[name] = store.groups.pop(group.name)
        group.name = name
    if path is not None:
        group.path = path
    return None


@operation("DeleteGroup")
def delete_group(request: Request) -> Result:
    """Delete a group without users and policies."""
    group = request.store.group(request.text("GroupName"))
    if group.members:
        raise conflict("remove users from group")
    if group.policies:
        raise conflict("delete policies")
    if group.managed_policies:
        raise conflict("detach all policies")
    del request.store.groups[group.name]
    return None


@operation("AddUserToGroup")
def add_user_to_group(request: Request) -> Result:
    """Make a user a member; no matter if it is one."""
    user = request.store.user(request.text("UserName"))
    group = request.store.group(request.text("GroupName"))
    if group not in user.groups and len(user.groups) >= _GROUPS_PER_USER:
        raise quota("GroupsPerUser", _GROUPS_PER_USER)
    request.store.join(user, group)
    return None


@operation("RemoveUserFromGroup")
def remove_user_from_group(request: Request) -> Result:
    """End a membership; AWS does not mind if there was none."""
    user = request.store.user(request.text("UserName"))
    group = request.store.group(request.text("GroupName"))
    if user.name in group.members:
        del group.members[user.name]
        user.groups.remove(group)
    return None
