"""SSH public keys of users, for CodeCommit: at most five."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Final

from moto.iam.models import SshPublicKey

from iamtui.mock.entities import User
from iamtui.mock.errors import AwsError, quota
from iamtui.mock.ids import FRESH
from iamtui.mock.paging import listed
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.views import View

_MOST: Final = 5


@operation("UploadSSHPublicKey")
def upload(request: Request) -> Result:
    """Keep a public key."""
    user, body = request.store.user(request.text("UserName")), request.text("SSHPublicKeyBody")
    fingerprint = _fingerprint(body)
    if any(key.ssh_public_key_body == body for key in user.ssh_public_keys):
        raise AwsError("DuplicateSSHPublicKey", "The SSH public key is already associated.")
    if len(user.ssh_public_keys) >= _MOST:
        raise quota("SSHPublicKeysPerUser", _MOST)
    key = SshPublicKey(str(user.name), body)
    key.ssh_public_key_id = FRESH.unique_id("APKA")[:20]
    key.fingerprint = fingerprint
    key.upload_date = request.store.now()
    user.ssh_public_keys.append(key)
    return {"SSHPublicKey": _shown(key)}


@operation("GetSSHPublicKey")
def get(request: Request) -> Result:
    """One key with its body."""
    return {"SSHPublicKey": _shown(_key(request))}


@operation("UpdateSSHPublicKey")
def update(request: Request) -> Result:
    """Activate or deactivate."""
    _key(request).status = request.text("Status")
    return None


@operation("DeleteSSHPublicKey")
def delete(request: Request) -> Result:
    """Delete."""
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


def _fingerprint(body: str) -> str:
    """The MD5 fingerprint that AWS shows, of a key in OpenSSH or PEM form."""
    if "BEGIN" in body:
        raw = body.encode()
    else:
        try:
            raw = base64.b64decode(body.split()[1], validate=True)
        except (IndexError, binascii.Error) as error:
            raise AwsError("InvalidPublicKey", "The SSH public key is not valid.") from error
    digest = hashlib.md5(raw, usedforsecurity=False).hexdigest()
    return ":".join(digest[place : place + 2] for place in range(0, len(digest), 2))


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
