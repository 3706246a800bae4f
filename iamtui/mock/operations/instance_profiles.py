"""Instance profiles: how an EC2 instance gets a role."""

from __future__ import annotations

from iamtui.mock.entities import InstanceProfile
from iamtui.mock.errors import AwsError, conflict, quota
from iamtui.mock.labels import checked_tags, with_case
from iamtui.mock.paging import by_name, listed
from iamtui.mock.quotas import check_quota
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.usage import refuse_protected
from iamtui.mock.views import as_given, profile_listed, profile_shown


@operation("CreateInstanceProfile")
def create(request: Request) -> Result:
    """A new profile without a role."""
    store, name = request.store, request.text("InstanceProfileName")
    if any(other.lower() == name.lower() for other in store.profiles):
        raise AwsError("EntityAlreadyExists", f"Instance Profile {name} already exists.")
    check_quota(store, "InstanceProfilesPerAccount", store.profiles)
    path = request.optional("Path") or "/"
    profile = InstanceProfile(store.account_id, name, path, store.now())
    profile.labels = checked_tags(request.params.get("Tags", []), with_case)
    store.profiles[name] = profile
    made = profile_listed(profile, store)
    return {"InstanceProfile": {**made, "Tags": as_given(profile.labels)}}


@operation("GetInstanceProfile")
def get(request: Request) -> Result:
    """One profile."""
    profile = request.store.profile(request.text("InstanceProfileName"))
    return {"InstanceProfile": profile_shown(profile, request.store)}


@operation("ListInstanceProfiles")
def list_profiles(request: Request) -> Result:
    """Profiles under a path."""
    prefix = request.optional("PathPrefix") or "/"
    profiles = request.store.profiles.values()
    return _listed(request, [item for item in profiles if item.path.startswith(prefix)])


@operation("ListInstanceProfilesForRole")
def list_for_role(request: Request) -> Result:
    """The profiles that hold a role."""
    role = request.store.role(request.text("RoleName"))
    return _listed(
        request, [item for item in request.store.profiles.values() if role in item.roles]
    )


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
            f"Role {role.name} in Instance Profile {profile.name} cannot be found.",
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


def _listed(request: Request, profiles: list[InstanceProfile]) -> Result:
    return listed(
        request,
        "InstanceProfiles",
        profiles,
        by_name,
        lambda profile: profile_listed(profile, request.store),
    )
