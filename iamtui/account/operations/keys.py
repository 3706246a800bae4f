"""Access keys: create, activate, deactivate, delete."""

from __future__ import annotations

from dataclasses import replace

from iamtui.account.call import Call, Parameters, text
from iamtui.account.edit import changed, found, with_user
from iamtui.account.entity import Aspect
from iamtui.account.field import NOT_ASKED, Field, Known, Unknown
from iamtui.account.model import AccessKey, Account, KeyStatus, User
from iamtui.account.new_key import CREATE, NEW_KEY_ID
from iamtui.account.operation import Impossible, Inverse, Irreversible, Operation, declare

# IAM and STS quotas, "Access keys assigned to an IAM user"; it cannot be raised.
MOST_KEYS = 2


def _create_words(_account: Account, p: Parameters) -> str:
    return f"Create an access key for {text(p, 'UserName')}"


def _create(account: Account, p: Parameters) -> Account:
    user = found(account.users, text(p, "UserName"), "user")
    if len(user.access_keys.otherwise(())) >= MOST_KEYS:
        raise Impossible(
            f"{user.name} has two access keys already, the most that AWS allows; inactive ones "
            "count.",
            "Rotate one of them, or delete the one that is not used.",
        )
    new = AccessKey(
        id=Known(_key_id(p)), status=KeyStatus.ACTIVE, created=None, last_used=Known(None)
    )
    return with_user(
        account, replace(user, access_keys=changed(user.access_keys, lambda keys: (*keys, new)))
    )


def _deleted_again(_before: Account, p: Parameters) -> Inverse:
    return Call("DeleteAccessKey", {"UserName": text(p, "UserName"), "AccessKeyId": _key_id(p)})


def _key_id(p: Parameters) -> str:
    return text(p, "AccessKeyId") if "AccessKeyId" in p else NEW_KEY_ID


def _counted_keys(account: Account, p: Parameters) -> Field[object]:
    return found(account.users, text(p, "UserName"), "user").access_keys


def _update_words(_account: Account, p: Parameters) -> str:
    verb = "Activate" if text(p, "Status") == KeyStatus.ACTIVE.value else "Deactivate"
    return f"{verb} the access key {text(p, 'AccessKeyId')} of {text(p, 'UserName')}"


def _delete_words(_account: Account, p: Parameters) -> str:
    return f"Delete the access key {text(p, 'AccessKeyId')} of {text(p, 'UserName')}"


def _ids_are_known(user: User) -> bool:
    keys = user.access_keys.otherwise(())
    return all(isinstance(key.id, Known) for key in keys)


def _status_of(user: User, key_id: str) -> KeyStatus | None:
    for key in user.access_keys.otherwise(()):
        if key.id == Known(key_id):
            return key.status
    return None


def _update(account: Account, p: Parameters) -> Account:
    user = found(account.users, text(p, "UserName"), "user")
    key_id, status = text(p, "AccessKeyId"), KeyStatus(text(p, "Status"))
    if not _ids_are_known(user):
        return with_user(account, replace(user, access_keys=NOT_ASKED))
    if isinstance(user.access_keys, Known) and _status_of(user, key_id) is None:
        raise Impossible(f"{user.name} has no access key {key_id}.", "Refresh with r.")

    def switch(keys: tuple[AccessKey, ...]) -> tuple[AccessKey, ...]:
        return tuple(replace(k, status=status) if k.id == Known(key_id) else k for k in keys)

    return with_user(account, replace(user, access_keys=changed(user.access_keys, switch)))


def _delete(account: Account, p: Parameters) -> Account:
    user = found(account.users, text(p, "UserName"), "user")
    key_id = text(p, "AccessKeyId")
    if key_id == NEW_KEY_ID and _status_of(user, key_id) is None:
        raise Impossible(
            f"The answer to the creation of an access key for {user.name} was lost, and with it "
            "the key's id.",
            f"Look for a new key of {user.name} that was never used, and delete that with D.",
        )
    keys: Field[tuple[AccessKey, ...]] = NOT_ASKED
    if _ids_are_known(user):
        keys = changed(user.access_keys, lambda ks: tuple(k for k in ks if k.id != Known(key_id)))
    return with_user(account, replace(user, access_keys=keys))


def _switched_back(before: Account, p: Parameters) -> Inverse:
    user = before.users.get(text(p, "UserName"))
    status = _status_of(user, text(p, "AccessKeyId")) if user else None
    if status is None:
        return Irreversible("the state of the access key before is not known")
    return Call("UpdateAccessKey", {**p, "Status": status.value})


def _gone(_before: Account, p: Parameters) -> Inverse:
    return Irreversible(f"AWS does not give back the deleted access key {text(p, 'AccessKeyId')}")


def _keys(account: Account, p: Parameters) -> Field[object]:
    user = found(account.users, text(p, "UserName"), "user")
    nameless = [key.id for key in user.access_keys.otherwise(()) if isinstance(key.id, Unknown)]
    return nameless[0] if nameless else user.access_keys


_KEYS = Aspect.ACCESS_KEYS

declare(
    Operation(
        CREATE,
        _create_words,
        _create,
        _deleted_again,
        _counted_keys,
        repeatable=False,
        aspect=_KEYS,
    )
)
declare(Operation("UpdateAccessKey", _update_words, _update, _switched_back, _keys, aspect=_KEYS))
declare(Operation("DeleteAccessKey", _delete_words, _delete, _gone, _keys, aspect=_KEYS))
