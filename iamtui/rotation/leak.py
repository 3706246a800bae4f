"""How the replacing of a leaked key begins: whose it is, and what has to come first.

Here nothing may stand in the way of the deactivation but what makes it impossible: permissions are
not simulated, and a second key is no reason to wait.
"""

from __future__ import annotations

from dataclasses import replace

from iamtui.account.model import AccessKey
from iamtui.rotation.beginning import Ends, Talk
from iamtui.rotation.opening import Acting
from iamtui.rotation.preflight import CannotRotate, Wanted, begun, check_clock
from iamtui.rotation.states import Leak, Rotation


def begin_leaked(who: Acting, ends: Ends, wanted: Wanted, talk: Talk) -> Rotation:
    """The rotation of a leaked key: `wanted.old_key_id`, or the only one that the user has.

    Raises CannotRotate where it is not said which key is meant, or where the caller's own leaked
    key can only be replaced by somebody else.
    """
    listed = ends.service.listed()
    check_clock(ends.service.backend)
    key_id = _leaked(listed, who.user, wanted.old_key_id)
    leak = order(who, key_id)
    others = [other for key in listed if (other := _id(key)) != key_id]
    if others and leak is Leak.LAST:
        raise CannotRotate(
            f"{key_id} signs the calls here, and {who.user} has a second key, {others[0]}; AWS "
            "allows no third that could take over.",
            f"Open a profile with {others[0]}, or an administrator's, and stop it from there.",
        )
    if others:
        talk.note(
            f"{who.user} has a second key, {others[0]}. {key_id} is stopped, but AWS allows no "
            "third: delete one of the two before a new one can be created."
        )
    known = frozenset(map(_id, listed)) | ends.wallet.ids()
    rotation = begun(replace(wanted, old_key_id=key_id), known - {""}, ends.clock.now())
    return replace(rotation, leak=leak)


def order(who: Acting, key_id: str) -> Leak:
    """Whether the key can be deactivated first, or signs the calls that replace it. Where it is
    not known with which of his own keys the caller signs, it may be that one."""
    if not who.is_own or (who.key_id and who.key_id != key_id):
        return Leak.FIRST
    return Leak.LAST


def _leaked(keys: tuple[AccessKey, ...], user: str, wanted: str) -> str:
    ids = [_id(key) for key in keys]
    if wanted in ids:
        return wanted
    if wanted:
        raise CannotRotate(
            f"The access key {wanted} is not one of {user}'s.",
            "Ask AWS whose it is: aws iam get-access-key-last-used --access-key-id "
            f"{wanted} names the user.",
        )
    if not ids:
        raise CannotRotate(f"{user} has no access key, so none can have leaked.")
    if len(ids) > 1:
        raise CannotRotate(
            f"{user} has two access keys: {ids[0]} and {ids[1]}.", "Name the leaked one: --key ID."
        )
    return ids[0]


def _id(key: AccessKey) -> str:
    return str(key.id.otherwise(""))
