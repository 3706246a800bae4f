"""The state machine of a rotation: from what it is and what is seen of it to what is next.

Pure: no clock, no files, no calls. Whatever was being done when a run broke off is done again,
since each step but the creation may be repeated; and before a creation is, IAM is asked whether
the first one was carried out after all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from iamtui.account.field import Known, Unknown
from iamtui.rotation.actions import (
    Action,
    Adopt,
    Ask,
    Create,
    Deactivate,
    Delete,
    Enter,
    Finish,
    Forget,
    Question,
    Reactivate,
    Stop,
    Switch,
    Verify,
    Wait,
)
from iamtui.rotation.reconcile import KeyKind, kind_of
from iamtui.rotation.states import Pace, Phase, Rotation, Seen

LOOKS = 2
GO_BACK = "Take the rotation back with --back, or see who changes the keys of this user."

_Step = Callable[[Rotation, Seen, datetime, Pace], Action]


def next_action(rotation: Rotation, seen: Seen, now: datetime, pace: Pace) -> Action:
    """What is to be done next; `now` is AWS's time."""
    return _STEPS[rotation.phase](rotation, seen, now, pace)


def _prepared(rotation: Rotation, seen: Seen, _now: datetime, _pace: Pace) -> Action:
    if rotation.back:
        return Enter(Phase.ROLLED_BACK)
    others = [key.id for key in seen.keys if key.id not in rotation.keys_before]
    if others:
        return Stop(
            f"Somebody else created the access key {others[0]} of {rotation.user} just now; "
            "nothing was changed.",
            "Find out who rotates this user's key, then try again.",
        )
    return Create()


def _creating(rotation: Rotation, seen: Seen, now: datetime, pace: Pace) -> Action:
    mine = sorted(seen.saved - set(rotation.keys_before))
    if mine:
        return Adopt(mine[0])
    if rotation.new_key_id:
        # Certainly created here, and its secret died with the process: nobody can ever use it.
        return Delete(rotation.new_key_id)
    new = [key for key in seen.keys if key.id not in rotation.keys_before]
    if new:
        return _unsaved(rotation, seen, new[0].id)
    visible = (rotation.intended or rotation.since) + pace.unseen
    if now < visible or seen.quiet < LOOKS:
        until = max(now + pace.look, visible) if seen.quiet >= LOOKS else now + pace.look
        return Wait(until, "the answer to the creation was lost, and AWS may show the key late")
    if rotation.back:
        return Enter(Phase.ROLLED_BACK)
    return Create()


def _unsaved(rotation: Rotation, seen: Seen, key_id: str) -> Action:
    if kind_of(key_id, seen, rotation) is KeyKind.ORPHAN:
        return Ask(Question.ORPHAN, key_id, Delete(key_id))
    return Stop(
        f"{rotation.user} has the access key {key_id}, which this rotation did not create.",
        "Find out whose it is. Delete or keep it by hand, then run this again.",
    )


def _saved(rotation: Rotation, seen: Seen, _now: datetime, _pace: Pace) -> Action:
    return _secret_lost(rotation, seen) or Verify(rotation.new_key_id)


def _verified(rotation: Rotation, seen: Seen, _now: datetime, _pace: Pace) -> Action:
    switch = Switch(rotation.old_key_id, rotation.new_key_id)
    return _secret_lost(rotation, seen) or switch


def _secret_lost(rotation: Rotation, seen: Seen) -> Action | None:
    if rotation.new_key_id in seen.saved:
        return None
    return Ask(Question.UNREADABLE, rotation.new_key_id, Enter(Phase.RETURNING))


def _out_of_use(rotation: Rotation, seen: Seen) -> Action | None:
    """A handed-over secret is taken out of its file by whoever it is for."""
    return None if rotation.deliver else _secret_lost(rotation, seen)


def _switched(rotation: Rotation, seen: Seen, now: datetime, pace: Pace) -> Action:
    trouble = _new_is_broken(rotation, seen, now, pace) or _out_of_use(rotation, seen)
    if trouble is not None:
        return trouble
    old = seen.key(rotation.old_key_id)
    if old is None:
        return Enter(Phase.DELETED)
    if rotation.old_key_id in seen.in_use:
        return Switch(rotation.old_key_id, rotation.new_key_id)
    if not old.active:
        return Enter(Phase.INACTIVE)
    return _drained(rotation, old.last_used, now, pace) or Deactivate(rotation.old_key_id)


def _drained(rotation: Rotation, last_used: object, now: datetime, pace: Pace) -> Wait | Ask | None:
    """What is still to be waited for before the old key is deactivated."""
    if not pace.drain:
        return None
    began = rotation.switched or rotation.since
    use = last_used.value if isinstance(last_used, Known) else None
    why = "to see whether something else still uses the old key"
    if use is not None and use.at > began:
        began = use.at
        why = f"the old key was used for {use.service} in {use.region} at {use.at:%H:%M:%S} UTC"
    if now < began + pace.drain:
        return Wait(began + pace.drain, why)
    if isinstance(last_used, Unknown):
        return Ask(Question.UNKNOWN_USE, rotation.old_key_id, Deactivate(rotation.old_key_id))
    return None


def _deactivating(rotation: Rotation, seen: Seen, now: datetime, pace: Pace) -> Action:
    trouble = _new_is_broken(rotation, seen, now, pace)
    return trouble or Deactivate(rotation.old_key_id)


def _inactive(rotation: Rotation, seen: Seen, now: datetime, pace: Pace) -> Action:
    trouble = _new_is_broken(rotation, seen, now, pace) or _out_of_use(rotation, seen)
    if trouble is not None:
        return trouble
    old = seen.key(rotation.old_key_id)
    if old is None:
        return Enter(Phase.DELETED)
    since = rotation.deactivated or rotation.since
    if old.active and now > since + pace.settle:
        return Enter(Phase.SWITCHED)
    # AWS's clock is known to a second or so: no wait is none, whatever the moments say.
    if pace.observe and now < since + pace.observe:
        return Wait(since + pace.observe, "until then the old key can be activated again")
    return Delete(rotation.old_key_id)


def _new_is_broken(rotation: Rotation, seen: Seen, now: datetime, pace: Pace) -> Stop | None:
    """A reason to leave the old key alone. That a list does not show the new key yet is none."""
    new = seen.key(rotation.new_key_id)
    if new is not None and new.active:
        return None
    if new is None and now < (rotation.switched or rotation.since) + pace.settle:
        return None
    state = "gone" if new is None else "inactive"
    return Stop(
        f"The new access key {rotation.new_key_id} is {state}, and not by this rotation; the old "
        f"one, {rotation.old_key_id}, was left as it is.",
        GO_BACK,
    )


def _deleting(rotation: Rotation, _seen: Seen, _now: datetime, _pace: Pace) -> Action:
    return Delete(rotation.old_key_id)


def _deleted(rotation: Rotation, seen: Seen, _now: datetime, _pace: Pace) -> Action:
    if rotation.old_key_id in seen.saved:
        return Forget(rotation.old_key_id)
    return Enter(Phase.DONE)


def _returning(rotation: Rotation, seen: Seen, _now: datetime, _pace: Pace) -> Action:
    old = seen.key(rotation.old_key_id)
    if old is None:
        return Stop(
            f"The old access key {rotation.old_key_id} is gone, so there is no way back.",
            f"Keep the new one, {rotation.new_key_id}.",
        )
    if rotation.deactivated is not None or not old.active:
        return Reactivate(rotation.old_key_id)
    return Enter(Phase.REACTIVATED)


def _reactivated(rotation: Rotation, seen: Seen, _now: datetime, _pace: Pace) -> Action:
    # Another user's old secret is not here: IAM's word for it that the key is active must do.
    if rotation.old_key_id in seen.saved:
        return Verify(rotation.old_key_id)
    return Enter(Phase.RETURNABLE)


def _returnable(rotation: Rotation, seen: Seen, _now: datetime, _pace: Pace) -> Action:
    if rotation.new_key_id in seen.in_use:
        return Switch(rotation.new_key_id, rotation.old_key_id)
    return Delete(rotation.new_key_id)


def _undoing(rotation: Rotation, _seen: Seen, _now: datetime, _pace: Pace) -> Action:
    return Delete(rotation.new_key_id)


def _undone(rotation: Rotation, seen: Seen, _now: datetime, _pace: Pace) -> Action:
    if rotation.new_key_id in seen.saved:
        return Forget(rotation.new_key_id)
    return Enter(Phase.ROLLED_BACK)


def _over(_rotation: Rotation, _seen: Seen, _now: datetime, _pace: Pace) -> Action:
    return Finish()


_STEPS: Mapping[Phase, _Step] = {
    Phase.PREPARED: _prepared,
    Phase.CREATING: _creating,
    Phase.SAVED: _saved,
    Phase.VERIFIED: _verified,
    Phase.SWITCHING: _verified,
    Phase.SWITCHED: _switched,
    Phase.DEACTIVATING: _deactivating,
    Phase.INACTIVE: _inactive,
    Phase.DELETING: _deleting,
    Phase.DELETED: _deleted,
    Phase.DONE: _over,
    Phase.RETURNING: _returning,
    Phase.REACTIVATED: _reactivated,
    Phase.RETURNABLE: _returnable,
    Phase.UNDOING: _undoing,
    Phase.UNDONE: _undone,
    Phase.ROLLED_BACK: _over,
}
