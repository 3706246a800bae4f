"""Access keys of users: at most two, active or not."""

from __future__ import annotations

from typing import Final

from iamtui.mock.entities import AccessKey, User
from iamtui.mock.errors import AwsError, quota
from iamtui.mock.paging import listed
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.status import wanted_status

_MOST: Final = 2


@operation("CreateAccessKey")
def create_access_key(request: Request) -> Result:
    """A new active key: the only answer that has its secret."""
    user = request.store.user(request.user_name())
    if len(user.keys) >= _MOST:
        raise quota("AccessKeysPerUser", _MOST)
    key = request.store.add_key(user)
    secret = {"SecretAccessKey": key.secret_access_key}
    return {"AccessKey": {**_view(key), **secret}}


@operation("ListAccessKeys")
def list_access_keys(request: Request) -> Result:
    """A user's keys, without secrets."""
    user = request.store.user(request.user_name())
    return listed(request, "AccessKeyMetadata", user.keys, _by_age, _view)


@operation("UpdateAccessKey")
def update_access_key(request: Request) -> Result:
    """Activate or deactivate a key."""
    user = request.store.user(request.user_name())
    _key(user, request.text("AccessKeyId")).status = wanted_status(request)
    return None


@operation("DeleteAccessKey")
def delete_access_key(request: Request) -> Result:
    """Delete a key, active or not."""
    user = request.store.user(request.user_name())
    key = _key(user, request.text("AccessKeyId"))
    user.keys.remove(key)
    del request.store.keys[key.access_key_id]
    return None


@operation("GetAccessKeyLastUsed", differs="A use is told some time after it.")
def get_access_key_last_used(request: Request) -> Result:
    """Whose a key is and when it was last used; an unknown one is AccessDenied, as from AWS."""
    key_id = request.text("AccessKeyId")
    key = request.store.keys.get(key_id)
    if key is None:
        raise AwsError(
            "AccessDenied",
            f"User: {request.caller.arn} is not authorized to perform iam:GetAccessKeyLastUsed "
            f"on resource: access key {key_id}",
        )
    use: dict[str, object] = {"Region": "N/A", "ServiceName": "N/A"}
    if key.use is not None:
        use = {
            "LastUsedDate": key.use.date,
            "Region": key.use.region,
            "ServiceName": key.use.service,
        }
    return {"UserName": key.user_name, "AccessKeyLastUsed": use}


def _key(user: User, key_id: str) -> AccessKey:
    for key in user.keys:
        if key.access_key_id == key_id:
            return key
    raise AwsError("NoSuchEntity", f"The Access Key with id {key_id} cannot be found.")


def _by_age(key: AccessKey) -> str:
    return f"{key.create_date.isoformat()} {key.access_key_id}"


def _view(key: AccessKey) -> dict[str, object]:
    return {
        "UserName": key.user_name,
        "AccessKeyId": key.access_key_id,
        "Status": key.status,
        "CreateDate": key.create_date,
    }
