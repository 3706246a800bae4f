"""SSH public keys of users, for CodeCommit: at most five."""

from __future__ import annotations

from typing import Final

from moto.iam.models import SshPublicKey

from iamtui.mock.entities import User
from iamtui.mock.errors import AwsError, quota
from iamtui.mock.ids import FRESH
from iamtui.mock.paging import listed
from iamtui.mock.public_keys import check_public_key, encoded_as, fingerprint
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.status import wanted_status
from iamtui.mock.views import View

_MOST: Final = 5


@operation("UploadSSHPublicKey")
def upload(request: Request) -> Result:
    """Keep a public key, if it is RSA and long enough."""
    user, body = request.store.user(request.text("UserName")), request.text("SSHPublicKeyBody")
    check_public_key(body)
    if any(key.ssh_public_key_body == body for key in user.ssh_public_keys):
        raise AwsError("DuplicateSSHPublicKey", "The SSH public key is already associated.")
    if len(user.ssh_public_keys) >= _MOST:
        raise quota("SSHPublicKeysPerUser", _MOST)
    key = SshPublicKey(str(user.name), body)
    key.ssh_public_key_id = FRESH.unique_id("APKA")[:20]
    key.fingerprint = fingerprint(body)
    key.upload_date = request.store.now()
    user.ssh_public_keys.append(key)
    return {"SSHPublicKey": _shown(key)}


@operation("GetSSHPublicKey")
def get(request: Request) -> Result:
    """One key with its body, in the encoding asked for."""
    key = _key(request)
    body = encoded_as(key.ssh_public_key_body, request.text("Encoding"))
    return {"SSHPublicKey": {**_shown(key), "SSHPublicKeyBody": body}}


@operation("UpdateSSHPublicKey")
def update(request: Request) -> Result:
    """Activate or deactivate a key."""
    _key(request).status = wanted_status(request)
    return None


@operation("DeleteSSHPublicKey")
def delete(request: Request) -> Result:
    """Delete a key."""
    key = _key(request)
    request.store.user(key.user_name).ssh_public_keys.remove(key)
    return None


@operation("ListSSHPublicKeys")
def list_keys(request: Request) -> Result:
    """A user's keys without their bodies."""
    user: User = request.store.user(request.user_name())
    return listed(
        request, "SSHPublicKeys", user.ssh_public_keys, lambda key: key.ssh_public_key_id, _listed
    )


def _key(request: Request) -> SshPublicKey:
    key_id = request.text("SSHPublicKeyId")
    for key in request.store.user(request.text("UserName")).ssh_public_keys:
        if key.ssh_public_key_id == key_id:
            return key
    raise AwsError("NoSuchEntity", f"The Public Key with id {key_id} cannot be found.")


def _listed(key: SshPublicKey) -> View:
    return {
        "UserName": key.user_name,
        "SSHPublicKeyId": key.ssh_public_key_id,
        "Status": key.status,
        "UploadDate": key.upload_date,
    }


def _shown(key: SshPublicKey) -> View:
    body = {"Fingerprint": key.fingerprint, "SSHPublicKeyBody": key.ssh_public_key_body}
    return {**_listed(key), **body}
