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
    AllowSessions,
    Ask,
    Create,
    Deactivate,
    Delete,
    DenySessions,
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
from iamtui.rotation.states import IN_VAULT, Leak, Pace, Phase, Rotation, Seen

LOOKS = 2
GO_BACK = "Take the rotation back with --back, or see who changes the keys of this user."

_Step = Callable[[Rotation, Seen, datetime, Pace], Action]


def next_action(rotation: Rotation, seen: Seen, now: datetime, pace: Pace) -> Action:
    """What is to be done next; `now` is AWS's time."""
    return _STEPS[rotation.phase](rotation, seen, now, pace)


def _prepared(rotation: Rotation, seen: Seen, _now: datetime, _pace: Pace) -> Action:
    if rotation.back:
        return Enter(Phase.ROLLED_BACK)
    if rotation.leak is Leak.FIRST:
        return Deactivate(rotation.old_key_id)
    return _somebody_elses(rotation, seen, "nothing was changed") or Create()


def _somebody_elses(rotation: Rotation, seen: Seen, so_far: str) -> Stop | None:
    others = [key.id for key in seen.keys if key.id not in rotation.keys_before]
    if not others:
        return None
    return Stop(
        f"Somebody else created the access key {others[0]} of {rotation.user} just now; {so_far}.",
        "Find out who rotates this user's key, then try again.",
    )


def _containing(rotation: Rotation, _seen: Seen, _now: datetime, _pace: Pace) -> Action:
    return Deactivate(rotation.old_key_id)


def _contained(rotation: Rotation, seen: Seen, now: datetime, pace: Pace) -> Action:
    if rotation.back:
        return Enter(Phase.RETURNING)
    old = seen.key(rotation.old_key_id)
    if old is not None and old.active and now > _deactivated(rotation) + pace.settle:
        return Deactivate(rotation.old_key_id)
    so_far = f"{rotation.old_key_id} is inactive"
    return _denial(rotation, now) or _somebody_elses(rotation, seen, so_far) or Create()


def _denial(rotation: Rotation, now: datetime) -> Action | None:
    """The denial of sessions that were made with a leaked key, unless it was done."""
    if rotation.leak is Leak.NO or rotation.spared or rotation.denied is not None:
        return None
    return DenySessions(now)


def _last_denial(rotation: Rotation, now: datetime, pace: Pace) -> Action | None:
    """The denial, once more where a server that had not heard of the deactivation may have given
    a session to whoever has the key."""
    first = _denial(rotation, now)
    if first is not None or rotation.cutoff is None or rotation.spared:
        return first
    settled = _deactivated(rotation) + pace.settle
    if rotation.cutoff >= settled:
        return None
    if now < settled:
        return Wait(settled, "only then does all of AWS know that the leaked key is inactive")
    return DenySessions(now)


def owes_denial(rotation: Rotation, now: datetime, pace: Pace) -> bool:
    """Whether a leaked key is inactive, and sessions that were made with it are still to be denied
    at this moment: then a run does not end there."""
    if rotation.phase is not Phase.INACTIVE:
        return False
    return isinstance(_last_denial(rotation, now, pace), DenySessions)


def _deactivated(rotation: Rotation) -> datetime:
    return rotation.deactivated or rotation.since


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
        contained = rotation.leak is Leak.FIRST
        return Enter(Phase.RETURNING if contained else Phase.ROLLED_BACK)
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
    if rotation.leak is Leak.FIRST:
        # The way back would activate the leaked key.
        return Ask(Question.UNREADABLE_LEAKED, rotation.new_key_id, Delete(rotation.new_key_id))
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
    if waits_for_hand_over(rotation, seen) and rotation.leak is Leak.NO:
        return Stop(
            f"The new secret of {rotation.user} waits in the vault until somebody hands it over; "
            f"{rotation.old_key_id} is left as it is.",
            "Hand it over on the rotation's screen in iamtui.",
        )
    if not old.active:
        return Enter(Phase.INACTIVE)
    return _drained(rotation, old.last_used, now, pace) or Deactivate(rotation.old_key_id)


def waits_for_hand_over(rotation: Rotation, seen: Seen) -> bool:
    """Whether the new secret lies in the vault for another user, who does not have it yet."""
    return rotation.form == IN_VAULT and rotation.new_key_id in seen.saved


def _drained(rotation: Rotation, last_used: object, now: datetime, pace: Pace) -> Wait | Ask | None:
    """What is still to be waited for before the old key is deactivated."""
    if not pace.drain or rotation.leak is not Leak.NO:
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
    since = _deactivated(rotation)
    if old.active and now > since + pace.settle:
        return Enter(Phase.SWITCHED)
    denial = _last_denial(rotation, now, pace)
    if denial is not None:
        return denial
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
    if rotation.lift and rotation.cutoff is not None:
        return AllowSessions()
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
    if rotation.cutoff is not None:
        return AllowSessions()
    # Another user's old secret is not here: IAM's word for it that the key is active must do.
    if rotation.old_key_id in seen.saved:
        return Verify(rotation.old_key_id)
    return Enter(Phase.RETURNABLE)


def _returnable(rotation: Rotation, seen: Seen, _now: datetime, _pace: Pace) -> Action:
    if rotation.new_key_id in seen.in_use:
        return Switch(rotation.new_key_id, rotation.old_key_id)
    if not rotation.new_key_id:
        return Enter(Phase.ROLLED_BACK)
    return Delete(rotation.new_key_id)


def _undoing(rotation: Rotation, _seen: Seen, _now: datetime, _pace: Pace) -> Action:
    return Delete(rotation.new_key_id)


def _undone(rotation: Rotation, seen: Seen, _now: datetime, _pace: Pace) -> Action:
    if rotation.new_key_id in seen.saved:
        return Forget(rotation.new_key_id)
    starts_again = rotation.leak is Leak.FIRST and not rotation.back
    return Enter(Phase.CONTAINED if starts_again else Phase.ROLLED_BACK)


def _over(_rotation: Rotation, _seen: Seen, _now: datetime, _pace: Pace) -> Action:
    return Finish()


_STEPS: Mapping[Phase, _Step] = {
    Phase.PREPARED: _prepared,
    Phase.CONTAINING: _containing,
    Phase.CONTAINED: _contained,
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
