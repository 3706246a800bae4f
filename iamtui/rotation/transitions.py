"""What an action makes of a rotation: as it is written down before the action, and after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from iamtui.errors import RefusedError
from iamtui.rotation.actions import (
    Action,
    Adopt,
    AllowSessions,
    Create,
    Deactivate,
    Delete,
    DenySessions,
    Enter,
    Reactivate,
    Switch,
    Verify,
)
from iamtui.rotation.states import Leak, Phase, Rotation

_BEFORE_A_NEW_KEY = (Phase.PREPARED, Phase.CONTAINING, Phase.CONTAINED)
_NO_WAY_BACK = (Phase.DELETING, Phase.DELETED, Phase.DONE)
_RETURNS = (
    Phase.RETURNING,
    Phase.REACTIVATED,
    Phase.RETURNABLE,
    Phase.UNDOING,
    Phase.UNDONE,
    Phase.ROLLED_BACK,
)


def before(rotation: Rotation, action: Action, now: datetime) -> Rotation:
    """What is written before `action`: that it may have been done from now on."""
    match action:
        case Create():
            intended = rotation.intended or now
            made = replace(rotation, sends=rotation.sends + 1, intended=intended)
            return _in(made, Phase.CREATING, now)
        case Switch(_, to_id) if to_id == rotation.new_key_id:
            return _in(rotation, Phase.SWITCHING, now)
        case Deactivate() if rotation.phase in _BEFORE_A_NEW_KEY:
            return _in(rotation, Phase.CONTAINING, now)
        case Deactivate():
            return _in(rotation, Phase.DEACTIVATING, now)
        case DenySessions(moment):
            return replace(rotation, cutoff=moment, denied=None)
        case Delete(key_id) if key_id == rotation.old_key_id:
            return _in(rotation, Phase.DELETING, now)
        case Delete(key_id) if _is_given_up(rotation, key_id):
            return _in(rotation, Phase.UNDOING, now)
    return rotation


def _is_given_up(rotation: Rotation, key_id: str) -> bool:
    """Whether it is the new key, with its secret; one whose secret was lost is an orphan."""
    return key_id == rotation.new_key_id and rotation.phase is not Phase.CREATING


def after(rotation: Rotation, action: Action, now: datetime) -> Rotation:
    """What is written once `action` was done. A created key is `adopted`."""
    match action:
        case Adopt(key_id):
            return adopted(rotation, key_id, now)
        case Verify(key_id) if key_id == rotation.new_key_id:
            return _in(rotation, Phase.VERIFIED, now)
        case Verify():
            return _in(rotation, Phase.RETURNABLE, now)
        case Switch(_, to_id) if to_id == rotation.new_key_id:
            return _in(replace(rotation, switched=now), Phase.SWITCHED, now)
        case Deactivate():
            contained = rotation.phase is Phase.CONTAINING
            phase = Phase.CONTAINED if contained else Phase.INACTIVE
            return _in(replace(rotation, deactivated=now), phase, now)
        case DenySessions():
            return replace(rotation, denied=now)
        case AllowSessions():
            return replace(rotation, cutoff=None, denied=None)
        case Reactivate():
            return _in(replace(rotation, deactivated=None), Phase.REACTIVATED, now)
        case Delete(key_id):
            return _deleted(rotation, key_id, now)
        case Enter(phase):
            return _entered(rotation, phase, now)
    return rotation


def adopted(rotation: Rotation, key_id: str, now: datetime) -> Rotation:
    """The rotation with its new key, whose secret is saved."""
    phase = Phase.RETURNING if rotation.back else Phase.SAVED
    return _in(replace(rotation, new_key_id=key_id), phase, now)


def created(rotation: Rotation, key_id: str) -> Rotation:
    """The rotation that knows which key was created for it; its secret is not saved yet."""
    return replace(rotation, new_key_id=key_id)


def unsent(rotation: Rotation, now: datetime) -> Rotation:
    """The rotation after a creation that AWS certainly did not carry out.

    Only where it was the first: what became of one before it is as unknown as it was.
    """
    if rotation.sends > 1:
        return rotation
    return _in(replace(rotation, sends=0, intended=None), _without_a_new_key(rotation), now)


def _without_a_new_key(rotation: Rotation) -> Phase:
    """A leaked key that was deactivated is no matter that is over: something has to replace it."""
    return Phase.CONTAINED if rotation.leak is Leak.FIRST else Phase.ROLLED_BACK


def undone(rotation: Rotation, now: datetime) -> Rotation:
    """The rotation whose new key was deleted because its secret could not be saved."""
    if rotation.leak is Leak.FIRST:
        return _in(_anew(rotation, rotation.new_key_id), Phase.CONTAINED, now)
    return _in(rotation, Phase.ROLLED_BACK, now)


def spared(rotation: Rotation) -> Rotation:
    """The rotation that leaves the sessions of a leaked key alone, since they cannot be denied."""
    return replace(rotation, spared=True)


def leaked(rotation: Rotation, now: datetime) -> Rotation:
    """A rotation under way whose old key turns out to have leaked: it waits for nothing more.

    Raises RefusedError where it is on its way back.
    """
    if rotation.leak is not Leak.NO:
        return rotation
    if rotation.back or rotation.phase in _RETURNS:
        raise RefusedError(
            f"The rotation of {rotation.old_key_id} is being taken back, which activates it.",
            "Let that end, then say again that the key leaked.",
        )
    first = rotation.phase is Phase.PREPARED
    return replace(rotation, leak=Leak.FIRST if first else Leak.LAST, since=now)


def has_way_back(rotation: Rotation) -> bool:
    """Whether `rotation` can still be taken back."""
    return rotation.phase not in (*_NO_WAY_BACK, Phase.ROLLED_BACK)


def taken_back(rotation: Rotation, now: datetime) -> Rotation:
    """The rotation on its way back. Raises RefusedError where the old key may be deleted."""
    if rotation.phase in _NO_WAY_BACK:
        raise RefusedError(
            f"The old access key {rotation.old_key_id} is deleted or about to be, so there is no "
            "way back.",
            "Let the rotation finish, and rotate again if the new key must go.",
        )
    if rotation.phase in (Phase.PREPARED, Phase.CREATING):
        return replace(rotation, back=True)
    if rotation.phase in _RETURNS:
        return rotation
    deactivated = rotation.deactivated
    if rotation.phase in (Phase.CONTAINING, Phase.DEACTIVATING):
        deactivated = now
    return _in(replace(rotation, back=True, deactivated=deactivated), Phase.RETURNING, now)


def _deleted(rotation: Rotation, key_id: str, now: datetime) -> Rotation:
    if key_id == rotation.old_key_id:
        return _in(rotation, Phase.DELETED, now)
    if _is_given_up(rotation, key_id):
        return _in(rotation, Phase.UNDONE, now)
    # An orphan.
    contained = rotation.leak is Leak.FIRST
    phase = Phase.CONTAINED if contained else Phase.PREPARED
    return _in(_anew(rotation, key_id), phase, now)


def _anew(rotation: Rotation, deleted_id: str) -> Rotation:
    """Before a creation, once more. A list may show the key that was deleted for a while yet,
    which makes it no key of somebody else."""
    known = (*rotation.keys_before, deleted_id)
    return replace(rotation, keys_before=known, new_key_id="", sends=0, intended=None)


def _entered(rotation: Rotation, phase: Phase, now: datetime) -> Rotation:
    if phase is Phase.SWITCHED:
        rotation = replace(rotation, switched=now, deactivated=None)
    elif phase is Phase.INACTIVE:
        rotation = replace(rotation, deactivated=rotation.deactivated or now)
    elif phase is Phase.CONTAINED:
        rotation = _anew(rotation, rotation.new_key_id)
    elif phase is Phase.RETURNING:
        rotation = replace(rotation, back=True)
    return _in(rotation, phase, now)


def _in(rotation: Rotation, phase: Phase, now: datetime) -> Rotation:
    return replace(rotation, phase=phase, since=now)
