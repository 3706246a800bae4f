"""Instance profiles: how an EC2 instance gets a role."""

from __future__ import annotations

from iamtui.mock.entities import InstanceProfile
from iamtui.mock.errors import AwsError, conflict, quota
from iamtui.mock.labels import checked_tags, with_case
from iamtui.mock.paging import by_name, listed
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.store import unique_name
from iamtui.mock.usage import refuse_protected
from iamtui.mock.views import profile_listed, profile_shown


@operation("CreateInstanceProfile")
def create(request: Request) -> Result:
    """A new profile without a role."""
    store, name = request.store, request.text("InstanceProfileName")
    unique_name("Instance Profile", name, store.profiles)
    path = request.optional("Path") or "/"
    profile = InstanceProfile(store.account_id, name, path, store.now())
    profile.labels = checked_tags(request.params.get("Tags", []), with_case)
    store.profiles[name] = profile
    return {"InstanceProfile": profile_shown(profile)}


@operation("GetInstanceProfile")
def get(request: Request) -> Result:
    """One profile."""
    profile = request.store.profile(request.text("InstanceProfileName"))
    return {"InstanceProfile": profile_shown(profile)}


@operation("ListInstanceProfiles")
def list_profiles(request: Request) -> Result:
    """Profiles under a path."""
    prefix = request.optional("PathPrefix") or "/"
    profiles = [item for item in request.store.profiles.values() if item.path.startswith(prefix)]
    return listed(request, "InstanceProfiles", profiles, by_name, profile_listed)


@operation("ListInstanceProfilesForRole")
def list_for_role(request: Request) -> Result:
    """The profiles that hold a role."""
    role = request.store.role(request.text("RoleName"))
    profiles = [item for item in request.store.profiles.values() if role in item.roles]
    return listed(request, "InstanceProfiles", profiles, by_name, profile_listed)


@operation("AddRoleToInstanceProfile")
def add_role(request: Request) -> Result:
    """Put a role into a profile that has none."""
    profile = request.store.profile(request.text("InstanceProfileName"))
    role = request.store.role(request.text("RoleName"))
    refuse_protected(role)
    if profile.roles:
        raise quota("InstanceSessionsPerInstanceProfile", 1)
    profile.roles.append(role)
    return None


@operation("RemoveRoleFromInstanceProfile")
def remove_role(request: Request) -> Result:
    """Take the role out."""
    profile = request.store.profile(request.text("InstanceProfileName"))
    role = request.store.role(request.text("RoleName"))
    if role not in profile.roles:
        raise AwsError(
            "NoSuchEntity",
            f"Role {role.name} is not in the instance profile {profile.name}.",
        )
    profile.roles.remove(role)
    return None


@operation("DeleteInstanceProfile")
def delete(request: Request) -> Result:
    """Delete a profile without a role."""
    profile = request.store.profile(request.text("InstanceProfileName"))
    if profile.roles:
        raise conflict("remove roles from instance profile")
    del request.store.profiles[profile.name]
    return None
